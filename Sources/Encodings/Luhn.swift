/// Whether these are digits, at least one, whose Luhn sum is a multiple of ten, as that of every real card is.
package func passesLuhn(_ digits: String) -> Bool { passesLuhn(digits.utf8.span) }

/// Whether these are ASCII digits, at least one, whose Luhn sum is a multiple of ten.
package func passesLuhn(_ digits: Span<UInt8>) -> Bool {
    var sum = 0
    for index in digits.indices {
        guard case UInt8(ascii: "0")...UInt8(ascii: "9") = digits[index] else { return false }
        let digit = Int(digits[index] - UInt8(ascii: "0"))
        // Every second one counts twice, from the last but one on.
        let value = (digits.count - index).isMultiple(of: 2) ? digit * 2 : digit
        sum += value > 9 ? value - 9 : value
    }
    return !digits.isEmpty && sum.isMultiple(of: 10)
}
