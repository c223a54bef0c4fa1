import JSON
package import TossAPI

/// Writes a bundle, one command on each line.
package struct BundleWriter {
    private var bytes: [UInt8]
    private var count = 0

    /// Begins with everything but the commands; the document of the `scenario` and the `seed` are for people, who see what holds at the end.
    package init(sandbox: String, tossbox: String, opening: [UInt8], scenario: [UInt8], seed: UInt64, missing: Int) {
        bytes = JSONWriter.bytes(capacity: 4096) { json in
            json.object { json in
                json.member("tossboxBundle", BundleDocument.version)
                json.member("tossbox", tossbox)
                json.member("sandbox", sandbox)
                json.name("seed")
                json.number(JSONNumber(text: "\(seed)"))
                json.name("scenario")
                // Text where it is nested so deep that it could not be read inside of another document.
                if let node = try? JSONNode(parsing: scenario), node.depth < 60 {
                    json.value(node)
                } else {
                    json.string(String(decoding: scenario, as: UTF8.self))
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

    /// Adds what stands for so many commands; the parts are JSON already.
    package mutating func add(
        _ commands: Int,
        at instant: Instant,
        command: some Collection<UInt8>,
        outcome: (some Collection<UInt8>)?
    ) {
        bytes += count == 0 ? "\n{\"at\":".utf8 : ",\n{\"at\":".utf8
        count += commands
        bytes += "\(instant.microseconds),\"command\":".utf8
        bytes += command
        if let outcome {
            bytes += ",\"outcome\":".utf8
            bytes += outcome
        }
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
