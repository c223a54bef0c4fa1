/// The digits of a card number written with or without spaces and dashes; nil when it holds anything else.
package func normalizedCardNumber(_ text: String) -> String? {
    let digits = text.utf8.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "-") }
    return digits.allSatisfy { (0x30...0x39).contains($0) } ? String(decoding: digits, as: UTF8.self) : nil
}

/// Hides what a card number must not show: the four digits after the eighth, and the last one.
///
/// The form in which Toss shows the number of a card that it knows.
package func maskCardNumber(_ number: String) -> String {
    let digits = number.utf8.span
    let hasShown = digits.count > 13
    return String(unsafeUninitializedCapacity: digits.count) { masked in
        for index in digits.indices {
            let isShown = hasShown && (index < 8 || index >= 12 && index < digits.count - 1)
            unsafe masked[index] = isShown ? digits[index] : UInt8(ascii: "*")
        }
        return digits.count
    }
}
