/// A JSON text that is read piece by piece, so that a long one never stands in memory as a tree.
///
/// What is passed over is held to the same rules as what is read: see `JSONNode.init(parsing:)`.
package struct JSONPieces: Sendable {
    /// One value of the text.
    package struct Piece: Sendable {
        /// The name it is called by; empty for an element of a list.
        package let name: String
        /// Where it stands in the text.
        package let range: Range<Int>
    }

    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The members of the object that the whole text is; nil when it is JSON but no object.
    package func members() throws(JSONError) -> [Piece]? {
        var parser = JSONParser(bytes: bytes)
        parser.skipSpace()
        guard parser.next == UInt8(ascii: "{") else {
            _ = try parser.skipDocument()
            return nil
        }
        let members = try parser.pieces()
        try parser.end()
        return members
    }

    /// The members of an object that is part of the text; nil when it is no object.
    ///
    /// The piece must be one that was found here.
    package func members(of piece: Piece) throws(JSONError) -> [Piece]? {
        guard bytes[piece.range.lowerBound] == UInt8(ascii: "{") else { return nil }
        // It lies in an object or a list; in how many, nobody knows any more, and how deep it is was seen then.
        var parser = JSONParser(bytes: bytes, from: piece.range.lowerBound)
        return try parser.pieces()
    }

    /// Hands over the elements of a list that is part of the text, one after another; says false when it is no list.
    package func forEachElement<Failure: Error>(
        of piece: Piece,
        _ body: (Piece) throws(Failure) -> Void,
        failure: (JSONError) -> Failure
    ) throws(Failure) -> Bool {
        guard bytes[piece.range.lowerBound] == UInt8(ascii: "[") else { return false }
        var parser = JSONParser(bytes: bytes, from: piece.range.lowerBound + 1)
        var isFirst = true
        while true {
            let element: Piece?
            do throws(JSONError) { element = try parser.element(isFirst: isFirst) } catch { throw failure(error) }
            guard let element else { return true }
            isFirst = false
            try body(element)
        }
    }

    /// A part of the text as a tree, of at most so many values.
    package func node(_ piece: Piece, valuesAtMost limit: Int = .max) throws(JSONError) -> JSONNode {
        var parser = JSONParser(bytes: bytes, from: piece.range.lowerBound)
        parser.valuesLeft = limit
        return try parser.value()
    }
}

extension JSONParser {
    fileprivate mutating func skipDocument() throws(JSONError) {
        guard next != nil else { throw fail("the text is empty") }
        try skip()
        try end()
    }

    fileprivate mutating func end() throws(JSONError) {
        skipSpace()
        guard next == nil else { throw fail("unexpected text after the end of the value") }
    }

    /// The members of the object that begins here.
    fileprivate mutating func pieces() throws(JSONError) -> [JSONPieces.Piece] {
        var members: [JSONPieces.Piece] = []
        try eachMember { parser, name throws(JSONError) in
            let start = parser.position
            try parser.skip()
            members.append(JSONPieces.Piece(name: name, range: start..<parser.position))
        }
        return members
    }

    /// The next element of the list in which this stands; nil at its end.
    fileprivate mutating func element(isFirst: Bool) throws(JSONError) -> JSONPieces.Piece? {
        skipSpace()
        if next == UInt8(ascii: "]") { return nil }
        if !isFirst {
            guard next == UInt8(ascii: ",") else { throw fail("expected a comma or a closing bracket") }
            position += 1
            skipSpace()
        }
        let start = position
        try skip()
        return JSONPieces.Piece(name: "", range: start..<position)
    }

    /// Passes over one value, and keeps nothing of it.
    private mutating func skip() throws(JSONError) {
        guard let first = next else { throw fail("the text ends where a value should begin") }
        switch first {
        case UInt8(ascii: "{"): try eachMember { parser, _ throws(JSONError) in try parser.skip() }
        case UInt8(ascii: "["): try skipArray()
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try skipNumber()
        default: throw fail("no value begins with this character")
        }
    }

    /// Goes through the object that begins here; `value` stands at each value, and has to pass over it.
    private mutating func eachMember(
        _ value: (inout JSONParser, _ name: String) throws(JSONError) -> Void
    ) throws(JSONError) {
        try enter()
        defer { depth -= 1 }
        position += 1
        skipSpace()
        if next == UInt8(ascii: "}") {
            position += 1
            return
        }
        var seen: Set<String> = []
        while true {
            skipSpace()
            let nameOffset = position
            guard next == UInt8(ascii: "\"") else { throw fail("expected a member's name in double quotes") }
            let name = try string()
            guard seen.insert(name).inserted else {
                throw fail("the name \"\(name)\" occurs twice", at: nameOffset)
            }
            // Remembering names takes more room than the names take in the text.
            guard seen.count <= Self.mostMembers else { throw fail("more members than are read", at: nameOffset) }
            skipSpace()
            guard next == UInt8(ascii: ":") else { throw fail("expected a colon after the name \"\(name)\"") }
            position += 1
            skipSpace()
            try value(&self, name)
            skipSpace()
            switch next {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "}"):
                position += 1
                return
            default: throw fail("expected a comma or a closing brace")
            }
        }
    }

    /// How many members one object may have that is passed over.
    private static let mostMembers = 1_000_000

    private mutating func skipArray() throws(JSONError) {
        try enter()
        defer { depth -= 1 }
        position += 1
        var isFirst = true
        while try element(isFirst: isFirst) != nil { isFirst = false }
        position += 1
    }

    private mutating func skipString() throws(JSONError) {
        let opening = position
        position += 1
        var scratch: [UInt8] = []
        var isPlain = true
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                // An escape stands for a whole character, so the text is UTF-8 with them when it is without.
                if !isPlain { _ = try utf8(bytes[opening..<position], at: opening) }
                position += 1
                return
            case UInt8(ascii: "\\"):
                position += 1
                try escape(into: &scratch)
                scratch.removeAll(keepingCapacity: true)
            case 0..<0x20: throw fail("a control character inside a string must be escaped")
            default:
                if byte >= 0x80 { isPlain = false }
                position += 1
            }
        }
        throw fail("the string is not closed", at: opening)
    }
}
