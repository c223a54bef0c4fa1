package import JSON
package import TossAPI

/// The document of a run, taken apart: what stands around the commands, and each command on its own.
///
/// A long one is never held but as the bytes it came in. What its commands mean is for somebody else to say.
package struct BundleDocument: Sendable {
    /// The version of the document's form.
    package static let version = 2
    /// How many values one command may have: the tree of one takes many times the room of its text.
    private static let mostValues = 1_000_000

    /// The members around the commands; of those it has only that they are a list.
    private let root: JSONObject
    private let text: JSONPieces
    private let pieces: [JSONPieces.Piece]

    /// Takes a document apart, or says what keeps it from being a bundle of this form.
    package init(parsing bytes: [UInt8]) throws(JournalError) {
        text = JSONPieces(bytes)
        do throws(JSONError) { pieces = try text.members() ?? [] } catch {
            throw JournalError(path: "", "This is no bundle but no JSON at all: \(error).")
        }
        root = try Self.object(of: pieces, in: text)
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
    }

    /// What stands around the commands.
    package func members<Context>(_ context: Context) throws(JournalError) -> JournalMembers<Context> {
        try JournalMembers(JSONNode(.object(root)), at: "", context)
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
extension BundleDocument {
    /// One command as it stands there, or what stands for several.
    package struct Entry {
        package let at: Instant
        package let command: JSONNode
        /// Where it stands: `commands[3]`.
        package let path: String
        /// What came out when it was recorded; an object where it is one.
        fileprivate let members: JournalMembers<Void>
        fileprivate let piece: JSONPieces.Piece?

        /// What came out, which must be there and an object.
        package var outcome: Outcome {
            get throws(JournalError) {
                _ = try members.member("outcome")
                guard let piece else { throw members.wrong("outcome", "an object") }
                return Outcome(piece: piece)
            }
        }
    }

    /// A recorded outcome, of which only its place in the document is held.
    package struct Outcome: Sendable {
        fileprivate let piece: JSONPieces.Piece
    }

    /// The bytes of a recorded outcome as they stand in the document.
    package func bytes(of outcome: Outcome) -> ArraySlice<UInt8> { text.bytes[outcome.piece.range] }

    /// A recorded outcome as a tree; nil when it has more values than any that was made here.
    package func node(of outcome: Outcome) -> JSONNode? { try? Self.node(outcome.piece, in: text, at: "outcome") }

    /// Hands over each command.
    package func forEachEntry<Failure: Error>(
        _ body: (Entry) throws(Failure) -> Void,
        failure: (JournalError) -> Failure
    ) throws(Failure) {
        guard let commands = pieces.first(where: { $0.name == "commands" }) else {
            throw failure(JournalError(path: "commands", "must be a list; found nothing."))
        }
        var index = 0
        _ = try text.forEachElement(of: commands) { piece throws(Failure) in
            let entry: Entry
            do throws(JournalError) { entry = try self.entry(piece, at: "commands[\(index)]") } catch {
                throw failure(error)
            }
            index += 1
            try body(entry)
        } failure: { error in
            failure(JournalError(path: "commands", "cannot be read: \(error)."))
        }
    }

    private func entry(_ piece: JSONPieces.Piece, at path: String) throws(JournalError) -> Entry {
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
        let object = try JournalMembers(JSONNode(.object(JSONObject(members: members))), at: path, ())
        return Entry(
            at: try object.instant("at"),
            command: JSONNode(.object(try object.member("command").object)),
            path: path,
            members: object,
            piece: pieces.first { $0.name == "outcome" }
        )
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
