package import TossAPI

/// What follows a refused renewal.
package enum Dunning: Sendable, Hashable {
    /// The next attempt; the subscriber keeps what they have until then.
    case retry(at: Instant, counts: Bool)
    /// The subscription ends.
    case giveUp

    /// How many days after the charge was due it is tried again.
    package static let retryDays = [1, 3, 5, 7]

    /// Decides after the `refusals`-th refusal in a row of a charge that was due at `due`.
    ///
    /// A lost or stolen card will not be found again, so it ends the subscription at once. After a mistake of ours it
    /// is tried daily, and the refusal does not count.
    package init(code: String, isOurMistake: Bool, refusals: Int, due: Instant, now: Instant) {
        if isOurMistake {
            self = .retry(at: now.nextNineInSeoul, counts: false)
        } else if Self.final.contains(code) {
            self = .giveUp
        } else if let days = Self.retryDays.dropFirst(max(refusals, 1) - 1).first {
            let planned = due.nineInSeoul + .seconds(days * 86_400)
            self = .retry(at: max(planned, now.nextNineInSeoul), counts: true)
        } else {
            self = .giveUp
        }
    }

    private static let final: Set<String> = Set(
        [
            ErrorCode.invalidCardLostOrStolen, .invalidStoppedCard, .alreadyRemovedBillingKey, .notMatchesCustomerKey,
        ]
        .map(\.rawValue)
    )
}

/// When a subscription's periods begin.
package enum BillingCalendar {
    /// 09:00 in Seoul on the anchor's day of the month, `period` months later, or on that month's last day.
    ///
    /// Counted from the anchor each time, so that 31 January is followed by 28 February and then by 31 March.
    package static func due(anchor: Instant, period: Int) -> Instant {
        anchor.advanced(by: CalendarDuration(months: period)).nineInSeoul
    }
}
