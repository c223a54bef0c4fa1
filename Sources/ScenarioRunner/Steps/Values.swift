package import JSON
internal import Scenarios

/// What `${NAME}` stands for: a saved value, then `--set`, then what the run knows, then the environment.
package struct Values: Sendable {
    /// Kept from answers; they stay numbers where they were numbers.
    package private(set) var saved: [String: JSONNode] = [:]
    private let given: [String: String]
    private let predefined: [String: String]
    private let environment: @Sendable (String) -> String?

    /// Values without any saved ones.
    package init(
        given: [String: String],
        predefined: [String: String],
        environment: @escaping @Sendable (String) -> String?
    ) {
        self.given = given
        self.predefined = predefined
        self.environment = environment
    }

    /// Keeps a value for later steps.
    package mutating func save(_ node: JSONNode, as name: String) { saved[name] = node }

    /// The text that a name outside of steps stands for.
    package func text(_ name: String) -> String? { given[name] ?? predefined[name] ?? environment(name) }

    /// The value with its variables filled in.
    ///
    /// A text that is one variable and nothing else becomes the saved value itself, number or object; within a longer
    /// text, and where the value was not saved, it is text.
    package func filled(_ node: JSONNode) throws(StepFailure) -> JSONNode {
        switch node.value {
        case .null, .bool, .number: return node
        case .string(let text): return JSONNode(try filled(text), offset: node.offset)
        case .array(let nodes):
            var filled: [JSONNode] = []
            for node in nodes { filled.append(try self.filled(node)) }
            return JSONNode(.array(filled), offset: node.offset)
        case .object(let object):
            var members: [JSONObject.Member] = []
            for member in object.members { members.append(.init(name: member.name, node: try filled(member.node))) }
            return JSONNode(.object(JSONObject(members: members)), offset: node.offset)
        }
    }

    private func filled(_ text: String) throws(StepFailure) -> JSONValue {
        guard text.utf8.contains(UInt8(ascii: "$")), let parts = Variables.parts(of: text) else { return .string(text) }
        if parts.count == 1, case .variable(let name)? = parts.first, let node = saved[name] { return node.value }
        var result = ""
        for part in parts {
            switch part {
            case .text(let plain): result += plain
            case .variable(let name):
                guard let value = saved[name].map(\.plainText) ?? self.text(name) else {
                    throw StepFailure(
                        "${\(name)} has no value: no step before this one saves it, "
                            + "and neither --set \(name)=… nor the environment has it."
                    )
                }
                result += value
            }
        }
        return .string(result)
    }
}

extension JSONNode {
    /// A text as it is, anything else as compact JSON.
    var plainText: String { string ?? compactText }

    /// The value as JSON without white space.
    var compactText: String { String(decoding: JSONWriter.bytes { $0.value(self) }, as: UTF8.self) }

    /// The value with texts turned into the numbers and flags they spell, wherever a member has one of these names.
    ///
    /// The format lets `"${NAME}"` stand for a number there, and a name from `--set` is only ever a text.
    func typed(_ names: Set<String>) -> JSONNode {
        switch value {
        case .null, .bool, .number, .string: return self
        case .array(let nodes): return JSONNode(.array(nodes.map { $0.typed(names) }), offset: offset)
        case .object(let object):
            let members = object.members.map { member in
                guard names.contains(member.name), let text = member.node.string,
                    let spelled = try? JSONNode(parsing: text)
                else { return JSONObject.Member(name: member.name, node: member.node.typed(names)) }
                return JSONObject.Member(name: member.name, node: spelled)
            }
            return JSONNode(.object(JSONObject(members: members)), offset: offset)
        }
    }
}
