package import TossAPI

/// What follows a refused renewal.
package enum Dunning: Sendable, Hashable {
    /// The next attempt; the subscriber keeps what they have until then.
    case retry(at: Instant)
    /// The subscription ends.
    case giveUp

    /// How many days after the charge was due it is tried again.
    package static let retryDays = [1, 3, 5, 7]

    /// How long an unpaid month still gives access, from when it was due: as long as it is tried.
    package static let grace = Duration.seconds(7 * 86_400)

    /// Decides after the `refusals`-th refusal in a row of a charge that was due at `due`.
    ///
    /// A lost or stolen card will not be found again, so it ends the subscription at once.
    package init(kind: Refusal.Kind, refusals: Int, due: Instant, now: Instant) {
        if kind != .meansGone, let days = Self.retryDays.dropFirst(max(refusals, 1) - 1).first {
            let planned = due.nineInSeoul + .seconds(days * 86_400)
            self = .retry(at: max(planned, now.nextNineInSeoul))
        } else {
            self = .giveUp
        }
    }
}

/// When a subscription's periods begin.
package enum BillingCalendar {
    /// 09:00 in Seoul on the anchor's day of the month, `period` months later, or on that month's last day.
    ///
    /// Counted from the anchor each time, so that 31 January is followed by 28 February and then by 31 March.
    package static func due(anchor: Instant, period: Int) -> Instant {
        anchor.advanced(by: CalendarDuration(months: period)).nineInSeoul
    }

    /// The period that runs at `now`, not before `first`.
    static func running(at now: Instant, anchor: Instant, first: Int) -> Int {
        var period = first
        while due(anchor: anchor, period: period + 1) <= now { period += 1 }
        return period
    }
}
