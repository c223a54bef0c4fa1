extension JSONText {
    package struct SyntaxError: Error { package let text: String }

    /// Reads one JSON value; strict about everything but the depth.
    package init(parsing text: String) throws {
        var reader = Reader(text: Array(text.unicodeScalars))
        do {
            self = try reader.value()
            reader.skipSpace()
            guard reader.isAtEnd else { throw Reader.Unexpected() }
        } catch {
            throw SyntaxError(text: text)
        }
    }
}

private struct Reader {
    struct Unexpected: Error {}

    let text: [Unicode.Scalar]
    var index = 0

    init(text: [Unicode.Scalar]) { self.text = text }

    var isAtEnd: Bool { index == text.count }
    private var next: Unicode.Scalar? { index < text.count ? text[index] : nil }

    mutating func skipSpace() {
        while let next, next == " " || next == "\n" || next == "\r" || next == "\t" { index += 1 }
    }

    mutating func value() throws -> JSONText {
        skipSpace()
        switch next {
        case "{": return .object(try items(closing: "}") { try $0.member() })
        case "[": return .array(try items(closing: "]") { try $0.value() })
        case "\"": return .string(try string())
        case "t": return try word("true", .bool(true))
        case "f": return try word("false", .bool(false))
        case "n": return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func member() throws -> JSONText.Member {
        skipSpace()
        let name = try string()
        skipSpace()
        try take(":")
        return JSONText.Member(name: name, value: try value())
    }

    private mutating func items<Item>(
        closing end: Unicode.Scalar,
        _ item: (inout Reader) throws -> Item
    ) throws -> [Item] {
        index += 1
        skipSpace()
        if next == end {
            index += 1
            return []
        }
        var found: [Item] = []
        while true {
            found.append(try item(&self))
            skipSpace()
            if next == end {
                index += 1
                return found
            }
            try take(",")
        }
    }

    private mutating func number() throws -> String {
        let start = index
        while let next, "+-.0123456789eE".unicodeScalars.contains(next) { index += 1 }
        let digits = String(String.UnicodeScalarView(text[start..<index]))
        guard Double(digits) != nil else { throw Unexpected() }
        return digits
    }

    private mutating func string() throws -> String {
        try take("\"")
        var units: [UInt16] = []
        while let next, next != "\"" {
            index += 1
            guard next.value >= 0x20 else { throw Unexpected() }
            units += next == "\\" ? [try escape()] : Array(String(next).utf16)
        }
        try take("\"")
        return String(decoding: units, as: UTF16.self)
    }

    private mutating func escape() throws -> UInt16 {
        guard let letter = next else { throw Unexpected() }
        index += 1
        switch letter {
        case "n": return 10
        case "r": return 13
        case "t": return 9
        case "b": return 8
        case "f": return 12
        case "\"", "\\", "/": return UInt16(letter.value)
        case "u":
            guard index + 4 <= text.count,
                let unit = UInt16(String(String.UnicodeScalarView(text[index..<index + 4])), radix: 16)
            else { throw Unexpected() }
            index += 4
            return unit
        default: throw Unexpected()
        }
    }

    private mutating func word(_ word: String, _ value: JSONText) throws -> JSONText {
        for scalar in word.unicodeScalars { try take(scalar) }
        return value
    }

    private mutating func take(_ scalar: Unicode.Scalar) throws {
        guard next == scalar else { throw Unexpected() }
        index += 1
    }
}
