import JSON
import TossAPI

/// Values held against their schemas, as strictly as the document can be read.
///
/// A member that is not described is a problem too: the document is to tell of all there is.
extension OpenAPIDocument {
    func problems(of value: JSONNode, against schema: JSONNode, at path: String = "$") -> [String] {
        if let allowsAll = schema.bool { return allowsAll ? [] : ["\(path) must be absent"] }
        let schema = resolved(schema)
        return problems(of: value, beside: schema, at: path) + problems(of: value, within: schema, at: path)
    }

    /// What is said of no member alone.
    private func problems(of value: JSONNode, beside schema: JSONNode, at path: String) -> [String] {
        var problems: [String] = []
        if let choices = schema["anyOf"]?.array {
            let found = choices.map { self.problems(of: value, against: $0, at: path) }
            if !found.contains([]) { problems.append("\(path) fits none of \(choices.count): \(found.joined())") }
        }
        if let excluded = schema["not"]?["const"], excluded.value == value.value {
            problems.append("\(path) must not be \(value.text)")
        }
        return problems
    }

    private func problems(of value: JSONNode, within schema: JSONNode, at path: String) -> [String] {
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
            let found = number.double ?? 0
            let isOut =
                schema["minimum"]?.number?.double.map { $0 > found } ?? false
                || schema["exclusiveMinimum"]?.number?.double.map { $0 >= found } ?? false
                || schema["maximum"]?.number?.double.map { $0 < found } ?? false
            return isOut ? ["\(path) is out of range: \(number.text)"] : []
        case .array(let nodes):
            guard nodes.count >= schema["minItems"]?.integer ?? 0 else { return ["\(path) has too few elements"] }
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
        if let pattern = schema["pattern"]?.string {
            let match = (try? Regex(pattern)).flatMap { try? $0.firstMatch(in: text) }
            if match == nil { problems.append("breaks the pattern \(pattern)") }
        }
        return problems
    }

    private func problems(of object: JSONObject, against schema: JSONNode, at path: String, isTyped: Bool) -> [String] {
        let required = schema["required"]?.array?.compactMap(\.string) ?? []
        var problems = required.filter { object[$0] == nil }.map { "\(path) has no \($0)" }
        let range = (schema["minProperties"]?.integer ?? 0)...(schema["maxProperties"]?.integer ?? .max)
        if !range.contains(Int64(object.members.count)) { problems.append("\(path) has too few or too many members") }
        for member in object.members {
            let place = "\(path).\(member.name)"
            if let names = schema["propertyNames"] {
                problems += self.problems(of: JSONNode(.string(member.name)), against: names, at: "the name \(place)")
            }
            if let inner = schema["properties"]?[member.name] ?? schema["additionalProperties"] {
                problems += self.problems(of: member.node, against: inner, at: place)
            } else if isTyped {
                problems.append("\(place) is not described")
            }
        }
        return problems
    }
}
