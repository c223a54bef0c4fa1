/// Reads ASCII digits and marks from the front of a text.
struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    /// Steps over `byte` when it comes next, and says whether it did.
    mutating func skip(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    /// The next byte, stepped over.
    mutating func next() -> UInt8? { rest.popFirst() }

    /// Exactly so many digits as a number.
    mutating func number(digits: Int) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    /// One digit or more as a number; nil when there is none, or when it does not fit.
    mutating func number() -> Int64? {
        guard var value = digit().map(Int64.init) else { return nil }
        while let digit = digit() {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int64(digit))
            if overflow || carry { return nil }
            value = sum
        }
        return value
    }

    /// The digits after a decimal point, cut to whole microseconds, and how many digits there were; nil when none.
    mutating func fraction() -> (microseconds: Int, digits: Int)? {
        var value = 0
        var unit = 100_000
        var count = 0
        while let digit = digit() {
            value += Int(digit) * unit
            unit /= 10
            count += 1
        }
        return count == 0 ? nil : (value, count)
    }

    private mutating func digit() -> UInt8? {
        guard let byte = rest.first, (0x30...0x39).contains(byte) else { return nil }
        rest.removeFirst()
        return byte - 0x30
    }
}
