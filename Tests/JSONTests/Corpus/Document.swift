import JSON
import Testing

/// One text of the corpus, and what becomes of it.
struct Document: Sendable, CustomTestStringConvertible {
    enum Verdict: Sendable {
        /// It is read, and written again so.
        case taken(written: String)
        case refused(at: Int)
    }

    let name: String
    let bytes: [UInt8]
    let verdict: Verdict

    var testDescription: String { name }

    /// A text that is taken, and written as it stands unless it says otherwise.
    static func taken(_ name: String, _ text: String, written: String? = nil) -> Document {
        Document(name: name, bytes: Array(text.utf8), verdict: .taken(written: written ?? text))
    }

    /// A text that is refused, at the byte that a message names.
    static func refused(_ name: String, _ text: String, at offset: Int) -> Document {
        Document(name: name, bytes: Array(text.utf8), verdict: .refused(at: offset))
    }

    /// Bytes that are no text, and are refused.
    static func refused(_ name: String, bytes: [UInt8], at offset: Int) -> Document {
        Document(name: name, bytes: bytes, verdict: .refused(at: offset))
    }

    /// A string with these bytes in it.
    static func refused(_ name: String, quoted bytes: [UInt8]) -> Document {
        refused(name, bytes: [0x22] + bytes + [0x22], at: 0)
    }

    /// Whether it may be part of another text, and is then read no differently.
    func inside(_ before: String, _ after: String) -> [UInt8] { Array(before.utf8) + bytes + Array(after.utf8) }
}

func written(_ node: JSONNode) -> String { String(decoding: JSONWriter.bytes { $0.value(node) }, as: UTF8.self) }

@Suite(.timeLimit(.minutes(3))) struct CorpusTests {
    @Test(arguments: Document.numbers + Document.strings + Document.structures + Document.debated)
    func `a document is taken or refused`(document: Document) throws {
        switch document.verdict {
        case .taken(let text):
            #expect(written(try JSONNode(parsing: document.bytes)) == text)
            // What was written is the same again, and so it is as a part of another text.
            #expect(written(try JSONNode(parsing: text)) == text)
            if document.testDescription.contains("levels") { return }
            let pieces = JSONPieces(document.inside(" {\"x\" : ", " } "))
            let piece = try #require(try pieces.members()?.first)
            #expect(written(try pieces.node(piece)) == text)
        case .refused(let offset):
            let error = #expect(throws: JSONError.self) { try JSONNode(parsing: document.bytes) }
            #expect(error?.offset == offset, "\(error?.description ?? "")")
            for bytes in [document.bytes, document.inside("{\"x\":", "}"), document.inside("{\"x\":[0,", "]}")] {
                let whole = #expect(throws: JSONError.self) { try JSONNode(parsing: bytes) }
                let passedOver = #expect(throws: JSONError.self) { try JSONPieces(bytes).members() }
                #expect(whole == passedOver)
            }
        }
    }

    @Test func `no document stands there twice`() {
        let all = Document.numbers + Document.strings + Document.structures + Document.debated
        #expect(Set(all.map(\.bytes)).count == all.count)
        #expect(Set(all.map(\.name)).count == all.count)
    }
}
