import JSON
import Testing

/// What holds for every document there is, tried with many.
@Suite(.timeLimit(.minutes(3))) struct RoundTripTests {
    @Test(arguments: 0..<20) func `what is read is written again, and reads the same`(hundred: UInt64) throws {
        for seed in hundred * 100..<hundred * 100 + 100 {
            let document = RandomDocument(seed: seed)
            let node = try JSONNode(parsing: document.text)
            #expect(written(node) == document.compact, "seed \(seed)")
            let again = try JSONNode(parsing: document.compact)
            #expect(written(again) == document.compact, "seed \(seed)")
            #expect(isSame(node, again), "seed \(seed)")
            let pieces = JSONPieces(Array("{\"x\":\(document.text)}".utf8))
            let piece = try #require(try pieces.members()?.first)
            #expect(isSame(try pieces.node(piece), node), "seed \(seed)")
        }
    }

    @Test(arguments: 0..<20) func `whatever becomes of a byte, nothing traps and both readers agree`(hundred: UInt64) {
        for seed in hundred * 100..<hundred * 100 + 100 {
            var document = RandomDocument(seed: seed)
            var bytes = Array("{\"x\":\(document.text)}".utf8)
            for _ in 0...document.draw(3) {
                let place = document.draw(bytes.count)
                switch document.draw(4) {
                case 0: bytes[place] = UInt8(document.draw(256))
                case 1: bytes[place] = Array("{}[]\",:\\-0eu\n ".utf8)[document.draw(14)]
                case 2 where bytes.count > 1: bytes.remove(at: place)
                default: bytes.removeLast(document.draw(min(4, bytes.count)))
                }
            }
            let whole = Result { () throws(JSONError) in try JSONNode(parsing: bytes) }
            let passedOver = Result { () throws(JSONError) in try JSONPieces(bytes).members() }
            switch (whole, passedOver) {
            case (.success, .success): break
            case (.failure(let one), .failure(let other)): #expect(one == other, "seed \(seed)")
            default: Issue.record("seed \(seed): \(whole) and \(passedOver)")
            }
            if case .failure(let error) = whole { #expect((0...bytes.count).contains(error.offset), "seed \(seed)") }
        }
    }

    /// Whether they say the same, wherever it stood.
    private func isSame(_ one: JSONNode, _ other: JSONNode) -> Bool {
        switch (one.value, other.value) {
        case (.array(let ones), .array(let others)):
            ones.count == others.count && zip(ones, others).allSatisfy { isSame($0, $1) }
        case (.object(let one), .object(let other)):
            one.members.count == other.members.count
                && zip(one.members, other.members).allSatisfy { $0.name == $1.name && isSame($0.node, $1.node) }
        default: one.value == other.value
        }
    }
}
