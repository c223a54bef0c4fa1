/// Whether these are digits, at least one, whose Luhn sum is a multiple of ten, as that of every real card is.
package func passesLuhn(_ digits: String) -> Bool {
    var sum = 0
    var isDoubled = false
    for byte in digits.utf8.reversed() {
        let digit = Int(byte) - 0x30
        guard (0...9).contains(digit) else { return false }
        let value = isDoubled ? digit * 2 : digit
        sum += value > 9 ? value - 9 : value
        isDoubled.toggle()
    }
    return !digits.isEmpty && sum % 10 == 0
}
