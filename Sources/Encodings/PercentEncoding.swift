/// Which characters stay as they are when a text is percent-encoded; all others are escaped byte by byte.
package enum PercentEncoding: Sendable {
    /// Letters, digits and `-._~` (RFC 3986, section 2.3).
    case unreserved

    /// Those and `!*'()`, as JavaScript's `encodeURIComponent` does.
    case component

    fileprivate func keeps(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        case UInt8(ascii: "!"), UInt8(ascii: "*"), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"):
            self == .component
        default: false
        }
    }
}

/// Escapes what is not kept, with digits in upper case.
package func percentEncoded(_ text: String, keeping kept: PercentEncoding = .unreserved) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
        if kept.keeps(byte) {
            bytes.append(byte)
        } else {
            bytes.append(UInt8(ascii: "%"))
            bytes.append(HexDigit.upperCase(byte >> 4))
            bytes.append(HexDigit.upperCase(byte & 0xF))
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// Replaces `%XX` escapes, once; a `+` stays a `+`.
///
/// Nil when an escape is cut short or not hexadecimal, or when the result is not UTF-8.
package func percentDecoded(_ text: String) -> String? { percentDecoded(text[...]) }

/// Replaces `%XX` escapes, once; a `+` stays a `+`.
///
/// Nil when an escape is cut short or not hexadecimal, or when the result is not UTF-8.
package func percentDecoded(_ text: Substring) -> String? {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    let encoded = text.utf8.span
    var bytes: [UInt8] = []
    bytes.reserveCapacity(encoded.count)
    var index = 0
    while index < encoded.count {
        guard encoded[index] == UInt8(ascii: "%") else {
            bytes.append(encoded[index])
            index += 1
            continue
        }
        guard index + 2 < encoded.count, let high = HexDigit.value(encoded[index + 1]),
            let low = HexDigit.value(encoded[index + 2])
        else { return nil }
        bytes.append(high << 4 | low)
        index += 3
    }
    return validText(bytes.span)
}
