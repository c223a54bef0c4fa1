package import TossAPI

extension Instant {
    /// 09:00 in Seoul on the day that Seoul's calendar shows at this instant.
    package var nineInSeoul: Instant {
        let day = Self.day
        // Never negative: an instant is not before 1970 in Seoul. 09:00 there is midnight of the same date in UTC.
        let days = (microseconds + 9 * 3_600_000_000) / day
        return Instant(microseconds: days * day)
    }

    /// The first 09:00 in Seoul after this instant.
    package var nextNineInSeoul: Instant { self < nineInSeoul ? nineInSeoul : nineInSeoul + .seconds(86_400) }

    /// The start of the day that Seoul's calendar shows at this instant.
    package var midnightInSeoul: Instant { nineInSeoul + .seconds(-9 * 3_600) }

    /// The first 04:00 in Seoul after this instant.
    package var nextFourInSeoul: Instant {
        let four = midnightInSeoul + .seconds(4 * 3_600)
        return self < four ? four : four + .seconds(86_400)
    }

    /// Whole seconds since 1970 in UTC.
    package var unixSeconds: Int64 { microseconds / 1_000_000 }

    private static let day: Int64 = 86_400_000_000
}
