package import JSON
package import TossAPI

/// A run as one document: how its sandbox was opened, each command with its instant, and what came out.
package struct JournalBundle: Sendable {
    /// The version of the document's form.
    package static let version = 1

    /// One command as it was taken.
    package struct Entry: Sendable {
        package let at: Instant
        package let command: Command
        /// What came out when it was recorded.
        package let outcome: JSONNode
    }

    /// The sandbox it was taken from.
    package let sandbox: String
    package let opening: JournalOpening
    package let entries: [Entry]
    /// How many commands came after the last one that is there.
    package let missing: Int

    /// What it says of its end: the seed in use and the scenario.
    let seed: JSONNode
    let scenario: JSONNode

    /// Whether it ends before the run did.
    package var isCut: Bool { missing > 0 }

    /// Reads a bundle, or says what keeps this from being one.
    package init(parsing bytes: [UInt8]) throws(JournalError) {
        let root: JSONNode
        do throws(JSONError) { root = try JSONNode(parsing: bytes) } catch {
            throw JournalError(path: "", "This is no bundle but no JSON at all: \(error).")
        }
        guard root.object != nil, let found = root["tossboxBundle"] else {
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
        let members = try JournalObject(root, at: "")
        sandbox = try members.text("sandbox")
        missing = try members.count("missing")
        opening = try JournalOpening(journal: JSONNode(.object(members.member("opening").object)))
        guard let seed = members.node("seed") else { throw members.wrong("seed", "a whole number") }
        guard let scenario = members.node("scenario") else { throw members.wrong("scenario", "a scenario document") }
        (self.seed, self.scenario) = (seed, scenario)
        entries = try members.list("commands").map { node, path throws(JournalError) in
            let entry = try JournalObject(node, at: path)
            return Entry(
                at: try entry.instant("at"),
                command: try Command(journal: JSONNode(.object(entry.member("command").object)), at: path + ".command"),
                outcome: JSONNode(.object(try entry.member("outcome").object))
            )
        }
        let count = try members.count("count")
        guard count == entries.count else {
            throw JournalError(path: "count", "The bundle says it holds \(count) commands; \(entries.count) are there.")
        }
    }
}

/// Writes a bundle, one command on each line.
package struct BundleWriter {
    private var bytes: [UInt8]
    private var count = 0

    /// Begins with everything but the commands; `scenario` and `seed` are for people, who see what holds at the end.
    package init(sandbox: String, tossbox: String, opening: [UInt8], scenario: Scenario, seed: UInt64, missing: Int) {
        bytes = JSONWriter.bytes(capacity: 4096) { json in
            json.object { json in
                json.member("tossboxBundle", JournalBundle.version)
                json.member("tossbox", tossbox)
                json.member("sandbox", sandbox)
                json.name("seed")
                json.number(JSONNumber(text: "\(seed)"))
                json.name("scenario")
                // Text where it is nested so deep that it could not be read inside of another document.
                if let node = try? JSONNode(parsing: scenario.document), node.depth < 60 {
                    json.value(node)
                } else {
                    json.string(String(decoding: scenario.document, as: UTF8.self))
                }
                json.member("cut", missing > 0)
                json.member("missing", missing)
                json.name("opening")
                json.raw(opening)
            }
        }
        bytes.removeLast()
        bytes += ",\"commands\":[".utf8
    }

    /// Adds the next command; the parts are JSON already.
    package mutating func add(at instant: Instant, command: [UInt8], outcome: [UInt8]) {
        bytes += count == 0 ? "\n{\"at\":".utf8 : ",\n{\"at\":".utf8
        count += 1
        bytes += "\(instant.microseconds),\"command\":".utf8
        bytes += command
        bytes += ",\"outcome\":".utf8
        bytes += outcome
        bytes.append(UInt8(ascii: "}"))
    }

    /// The whole document.
    package consuming func finish() -> [UInt8] {
        bytes += "\n],\"count\":\(count)}\n".utf8
        return bytes
    }
}

extension JSONNode {
    /// How many levels of objects and lists it has.
    fileprivate var depth: Int {
        switch value {
        case .array(let nodes): 1 + (nodes.map(\.depth).max() ?? 0)
        case .object(let object): 1 + (object.members.map(\.node.depth).max() ?? 0)
        case .null, .bool, .number, .string: 0
        }
    }
}
