import JSON
import TossAPI

/// A run as one document: how its sandbox was opened, each command with its instant, and what came out.
///
/// A long one is never held but as the bytes it came in: its commands are read one after another.
package struct JournalBundle: Sendable {
    /// The version of the document's form.
    package static let version = 2
    /// How many values one command may have: the tree of one takes many times the room of its text.
    private static let mostValues = 1_000_000

    /// The sandbox it was taken from.
    package let sandbox: String
    package let opening: JournalOpening
    /// The APIs whose calls it may hold.
    package let apis: APIList
    /// How many commands it holds.
    package let count: Int
    /// How many commands came after the last one that is there.
    package let missing: Int

    /// What it says of its end: the seed in use and the scenario.
    let seed: JSONNode
    let scenario: JSONNode

    private let text: JSONPieces
    private let commands: JSONPieces.Piece

    /// Whether it ends before the run did.
    package var isCut: Bool { missing > 0 }

    /// Reads a bundle whole, or says what keeps this from being one.
    package init(parsing bytes: [UInt8], apis: APIList = .toss) throws(JournalError) {
        self.apis = apis
        text = JSONPieces(bytes)
        let pieces: [JSONPieces.Piece]
        do throws(JSONError) { pieces = try text.members() ?? [] } catch {
            throw JournalError(path: "", "This is no bundle but no JSON at all: \(error).")
        }
        let root = try Self.object(of: pieces, in: text)
        guard let found = root["tossboxBundle"] else {
            let message = "This is no bundle: it has no \"tossboxBundle\". GET /sandbox/bundle makes one."
            throw JournalError(path: "", message)
        }
        guard found.integer == Int64(Self.version) else {
            let text = found.number?.text ?? found.value.kind
            let message =
                "The bundle has the form \(text); this version of Tossbox reads form \(Self.version). "
                + "Use the version that made it\(root["tossbox"]?.string.map { ": \($0)" } ?? "")."
            throw JournalError(path: "tossboxBundle", message)
        }
        let members = try JournalObject(JSONNode(.object(root)), at: "")
        sandbox = try members.text("sandbox")
        missing = try members.count("missing")
        opening = try JournalOpening(journal: JSONNode(.object(members.member("opening").object)))
        guard let seed = members.node("seed") else { throw members.wrong("seed", "a whole number") }
        guard let scenario = members.node("scenario") else { throw members.wrong("scenario", "a scenario document") }
        (self.seed, self.scenario) = (seed, scenario)
        _ = try members.list("commands")
        guard let commands = pieces.first(where: { $0.name == "commands" }) else {
            throw members.wrong("commands", "a list")
        }
        self.commands = commands
        // Nothing is run before all of it was read once.
        var held = 0
        try Self.forEachEntry(of: commands, in: text, apis) { entry throws(JournalError) in held += entry.record.count }
        count = try members.count("count")
        guard count == held else {
            throw JournalError(path: "count", "The bundle says it holds \(count) commands; \(held) are there.")
        }
    }

    /// The members that this form has, each as a tree; of the commands only that they are a list.
    private static func object(of pieces: [JSONPieces.Piece], in text: JSONPieces) throws(JournalError) -> JSONObject {
        let small = ["tossboxBundle", "tossbox", "sandbox", "missing", "opening", "seed", "scenario", "count"]
        var members: [JSONObject.Member] = []
        for piece in pieces where piece.name == "commands" || small.contains(piece.name) {
            let node = piece.name == "commands" ? text.kind(of: piece) : try Self.node(piece, in: text, at: piece.name)
            members.append(JSONObject.Member(name: piece.name, node: node))
        }
        return JSONObject(members: members)
    }

    private static func node(
        _ piece: JSONPieces.Piece,
        in text: JSONPieces,
        at path: String
    ) throws(JournalError) -> JSONNode {
        do throws(JSONError) { return try text.node(piece, valuesAtMost: mostValues) } catch {
            throw JournalError(path: path, "cannot be read: \(error); \(mostValues) is the most.")
        }
    }
}

