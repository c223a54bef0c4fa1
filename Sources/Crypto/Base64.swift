/// Which 64 characters stand for six bits each (RFC 4648).
package enum Base64Alphabet: Sendable {
    /// With `+` and `/`, filled up to a multiple of four with `=`.
    case standard

    /// With `-` and `_`, for URLs and file names, and not filled up.
    case urlSafe

    fileprivate var characters: [UInt8] {
        let common = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        return Array((common + (self == .standard ? "+/" : "-_")).utf8)
    }

    fileprivate func value(_ character: UInt8) -> UInt32? {
        switch (character, self) {
        case (0x41...0x5A, _): UInt32(character) - 0x41
        case (0x61...0x7A, _): UInt32(character) - 0x61 + 26
        case (0x30...0x39, _): UInt32(character) - 0x30 + 52
        case (0x2B, .standard), (0x2D, .urlSafe): 62
        case (0x2F, .standard), (0x5F, .urlSafe): 63
        default: nil
        }
    }
}

/// Four characters for three bytes.
package func base64(_ bytes: [UInt8], _ alphabet: Base64Alphabet = .standard) -> String {
    let characters = alphabet.characters
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        let bits = group.reduce(0) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
        for place in 0...group.count { text.append(characters[Int(bits >> UInt32(18 - 6 * place) & 63)]) }
        if alphabet == .standard { text.append(contentsOf: repeatElement(0x3D, count: 3 - group.count)) }
    }
    return String(decoding: text, as: UTF8.self)
}

/// The bytes that a text stands for, or nil when it is not Base64 in that alphabet.
///
/// The filling may be left out but not be wrong, and bits that stand for nothing must be zero, so that no two texts
/// without filling give the same bytes. Blanks and line ends are refused.
package func decodeBase64(_ text: String, _ alphabet: Base64Alphabet = .standard) -> [UInt8]? {
    let all = Array(text.utf8)
    let filling = all.reversed().prefix { $0 == 0x3D }.count
    let characters = all.dropLast(filling)
    guard filling == 0 || (filling <= 2 && all.count.isMultiple(of: 4)), characters.count % 4 != 1 else { return nil }

    var bytes: [UInt8] = []
    bytes.reserveCapacity(characters.count * 3 / 4)
    var bits: UInt32 = 0
    var bitCount = 0
    for character in characters {
        guard let value = alphabet.value(character) else { return nil }
        bits = bits << 6 | value
        bitCount += 6
        if bitCount >= 8 {
            bitCount -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
        }
        bits &= 1 << UInt32(bitCount) - 1
    }
    return bits == 0 ? bytes : nil
}
