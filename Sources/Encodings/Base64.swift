/// Which 64 characters stand for six bits each (RFC 4648).
package enum Base64Alphabet: Sendable {
    /// With `+` and `/`, filled up to a multiple of four with `=`.
    case standard

    /// With `-` and `_`, for URLs and file names, and not filled up.
    case urlSafe

    /// The characters in the order of what they stand for.
    package var characters: [UInt8] {
        let common = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        return Array((common + (self == .standard ? "+/" : "-_")).utf8)
    }

    fileprivate func character(_ value: UInt8) -> UInt8 {
        switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + (value - 26)
        case 52..<62: UInt8(ascii: "0") + (value - 52)
        case 62: self == .standard ? UInt8(ascii: "+") : UInt8(ascii: "-")
        default: self == .standard ? UInt8(ascii: "/") : UInt8(ascii: "_")
        }
    }

    fileprivate func value(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case self.character(62): 62
        case self.character(63): 63
        default: nil
        }
    }
}

/// How much of a wrong end a reader of Base64 forgives; wrong characters never.
package enum Base64Rule: Sendable {
    /// The filling may be left out but not be wrong, and bits that stand for nothing must be zero, so that no two texts
    /// without filling give the same bytes.
    case exact

    /// Up to two `=` may end a text of any length, and bits that stand for nothing may be anything.
    ///
    /// So readers of an `Authorization` header do.
    case lenient
}

/// Four characters for three bytes.
package func base64(_ bytes: [UInt8], _ alphabet: Base64Alphabet = .standard) -> String {
    base64(bytes.span, alphabet)
}

/// Four characters for three bytes.
package func base64(_ bytes: Span<UInt8>, _ alphabet: Base64Alphabet = .standard) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var bits: UInt32 = 0
    var bitCount: UInt32 = 0
    for index in bytes.indices {
        bits = bits << 8 | UInt32(bytes[index])
        bitCount += 8
        while bitCount >= 6 {
            bitCount -= 6
            text.append(alphabet.character(UInt8(bits >> bitCount & 63)))
        }
    }
    if bitCount > 0 { text.append(alphabet.character(UInt8(bits << (6 - bitCount) & 63))) }
    if alphabet == .standard { while !text.count.isMultiple(of: 4) { text.append(UInt8(ascii: "=")) } }
    return String(decoding: text, as: UTF8.self)
}

/// The bytes that a text stands for, or nil when it is not Base64 in that alphabet; blanks and line ends are not.
package func decodeBase64(
    _ text: String,
    _ alphabet: Base64Alphabet = .standard,
    _ rule: Base64Rule = .exact
) -> [UInt8]? {
    decodeBase64(text.utf8.span, alphabet, rule)
}

/// The bytes that a text stands for, or nil when it is not Base64 in that alphabet; blanks and line ends are not.
package func decodeBase64(
    _ text: Span<UInt8>,
    _ alphabet: Base64Alphabet = .standard,
    _ rule: Base64Rule = .exact
) -> [UInt8]? {
    var end = text.count
    while end > 0, text[end - 1] == UInt8(ascii: "=") { end -= 1 }
    let filling = text.count - end
    // One character too many is six bits, which are no byte.
    guard filling <= 2, end % 4 != 1 else { return nil }
    if rule == .exact, filling > 0, !text.count.isMultiple(of: 4) { return nil }

    var bytes: [UInt8] = []
    bytes.reserveCapacity(end * 3 / 4)
    var bits: UInt32 = 0
    var bitCount: UInt32 = 0
    for index in 0..<end {
        guard let value = alphabet.value(text[index]) else { return nil }
        bits = bits << 6 | UInt32(value)
        bitCount += 6
        if bitCount >= 8 {
            bitCount -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> bitCount))
        }
    }
    let left = bits & (1 << bitCount - 1)
    return rule == .lenient || left == 0 ? bytes : nil
}
