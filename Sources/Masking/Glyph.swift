import Encodings

/// One character of a text that may hold a card number, however it is written.
///
/// `4`, a full-width or an Arabic-Indic four, `\u0034` of JSON and `%34` of a URL are the same digit.
struct Glyph {
    enum Kind: Equatable {
        case digit(UInt8)
        /// What people put between the groups of a number: white space, dashes, dots, slashes, commas, `_` and `+`.
        case separator
        /// What stands between fields and the parts of a time as well: colons, semicolons and bars.
        ///
        /// `*` is none: it stands for a digit that is hidden. Nor are `#` and `~`, which nobody puts there: one begins a
        /// number, the other stands between two.
        case divider
        /// What belongs to the character before it, or is not seen at all.
        case mark
        /// Of the alphabet.
        case letter
        case other

        var isDigit: Bool { if case .digit = self { true } else { false } }
    }

    let kind: Kind
    /// In bytes.
    let length: Int
    /// Whether it is the letter that hides a digit.
    var isX = false

    static let backslash = UInt8(ascii: "\\")
    static let percent = UInt8(ascii: "%")
    /// What stands in the place of a hidden digit: the same in JSON, in a URL, in a pattern and in an identifier.
    static let veil = UInt8(ascii: "x")

    /// The character at an index that is there.
    init(at index: Int, in bytes: Span<UInt8>) {
        let byte = bytes[index]
        switch byte {
        case Self.backslash: self = Self.jsonEscape(at: index, in: bytes)
        case Self.percent: self = Self.percentEscape(at: index, in: bytes)
        case 0..<0x80:
            self.init(Self.kind(ofASCII: byte), length: 1)
            isX = byte == Self.veil
        // Most of Hangul and of the Chinese characters, without a look at which it is.
        case 0xE4...0xE9,
            0xEB...0xED
        where index + 2 < bytes.count && bytes[index + 1] & 0xC0 == 0x80 && bytes[index + 2] & 0xC0 == 0x80:
            self.init(.other, length: 3)
        default:
            guard let (scalar, length) = Self.scalar(at: index, in: bytes, isEscaped: false) else {
                self.init(.other, length: 1)
                return
            }
            self.init(Self.kind(of: scalar), length: length)
        }
    }

    private init(_ kind: Kind, length: Int) {
        self.kind = kind
        self.length = length
    }

    /// Whether a letter or a digit is there.
    static func goesOn(at index: Int, in bytes: Span<UInt8>) -> Bool {
        guard index < bytes.count else { return false }
        let kind = Glyph(at: index, in: bytes).kind
        return kind == .letter || kind.isDigit
    }

    /// Whether an ASCII character may stand between two digits of a number.
    static func isBetweenDigits(_ byte: UInt8) -> Bool { isSeparator(byte) || isDivider(byte) }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "+")...UInt8(ascii: "/"), UInt8(ascii: "_"): true
        default: false
        }
    }

    private static func isDivider(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ":") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "|")
    }

    private static func kind(ofASCII byte: UInt8) -> Kind {
        if byte &- 0x30 < 10 { return .digit(byte - 0x30) }
        if (byte | 0x20) &- 0x61 < 26 { return .letter }
        return isSeparator(byte) ? .separator : isDivider(byte) ? .divider : .other
    }

    private static func kind(of scalar: Unicode.Scalar) -> Kind {
        switch scalar.value {
        case 0..<0x80: return kind(ofASCII: UInt8(truncatingIfNeeded: scalar.value))
        // Kana, Chinese characters and Hangul are most of what is not ASCII here, and none of them is a digit.
        case 0x3041...0xA4CF, 0xAC00...0xD7A3: return .other
        default: break
        }
        let properties = scalar.properties
        if properties.numericType == .decimal || properties.numericType == .digit, let value = properties.numericValue {
            return .digit(UInt8(value))
        }
        switch properties.generalCategory {
        case .spaceSeparator, .lineSeparator, .paragraphSeparator, .dashPunctuation, .connectorPunctuation,
            .otherPunctuation, .mathSymbol:
            return .separator
        case .format, .nonspacingMark, .enclosingMark: return .mark
        default: return .other
        }
    }

    /// `\u0034`, `\t`; more backslashes than one where JSON stands in a text of JSON.
    private static func jsonEscape(at index: Int, in bytes: Span<UInt8>) -> Glyph {
        var letter = index + 1
        while letter < bytes.count, bytes[letter] == backslash { letter += 1 }
        // Whatever it is, the backslashes are behind us: to look at each of them again would take the square of them.
        let plain = Glyph(.other, length: letter - index)
        guard letter < bytes.count else { return plain }
        switch bytes[letter] {
        case UInt8(ascii: "u"):
            guard let unit = hexNumber(at: letter + 1, count: 4, in: bytes) else { return plain }
            if let scalar = Unicode.Scalar(unit) { return Glyph(kind(of: scalar), length: letter + 5 - index) }
            guard letter + 6 < bytes.count, bytes[letter + 5] == backslash,
                let low = hexNumber(at: letter + 7, count: 4, in: bytes), (0xDC00...0xDFFF).contains(low),
                (0xD800...0xDBFF).contains(unit),
                let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
            else { return plain }
            return Glyph(kind(of: scalar), length: letter + 11 - index)
        case UInt8(ascii: "t"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "/"):
            return Glyph(.separator, length: letter + 1 - index)
        default: return plain
        }
    }

    /// `%34`, or the escapes of all bytes of one character.
    private static func percentEscape(at index: Int, in bytes: Span<UInt8>) -> Glyph {
        guard let (scalar, length) = scalar(at: index, in: bytes, isEscaped: true) else {
            return Glyph(.other, length: 1)
        }
        return Glyph(kind(of: scalar), length: length)
    }

    /// Decodes one character of UTF-8 whose bytes stand as they are, or as `%EF`.
    private static func scalar(
        at index: Int,
        in bytes: Span<UInt8>,
        isEscaped: Bool
    ) -> (scalar: Unicode.Scalar, length: Int)? {
        guard let lead = byte(at: index, in: bytes, isEscaped: isEscaped) else { return nil }
        let step = isEscaped ? 3 : 1
        let count: Int
        switch lead {
        case 0..<0x80: return (Unicode.Scalar(lead), step)
        case 0xC2...0xDF: count = 2
        case 0xE0...0xEF: count = 3
        case 0xF0...0xF4: count = 4
        default: return nil
        }
        var value = UInt32(lead) & (0x7F >> UInt32(count))
        for place in 1..<count {
            guard let next = byte(at: index + place * step, in: bytes, isEscaped: isEscaped), next & 0xC0 == 0x80 else {
                return nil
            }
            value = value << 6 | UInt32(next & 0x3F)
        }
        return Unicode.Scalar(value).map { ($0, count * step) }
    }

    private static func byte(at index: Int, in bytes: Span<UInt8>, isEscaped: Bool) -> UInt8? {
        guard index < bytes.count else { return nil }
        guard isEscaped else { return bytes[index] }
        guard bytes[index] == percent else { return nil }
        return hexNumber(at: index + 1, count: 2, in: bytes).map { UInt8($0) }
    }

    private static func hexNumber(at index: Int, count: Int, in bytes: Span<UInt8>) -> UInt32? {
        guard index + count <= bytes.count else { return nil }
        var number: UInt32 = 0
        for place in index..<(index + count) {
            guard let digit = HexDigit.value(bytes[place]) else { return nil }
            number = number << 4 | UInt32(digit)
        }
        return number
    }
}
