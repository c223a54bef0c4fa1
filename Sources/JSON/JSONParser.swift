internal import Encodings

/// Why a text is not the JSON we accept, and at which byte.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    package let message: String
    package let offset: Int

    package var description: String { "\(message) at byte \(offset)" }
}

extension JSONNode {
    /// Parses one JSON text (RFC 8259), UTF-8, without a byte order mark.
    ///
    /// Stricter than the RFC where leniency hides mistakes: duplicate names, lone surrogates, and nesting deeper than
    /// 64 levels are errors. Never traps, whatever the bytes.
    package init(parsing bytes: [UInt8]) throws(JSONError) {
        var parser = JSONParser(bytes: bytes)
        self = try parser.document()
    }

    package init(parsing text: String) throws(JSONError) {
        try self.init(parsing: Array(text.utf8))
    }
}

struct JSONParser {
    let bytes: [UInt8]
    var position: Int
    var depth = 0
    /// How many values there may be; most callers have bounded the text, and do not count.
    var valuesLeft = Int.max
    static let deepest = 64

    init(bytes: [UInt8], from position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    func fail(_ message: String, at offset: Int? = nil) -> JSONError {
        JSONError(message: message, offset: offset ?? position)
    }

    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    mutating func document() throws(JSONError) -> JSONNode {
        skipSpace()
        guard next != nil else { throw fail("the text is empty") }
        let node = try value()
        skipSpace()
        guard next == nil else { throw fail("unexpected text after the end of the value") }
        return node
    }

    mutating func value() throws(JSONError) -> JSONNode {
        let start = position
        guard let first = next else { throw fail("the text ends where a value should begin") }
        valuesLeft -= 1
        guard valuesLeft >= 0 else { throw fail("more values than are read at a time") }
        switch first {
        case UInt8(ascii: "{"): return JSONNode(.object(try object()), offset: start)
        case UInt8(ascii: "["): return JSONNode(.array(try array()), offset: start)
        case UInt8(ascii: "\""): return JSONNode(.string(try string()), offset: start)
        case UInt8(ascii: "t"):
            try word("true")
            return JSONNode(.bool(true), offset: start)
        case UInt8(ascii: "f"):
            try word("false")
            return JSONNode(.bool(false), offset: start)
        case UInt8(ascii: "n"):
            try word("null")
            return JSONNode(.null, offset: start)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return JSONNode(.number(try number()), offset: start)
        default: throw fail("no value begins with this character")
        }
    }

    mutating func word(_ text: StaticString) throws(JSONError) {
        let start = position
        let matches = text.withUTF8Buffer { expected in
            guard start + expected.count <= bytes.count else { return false }
            return bytes[start..<(start + expected.count)].elementsEqual(expected)
        }
        guard matches else { throw fail("expected \(text)") }
        position += text.utf8CodeUnitCount
    }

    mutating func enter() throws(JSONError) {
        depth += 1
        guard depth <= Self.deepest else { throw fail("nested deeper than \(Self.deepest) levels") }
    }

    mutating func object() throws(JSONError) -> JSONObject {
        try enter()
        defer { depth -= 1 }
        position += 1
        var members: [JSONObject.Member] = []
        // Most have a few, and room for them grows from one by doubling.
        members.reserveCapacity(4)
        var seen: Set<String> = []
        skipSpace()
        if next == UInt8(ascii: "}") {
            position += 1
            return JSONObject()
        }
        while true {
            skipSpace()
            let nameOffset = position
            guard next == UInt8(ascii: "\"") else { throw fail("expected a member's name in double quotes") }
            let name = try string()
            // Few members are the rule and are compared one by one; the set keeps hostile bodies from taking long.
            if members.count < 16 {
                guard !members.contains(where: { $0.name == name }) else {
                    throw fail("the name \"\(name)\" occurs twice", at: nameOffset)
                }
            } else {
                if seen.isEmpty { seen = Set(members.map(\.name)) }
                guard seen.insert(name).inserted else {
                    throw fail("the name \"\(name)\" occurs twice", at: nameOffset)
                }
            }
            skipSpace()
            guard next == UInt8(ascii: ":") else { throw fail("expected a colon after the name \"\(name)\"") }
            position += 1
            skipSpace()
            members.append(JSONObject.Member(name: name, nameOffset: nameOffset, node: try value()))
            skipSpace()
            switch next {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "}"):
                position += 1
                return JSONObject(members: members)
            default: throw fail("expected a comma or a closing brace")
            }
        }
    }

