extension Instant: CustomStringConvertible {
    /// Seoul's date, time and offset without a fraction: `2026-01-05T09:00:00+09:00`.
    ///
    /// The form of every timestamp in v1 bodies (documented, and measured).
    package var timestamp: String {
        var bytes: [UInt8] = []
        appendTimestamp(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same text as `timestamp`.
    package var description: String { timestamp }

    /// `timestamp`, with six digits of fraction when the microseconds are not zero.
    package var preciseTimestamp: String {
        var bytes: [UInt8] = []
        appendTimestamp(to: &bytes)
        let microsecond = CivilTime(self).microsecond
        if microsecond != 0 { bytes.insert(contentsOf: Self.fraction(microsecond, digits: 6), at: 19) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Seoul's date and time as `yyyyMMddHHmmss`.
    package var compactStamp: String {
        var bytes: [UInt8] = []
        appendTimestamp(to: &bytes)
        return String(decoding: bytes[..<19].filter { ($0 &- 0x30) < 10 }, as: UTF8.self)
    }

    /// Seoul's date and time as `yyyy-MM-ddTHH:mm:ss.` and the first digits of the microseconds, without an offset.
    ///
    /// The form of `createdAt` in classic webhooks: documented with six digits, seen with five (measured), as if
    /// trailing zeros were dropped. `fractionDigits` is held within 1...6.
    package func webhookStamp(fractionDigits: Int) -> String {
        var bytes: [UInt8] = []
        appendTimestamp(to: &bytes)
        bytes.removeLast(6)
        bytes += Self.fraction(CivilTime(self).microsecond, digits: min(max(fractionDigits, 1), 6))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the 25 ASCII bytes of `timestamp`.
    package func appendTimestamp(to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: Self.blank)
        var text = bytes.mutableSpan
        writeDigits(to: &text, at: start)
    }

    /// How many bytes a `timestamp` has.
    package static let timestampLength = 25

    /// Writes the 25 ASCII bytes of `timestamp`, for bodies written byte by byte.
    package func writeTimestamp(to text: inout MutableSpan<UInt8>) {
        for index in 0..<Self.timestampLength { text[index] = Self.blank[index] }
        writeDigits(to: &text, at: 0)
    }

    private func writeDigits(to text: inout MutableSpan<UInt8>, at start: Int) {
        let civil = CivilTime(self)
        let seconds = Int(civil.microsecondOfDay / 1_000_000)
        Self.write(civil.year / 100, to: &text, at: start)
        Self.write(civil.year % 100, to: &text, at: start + 2)
        Self.write(civil.month, to: &text, at: start + 5)
        Self.write(civil.day, to: &text, at: start + 8)
        Self.write(seconds / 3_600, to: &text, at: start + 11)
        Self.write(seconds / 60 % 60, to: &text, at: start + 14)
        Self.write(seconds % 60, to: &text, at: start + 17)
    }

    private static let blank: [UInt8] = [
        0x30, 0x30, 0x30, 0x30, 0x2D, 0x30, 0x30, 0x2D, 0x30, 0x30, 0x54,  // 0000-00-00T
        0x30, 0x30, 0x3A, 0x30, 0x30, 0x3A, 0x30, 0x30,  // 00:00:00
        0x2B, 0x30, 0x39, 0x3A, 0x30, 0x30,  // +09:00
    ]

    /// Writes 0...99 as two digits.
    @inline(__always)
    private static func write(_ number: Int, to text: inout MutableSpan<UInt8>, at index: Int) {
        text[index] = 0x30 &+ UInt8(truncatingIfNeeded: number / 10)
        text[index + 1] = 0x30 &+ UInt8(truncatingIfNeeded: number % 10)
    }

    /// A point and the first `digits` of six.
    private static func fraction(_ microsecond: Int, digits: Int) -> [UInt8] {
        var bytes: [UInt8] = [0x2E]
        var rest = microsecond
        var unit = 100_000
        for _ in 0..<digits {
            bytes.append(0x30 + UInt8(rest / unit))
            rest %= unit
            unit /= 10
        }
        return bytes
    }
}

extension Instant: LosslessStringConvertible {
    /// Reads `yyyy-MM-ddTHH:mm:ss`, an optional fraction, and an offset: `Z`, or hours and minutes such as `+09:00`.
    ///
    /// Nil when the form differs, the offset is missing or beyond ±18:00, the calendar has no such date or the clock no
    /// such time (30 February, hour 24, second 60), or the year, as written or in Seoul, is outside 1970...9999. Digits
    /// of the fraction after the sixth are dropped. `description` gives the text back but for fraction and offset.
    package init?(_ text: String) {
        var scanner = DigitScanner(text)
        guard let year = scanner.number(digits: 4), scanner.skip(0x2D),
            let month = scanner.number(digits: 2), scanner.skip(0x2D),
            let day = scanner.number(digits: 2), scanner.skip(0x54),
            let hour = scanner.number(digits: 2), scanner.skip(0x3A),
            let minute = scanner.number(digits: 2), scanner.skip(0x3A),
            let second = scanner.number(digits: 2), hour < 24, minute < 60, second < 60
        else { return nil }
        var microsecond = 0
        if scanner.skip(0x2E) {
            guard let fraction = scanner.fraction() else { return nil }
            microsecond = fraction.microseconds
        }
        guard let offset = Self.offset(&scanner), scanner.isAtEnd else { return nil }
        let time = Int64((hour * 60 + minute) * 60 + second) * 1_000_000 + Int64(microsecond)
        guard let civil = CivilTime(year: year, month: month, day: day, microsecondOfDay: time) else { return nil }
        let microseconds = civil.microsecondsSince1970 - offset
        guard Self.bounds.contains(microseconds) else { return nil }
        self.init(microseconds: microseconds)
    }

    /// Microseconds ahead of UTC.
    private static func offset(_ scanner: inout DigitScanner) -> Int64? {
        if scanner.skip(0x5A) { return 0 }
        let isAhead = scanner.skip(0x2B)
        guard isAhead || scanner.skip(0x2D) else { return nil }
        guard let hours = scanner.number(digits: 2), scanner.skip(0x3A), let minutes = scanner.number(digits: 2),
            minutes < 60, hours * 60 + minutes <= 18 * 60
        else { return nil }
        let offset = Int64(hours * 60 + minutes) * 60_000_000
        return isAhead ? offset : -offset
    }
}
