/// A point in time, exact to the microsecond.
///
/// Bounds: 1970-01-01T00:00:00 to 9999-12-31T23:59:59.999999, both in Seoul, so that every instant has a timestamp of
/// one width. Arithmetic that would leave them stops at the bound.
package struct Instant: Hashable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z; negative down to nine hours before, Seoul's first day of 1970.
    package let microseconds: Int64

    /// The instant so many microseconds after 1970-01-01T00:00:00Z, or the nearest bound.
    package init(microseconds: Int64) {
        self.microseconds = min(max(microseconds, Self.bounds.lowerBound), Self.bounds.upperBound)
    }

    /// 1970-01-01T00:00:00+09:00.
    package static let earliest = Instant(microseconds: .min)

    /// The last microsecond of the year 9999 in Seoul.
    package static let latest = Instant(microseconds: .max)

    /// The microseconds an instant may have.
    static let bounds: ClosedRange<Int64> = -32_400_000_000...253_402_268_399_999_999
}

extension Instant: Comparable {
    /// Whether `left` is before `right`.
    package static func < (left: Instant, right: Instant) -> Bool { left.microseconds < right.microseconds }
}

extension Instant {
    /// The instant `duration` later (earlier when it is negative), to the whole microsecond towards zero, or the bound.
    package static func + (instant: Instant, duration: Duration) -> Instant {
        let (sum, overflow) = instant.microseconds.addingReportingOverflow(duration.wholeMicroseconds)
        guard overflow else { return Instant(microseconds: sum) }
        return duration < .zero ? .earliest : .latest
    }

    /// The instant `duration` earlier, to the whole microsecond towards zero, or the bound.
    package static func - (instant: Instant, duration: Duration) -> Instant {
        let (difference, overflow) = instant.microseconds.subtractingReportingOverflow(duration.wholeMicroseconds)
        guard overflow else { return Instant(microseconds: difference) }
        return duration < .zero ? .latest : .earliest
    }

    /// The time from `right` to `left`, negative when `left` is the earlier one.
    package static func - (left: Instant, right: Instant) -> Duration {
        // Cannot overflow within the bounds.
        .microseconds(left.microseconds - right.microseconds)
    }

    /// The instant `duration` later by Seoul's calendar, at most `latest`.
    ///
    /// Years and months come first and keep the day of the month, or take the month's last day when it is shorter
    /// (31 January and one month is 28 February, in a leap year the 29th); then days and time are added.
    package func advanced(by duration: CalendarDuration) -> Instant {
        guard duration.months > 0 else { return self + .microseconds(duration.microseconds) }
        guard duration.months < CivilTime.years.count * 12 else { return .latest }
        var civil = CivilTime(self)
        let month = civil.month - 1 + duration.months
        civil.year += month / 12
        civil.month = month % 12 + 1
        guard civil.year <= CivilTime.years.upperBound else { return .latest }
        civil.day = min(civil.day, CivilTime.dayCount(of: civil.month, in: civil.year))
        return Instant(microseconds: civil.microsecondsSince1970 - CivilTime.seoulOffset)
            + .microseconds(duration.microseconds)
    }
}

extension Duration {
    /// Whole microseconds, rounded towards zero; the nearest `Int64` when there are too many.
    fileprivate var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        let limit = seconds < 0 ? Int64.min : .max
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        if overflow { return limit }
        let (sum, carry) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        return carry ? limit : sum
    }
}