    mutating func array() throws(JSONError) -> [JSONNode] {
        try enter()
        defer { depth -= 1 }
        position += 1
        var nodes: [JSONNode] = []
        skipSpace()
        if next == UInt8(ascii: "]") {
            position += 1
            return nodes
        }
        while true {
            skipSpace()
            nodes.append(try value())
            skipSpace()
            switch next {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "]"):
                position += 1
                return nodes
            default: throw fail("expected a comma or a closing bracket")
            }
        }
    }

    mutating func number() throws(JSONError) -> JSONNumber {
        let start = position
        try skipNumber()
        return JSONNumber(text: String(decoding: bytes[start..<position], as: UTF8.self))
    }

    mutating func skipNumber() throws(JSONError) {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        let integerStart = position
        try digits()
        if bytes[integerStart] == UInt8(ascii: "0"), position > integerStart + 1 {
            throw fail("a number must not begin with a zero", at: start)
        }
        if next == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if let exponent = next, exponent | 0x20 == UInt8(ascii: "e") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
    }

    mutating func digits() throws(JSONError) {
        let start = position
        while let digit = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) { position += 1 }
        guard position > start else { throw fail("expected a digit") }
    }

    mutating func string() throws(JSONError) -> String {
        let opening = position
        position += 1
        let start = position
        // In locals: a look at `self` for each byte costs more than all the rest.
        let bytes = bytes
        let text = bytes.span
        var end = start
        var seen: UInt8 = 0
        while end < text.count {
            let byte = text[end]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
            seen |= byte
            end += 1
        }
        position = end
        guard let byte = next else { throw fail("the string is not closed", at: opening) }
        if byte == UInt8(ascii: "\\") { return try escapedString(from: start, opening: opening) }
        guard byte == UInt8(ascii: "\"") else { throw fail("a control character inside a string must be escaped") }
        position += 1
        let content = text.extracting(start..<end)
        if seen < 0x80 { return String(copying: UTF8Span(unchecked: content, isKnownASCII: true)) }
        guard let string = validText(content) else {
            throw fail("the string is not valid UTF-8", at: opening)
        }
        return string
    }

    /// The slow path: a string with at least one escape.
    mutating func escapedString(from start: Int, opening: Int) throws(JSONError) -> String {
        var buffer: [UInt8] = []
        var plainStart = start
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                buffer.append(contentsOf: bytes[plainStart..<position])
                position += 1
                return try utf8(buffer[...], at: opening)
            case UInt8(ascii: "\\"):
                buffer.append(contentsOf: bytes[plainStart..<position])
                position += 1
                try escape(into: &buffer)
                plainStart = position
            case 0..<0x20: throw fail("a control character inside a string must be escaped")
            default: position += 1
            }
        }
        throw fail("the string is not closed", at: opening)
    }

    mutating func escape(into buffer: inout [UInt8]) throws(JSONError) {
        guard let letter = next else { throw fail("the string ends inside an escape") }
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(letter)
        case UInt8(ascii: "b"): buffer.append(0x08)
        case UInt8(ascii: "f"): buffer.append(0x0C)
        case UInt8(ascii: "n"): buffer.append(0x0A)
        case UInt8(ascii: "r"): buffer.append(0x0D)
        case UInt8(ascii: "t"): buffer.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try unicodeEscape()
            buffer.append(contentsOf: Character(scalar).utf8)
        default: throw fail("unknown escape", at: position - 2)
        }
    }

    mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let start = position - 2
        let high = try hexQuad()
        if (0xD800...0xDBFF).contains(high), next == UInt8(ascii: "\\"), position + 1 < bytes.count,
            bytes[position + 1] == UInt8(ascii: "u")
        {
            position += 2
            let low = try hexQuad()
            if (0xDC00...0xDFFF).contains(low),
                let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
            {
                return scalar
            }
        } else if let scalar = Unicode.Scalar(high) {
            return scalar
        }
        throw fail("half of a surrogate pair", at: start)
    }

    mutating func hexQuad() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw fail("the string ends inside an escape") }
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = HexDigit.value(bytes[position]) else { throw fail("expected four hexadecimal digits") }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    func utf8(_ slice: ArraySlice<UInt8>, at offset: Int) throws(JSONError) -> String {
        guard let text = validText(slice.span) else {
            throw fail("the string is not valid UTF-8", at: offset)
        }
        return text
    }
}
