internal import JSON
internal import Scenarios

extension ScenarioFile {
    /// Where the clock stands when a file has none.
    package static let startOfTime = "2026-01-05T09:00:00+09:00"

    private var clock: JSONNode {
        root["clock"]
            ?? JSONNode(
                .object(
                    JSONObject(members: [
                        .init(name: "mode", node: JSONNode(.string("manual"))),
                        .init(name: "start", node: JSONNode(.string(Self.startOfTime))),
                    ])
                )
            )
    }

    /// What a server is given: the variables filled in, with a clock and a seed, so that it starts over.
    func document(seed: UInt64, values: (String) -> String?) -> [UInt8] {
        let filled = Scenario.filled(document, variables: values)
        let root = (try? JSONNode(parsing: filled)) ?? root
        return bytes((root.object?.members ?? []).filter { $0.name != "seed" && $0.name != "clock" }, seed: seed, root)
    }

    /// A gateway without surprises at the file's time: what a shop finds while it starts.
    func plainDocument(seed: UInt64) -> [UInt8] {
        bytes((root.object?.members ?? []).filter { $0.name == "name" || $0.name == "description" }, seed: seed, root)
    }

    private func bytes(_ members: [JSONObject.Member], seed: UInt64, _ filled: JSONNode) -> [UInt8] {
        let fixed = [
            JSONObject.Member(name: "seed", node: JSONNode(.number(JSONNumber(text: "\(seed)")))),
            JSONObject.Member(name: "clock", node: filled["clock"] ?? clock),
        ]
        return JSONWriter.bytes(capacity: document.count) {
            $0.value(JSONNode(.object(JSONObject(members: members + fixed))))
        }
    }
}
