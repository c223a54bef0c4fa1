/// A length of time as ISO 8601 writes it: `P1M`, `PT10M`, `P1DT2H`, `PT0.5S`; never negative.
///
/// Years are kept as twelve months, whose length depends on the calendar. Weeks, days, hours and minutes are kept as
/// microseconds: a day in Seoul always has 24 hours, so `P1D` and `PT24H` are equal.
package struct CalendarDuration: Hashable, Sendable {
    /// Twelve for each year, and the months.
    package let months: Int

    /// Weeks, days and the time part, in microseconds.
    package let microseconds: Int64

    /// So many months, days and seconds; a negative count is taken as 0, and a sum beyond `Int64` as its maximum.
    package init(months: Int = 0, days: Int = 0, seconds: Int = 0) {
        self.months = max(months, 0)
        let total = Int64.zero
            .adding(Int64(max(days, 0)), times: CivilTime.microsecondsPerDay)?
            .adding(Int64(max(seconds, 0)), times: 1_000_000)
        microseconds = total ?? .max
    }

    /// The same length as a `Duration`, or nil when it has years or months.
    package var fixed: Duration? { months == 0 ? .microseconds(microseconds) : nil }
}

extension CalendarDuration: LosslessStringConvertible {
    /// Reads `P`, then years, months, weeks and days, then `T` with hours, minutes and seconds.
    ///
    /// Each part is optional, but one must be there, also after a `T`; the order is fixed. Only the seconds may have a
    /// fraction, of 1 to 6 digits. Nil for anything else, and for a length beyond `Int64` microseconds.
    package init?(_ text: String) {
        var scanner = DigitScanner(text)
        guard scanner.skip(0x50), !scanner.isAtEnd else { return nil }
        var months: Int64 = 0
        var microseconds: Int64 = 0
        var units = Unit.dates[...]
        var isInTime = false
        while !scanner.isAtEnd {
            if !isInTime, scanner.skip(0x54) {
                (units, isInTime) = (Unit.times[...], true)
            }
            guard let number = scanner.number() else { return nil }
            var fraction = 0
            let hasFraction = scanner.skip(0x2E)
            if hasFraction {
                guard let read = scanner.fraction(), read.digits <= 6 else { return nil }
                fraction = read.microseconds
            }
            guard let letter = scanner.next(), let index = units.firstIndex(where: { $0.letter == letter }) else {
                return nil
            }
            let unit = units[index]
            guard !hasFraction || unit.allowsFraction else { return nil }
            // Only smaller units may follow.
            units = units[(index + 1)...]
            if unit.isMonths {
                guard let sum = months.adding(number, times: unit.size) else { return nil }
                months = sum
            } else {
                guard let sum = microseconds.adding(number, times: unit.size)?.adding(Int64(fraction), times: 1) else {
                    return nil
                }
                microseconds = sum
            }
        }
        self.months = Int(months)
        self.microseconds = microseconds
    }

    /// The shortest usual form: `P1Y2M25DT2H`, without weeks, and `PT0S` for no time at all.
    package var description: String {
        guard months > 0 || microseconds > 0 else { return "PT0S" }
        let date =
            Self.part(Int64(months / 12), "Y")
            + Self.part(Int64(months % 12), "M")
            + Self.part(microseconds / CivilTime.microsecondsPerDay, "D")
        let time = microseconds % CivilTime.microsecondsPerDay
        guard time > 0 else { return "P" + date }
        return "P" + date + "T"
            + Self.part(time / 3_600_000_000, "H")
            + Self.part(time / 60_000_000 % 60, "M")
            + Self.seconds(time % 60_000_000)
    }

    private static func part(_ count: Int64, _ letter: String) -> String {
        count > 0 ? "\(count)\(letter)" : ""
    }

    private static func seconds(_ microseconds: Int64) -> String {
        guard microseconds % 1_000_000 > 0 else { return part(microseconds / 1_000_000, "S") }
        // Counted from 1,000,000 up so that leading zeros survive; trailing ones go.
        var digits = String(1_000_000 + microseconds % 1_000_000).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(microseconds / 1_000_000).\(digits)S"
    }
}

/// A letter of the ISO form, and what it counts.
private struct Unit {
    let letter: UInt8
    /// In months, or in microseconds.
    let size: Int64
    var isMonths = false
    var allowsFraction = false

    static let dates = [
        Unit(letter: 0x59, size: 12, isMonths: true),
        Unit(letter: 0x4D, size: 1, isMonths: true),
        Unit(letter: 0x57, size: 7 * CivilTime.microsecondsPerDay),
        Unit(letter: 0x44, size: CivilTime.microsecondsPerDay),
    ]
    static let times = [
        Unit(letter: 0x48, size: 3_600_000_000),
        Unit(letter: 0x4D, size: 60_000_000),
        Unit(letter: 0x53, size: 1_000_000, allowsFraction: true),
    ]
}

extension Int64 {
    /// This and `number` times `size`, or nil when that does not fit.
    fileprivate func adding(_ number: Int64, times size: Int64) -> Int64? {
        let (product, overflow) = number.multipliedReportingOverflow(by: size)
        let (sum, carry) = addingReportingOverflow(product)
        return overflow || carry ? nil : sum
    }
}
