import JSON
import TossAPI

/// Values held against their schemas, as strictly as the document can be read.
///
/// A member that is not described is a problem too: the document is to tell of all there is.
extension OpenAPIDocument {
    func problems(of value: JSONNode, against schema: JSONNode, at path: String = "$") -> [String] {
        let schema = resolved(schema)
        if let choices = schema["oneOf"]?.array {
            let found = choices.map { problems(of: value, against: $0, at: path) }
            let count = found.count { $0.isEmpty }
            return count == 1 ? [] : ["\(path) fits \(count) of \(choices.count): \(found.joined())"]
        }
        let types = schema["type"]?.array?.compactMap(\.string) ?? [schema["type"]?.string].compactMap { $0 }
        if !types.isEmpty, !types.contains(where: { Self.fits(value, type: $0) }) {
            return ["\(path) is \(value.text.prefix(60)), not \(types.joined(separator: " or "))"]
        }
        if let words = schema["enum"]?.array, !words.contains(where: { $0.value == value.value }) {
            return ["\(path) is \(value.text), none of \(schema["enum"]?.text ?? "")"]
        }
        switch value.value {
        case .string(let text): return problems(of: text, against: schema).map { "\(path) \($0): \(text)" }
        case .number(let number):
            let isOut =
                schema["minimum"]?.number?.double.map { $0 > number.double ?? 0 } ?? false
                || schema["maximum"]?.number?.double.map { $0 < number.double ?? 0 } ?? false
            return isOut ? ["\(path) is out of range: \(number.text)"] : []
        case .array(let nodes):
            guard let items = schema["items"] else { return [] }
            return nodes.enumerated().flatMap { problems(of: $0.element, against: items, at: "\(path)[\($0.offset)]") }
        case .object(let object): return problems(of: object, against: schema, at: path, isTyped: !types.isEmpty)
        case .null, .bool: return []
        }
    }

    private static func fits(_ value: JSONNode, type: String) -> Bool {
        switch value.value {
        case .null: type == "null"
        case .bool: type == "boolean"
        case .number(let number):
            type == "number" || (type == "integer" && !number.text.contains { ".eE".contains($0) })
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        }
    }

    private func problems(of text: String, against schema: JSONNode) -> [String] {
        var problems: [String] = []
        let length = Int64(text.unicodeScalars.count)
        if let least = schema["minLength"]?.integer, length < least { problems.append("is too short") }
        if let most = schema["maxLength"]?.integer, length > most { problems.append("is too long") }
        if schema["format"]?.string == "date-time", Instant(text) == nil { problems.append("is no instant") }
        if schema["format"]?.string == "duration", CalendarDuration(text) == nil { problems.append("is no duration") }
        if let pattern = schema["pattern"]?.string {
            let match = (try? Regex(pattern)).flatMap { try? $0.firstMatch(in: text) }
            if match == nil { problems.append("breaks the pattern \(pattern)") }
        }
        return problems
    }

    private func problems(of object: JSONObject, against schema: JSONNode, at path: String, isTyped: Bool) -> [String] {
        let required = schema["required"]?.array?.compactMap(\.string) ?? []
        let missing = required.filter { object[$0] == nil }.map { "\(path) has no \($0)" }
        guard isTyped else { return missing }
        return missing
            + object.members.flatMap { member in
                guard let inner = schema["properties"]?[member.name] ?? schema["additionalProperties"] else {
                    return ["\(path).\(member.name) is not described"]
                }
                return problems(of: member.node, against: inner, at: "\(path).\(member.name)")
            }
    }
}
