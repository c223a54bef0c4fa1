import JSON
import Testing

/// A text that is read piece by piece is held to the same rules as one that is read whole.
@Suite struct JSONPiecesTests {
    private static func text(_ node: JSONNode) -> String {
        String(decoding: JSONWriter.bytes { $0.value(node) }, as: UTF8.self)
    }

    @Test(arguments: JSONTests.sameBytes)
    func `its pieces are what the whole says`(text: String) throws {
        let whole = " { \"x\" : \(text) ,\"list\":[\(text) , \(text)],\"가\\n\":{\"in\":\(text)}} "
        let pieces = JSONPieces(Array(whole.utf8))
        let members = try #require(try pieces.members())
        #expect(members.map(\.name) == ["x", "list", "가\n"])
        #expect(Self.text(try pieces.node(members[0])) == text)
        var elements: [String] = []
        let isList = try pieces.forEachElement(of: members[1]) { piece throws(JSONError) in
            elements.append(Self.text(try pieces.node(piece)))
        } failure: {
            $0
        }
        #expect(isList)
        #expect(elements == [text, text])
        let inner = try #require(try pieces.members(of: members[2]))
        #expect(inner.map(\.name) == ["in"])
        #expect(Self.text(try pieces.node(inner[0])) == text)
        #expect(try pieces.members(of: members[1]) == nil)
        #expect(try pieces.forEachElement(of: members[2], { _ throws(JSONError) in }, failure: { $0 }) == false)
    }

    @Test(arguments: JSONTests.refused.map(\.0) + ["\u{0}", "{\"a\":}", "{\"a\":1,}", "{,}", "[1 2]", "tru", "\"\\"])
    func `what is passed over is refused at the same byte as what is read`(text: String) {
        let places = [
            text, "{\"x\":\(text)}", "{\"x\":[0,\(text)]}", "{\"x\":{\"y\":\(text)}} ", "{\"x\":\"\",\"x\":\(text)}",
        ]
        for whole in places {
            let bytes = Array(whole.utf8)
            let wanted = #expect(throws: JSONError.self) { try JSONNode(parsing: bytes) }
            let found = #expect(throws: JSONError.self) { try JSONPieces(bytes).members() }
            #expect(found == wanted, "\(whole)")
        }
    }

    @Test func `bytes that are not UTF-8 are refused in what is passed over`() {
        for bad: [UInt8] in [[0xC3, 0x28], [0xFF], [0xE2, 0x5C, 0x6E, 0x82, 0xAC], [0xED, 0xA0, 0x80]] {
            let bytes = Array("{\"x\":[\"".utf8) + bad + Array("\"]}".utf8)
            #expect(throws: JSONError.self) { try JSONNode(parsing: bytes) }
            #expect(throws: JSONError.self) { try JSONPieces(bytes).members() }
        }
    }

    @Test func `names that are the same when they are read are duplicates`() {
        for text in [#"{"x":{"a":1,"\u0061":2}}"#, "{\"x\":{\"\u{E9}\":1,\"e\u{301}\":2}}"] {
            #expect(throws: JSONError.self) { try JSONNode(parsing: text) }
            #expect(throws: JSONError.self) { try JSONPieces(Array(text.utf8)).members() }
        }
    }

    @Test func `what is no object has no members`() throws {
        for text in ["[]", "1", "\"\"", " null "] { #expect(try JSONPieces(Array(text.utf8)).members() == nil) }
    }

    @Test func `a piece of more values than were asked for is refused`() throws {
        let pieces = JSONPieces(Array(#"{"x":[1,[2],{"a":3}]}"#.utf8))
        let piece = try #require(try pieces.members()?.first)
        #expect(try pieces.node(piece, valuesAtMost: 6).array?.count == 3)
        #expect(throws: JSONError.self) { try pieces.node(piece, valuesAtMost: 5) }
    }
}
