/// Two lower-case digits a byte.
package func hex(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
        text.append(HexDigit.lowerCase(byte >> 4))
        text.append(HexDigit.lowerCase(byte & 0xF))
    }
    return String(decoding: text, as: UTF8.self)
}

/// The bytes that pairs of digits stand for, in lower or upper case; nil for anything else between or half a pair.
package func decodeHex(_ text: String) -> [UInt8]? {
    let digits = text.utf8.span
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    for index in stride(from: 0, to: digits.count, by: 2) {
        guard let high = HexDigit.value(digits[index]), let low = HexDigit.value(digits[index + 1]) else { return nil }
        bytes.append(high << 4 | low)
    }
    return bytes
}

/// The sixteen digits as ASCII; what is written must be below sixteen.
package enum HexDigit {
    /// What a digit in lower or upper case stands for; nil for another character.
    @inlinable
    package static func value(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    @inlinable
    package static func lowerCase(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + (value - 10)
    }

    @inlinable
    package static func upperCase(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + (value - 10)
    }
}