/// Its commands, one after another.
extension JournalBundle {
    /// One command as it was taken, or several look-ups.
    struct Entry {
        let record: JournalRecord
        /// What came out when it was recorded, an object; nil for look-ups, which carry checksums.
        let outcome: JSONPieces.Piece?
    }

    func forEachEntry<Failure: Error>(
        _ body: (Entry) throws(Failure) -> Void,
        failure: (JournalError) -> Failure
    ) throws(Failure) {
        try Self.forEachEntry(of: commands, in: text, apis, body, failure: failure)
    }

    /// The bytes of a recorded outcome as they stand in the document.
    func bytes(of outcome: JSONPieces.Piece) -> ArraySlice<UInt8> { text.bytes[outcome.range] }

    /// A recorded outcome as a tree; nil when it has more values than any that was made here.
    func node(of outcome: JSONPieces.Piece) -> JSONNode? { try? Self.node(outcome, in: text, at: "outcome") }

    private static func forEachEntry(
        of commands: JSONPieces.Piece,
        in text: JSONPieces,
        _ apis: APIList,
        _ body: (Entry) throws(JournalError) -> Void
    ) throws(JournalError) {
        try forEachEntry(of: commands, in: text, apis, body, failure: { $0 })
    }

    private static func forEachEntry<Failure: Error>(
        of commands: JSONPieces.Piece,
        in text: JSONPieces,
        _ apis: APIList,
        _ body: (Entry) throws(Failure) -> Void,
        failure: (JournalError) -> Failure
    ) throws(Failure) {
        var index = 0
        _ = try text.forEachElement(of: commands) { piece throws(Failure) in
            let entry: Entry
            do throws(JournalError) {
                entry = try Self.entry(piece, in: text, apis, at: "commands[\(index)]")
            } catch {
                throw failure(error)
            }
            index += 1
            try body(entry)
        } failure: { error in
            failure(JournalError(path: "commands", "cannot be read: \(error)."))
        }
    }

    private static func entry(
        _ piece: JSONPieces.Piece,
        in text: JSONPieces,
        _ apis: APIList,
        at path: String
    ) throws(JournalError) -> Entry {
        let pieces: [JSONPieces.Piece]?
        do throws(JSONError) { pieces = try text.members(of: piece) } catch {
            throw JournalError(path: path, "cannot be read: \(error).")
        }
        guard let pieces else {
            throw JournalError(path: path, "must be an object; found \(text.kind(of: piece).value.kind).")
        }
        var members: [JSONObject.Member] = []
        for piece in pieces where ["at", "command", "outcome"].contains(piece.name) {
            let node =
                piece.name == "outcome"
                ? text.kind(of: piece) : try Self.node(piece, in: text, at: "\(path).\(piece.name)")
            members.append(JSONObject.Member(name: piece.name, node: node))
        }
        let object = try JournalObject(JSONNode(.object(JSONObject(members: members))), at: path)
        let at = try object.instant("at")
        let command = JSONNode(.object(try object.member("command").object))
        let record = try JournalRecord(journal: command, at: at, path: path + ".command", apis: apis)
        if case .lookUps = record { return Entry(record: record, outcome: nil) }
        _ = try object.member("outcome")
        return Entry(record: record, outcome: pieces.first { $0.name == "outcome" })
    }
}

extension JSONPieces {
    /// A value of the kind that stands there, with nothing in it.
    fileprivate func kind(of piece: Piece) -> JSONNode {
        switch bytes[piece.range.lowerBound] {
        case UInt8(ascii: "{"): JSONNode(.object(JSONObject()))
        case UInt8(ascii: "["): JSONNode(.array([]))
        case UInt8(ascii: "\""): JSONNode(.string(""))
        case UInt8(ascii: "n"): JSONNode(.null)
        case UInt8(ascii: "t"), UInt8(ascii: "f"): JSONNode(.bool(false))
        default: JSONNode(.number(JSONNumber(text: "0")))
        }
    }
}
