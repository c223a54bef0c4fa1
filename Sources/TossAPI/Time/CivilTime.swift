/// A date and time of day as a Seoul wall clock shows them.
///
/// The calendar arithmetic is our own, not Foundation's, because it must be exact to the microsecond, run in a few
/// nanoseconds on every request, and give the same answer on every machine, whatever time zone data is installed.
/// Seoul has kept UTC+09:00 without summer time since 1988; we use the fixed offset for all years.
struct CivilTime: Equatable {
    /// What Seoul's clock is ahead of UTC, in microseconds.
    static let seoulOffset: Int64 = 9 * 3_600 * 1_000_000
    static let microsecondsPerDay: Int64 = 86_400 * 1_000_000

    var year: Int
    var month: Int
    var day: Int
    /// Since midnight, 0 ..< `microsecondsPerDay`.
    var microsecondOfDay: Int64

    /// Nil when the calendar has no such date, or the year is outside 1970...9999.
    init?(year: Int, month: Int, day: Int, microsecondOfDay: Int64) {
        guard Self.years.contains(year), (1...12).contains(month) else { return nil }
        guard day >= 1, day <= Self.dayCount(of: month, in: year) else { return nil }
        guard microsecondOfDay >= 0, microsecondOfDay < Self.microsecondsPerDay else { return nil }
        (self.year, self.month, self.day, self.microsecondOfDay) = (year, month, day, microsecondOfDay)
    }

    /// What Seoul's clock shows at `instant`.
    init(_ instant: Instant) {
        // Never negative: an instant is not before 1970 in Seoul.
        let local = instant.microseconds + Self.seoulOffset
        let days = Int(local / Self.microsecondsPerDay)
        microsecondOfDay = local % Self.microsecondsPerDay

        // Counts years from 1 March, so that the leap day is the last of its year, in eras of 400 years (146,097 days)
        // from 1 March of year 0, which lies 719,468 days before 1970.
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        // The months from March on have 31, 30, 31, 30, 31 days, twice, then 31 and the rest: 153 days every five.
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    }

    static let years = 1970...9999

    var hour: Int { Int(microsecondOfDay / 3_600_000_000) }
    var minute: Int { Int(microsecondOfDay / 60_000_000 % 60) }
    var second: Int { Int(microsecondOfDay / 1_000_000 % 60) }
    var microsecond: Int { Int(microsecondOfDay % 1_000_000) }

    /// Microseconds from 1970-01-01T00:00:00 to this date and time on the same clock.
    var microsecondsSince1970: Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear % 400
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468) * Self.microsecondsPerDay + microsecondOfDay
    }

    /// How many days `month` (1 to 12) has.
    static func dayCount(of month: Int, in year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }
}
