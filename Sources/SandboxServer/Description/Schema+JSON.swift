internal import JSON

extension Schema {
    /// Writes the schema as JSON Schema 2020-12.
    func write(to json: inout JSONWriter) {
        switch form {
        case .component(let component) where !isNullable: Self.write(component, to: &json)
        case .component, .oneOf:
            json.object { json in
                writeAbout(to: &json)
                writeChoice(to: &json)
            }
        default:
            json.object { json in
                writeType(to: &json)
                writeAbout(to: &json)
                writeRules(to: &json)
                writeParts(to: &json)
            }
        }
    }

    private static func write(_ component: Component, to json: inout JSONWriter) {
        json.object { $0.member("$ref", "#/components/schemas/\(component.rawValue)") }
    }

    private func writeChoice(to json: inout JSONWriter) {
        var schemas: [Schema] = []
        if case .oneOf(let choices) = form { schemas = choices }
        if case .component(let component) = form { schemas = [.component(component)] }
        if schemas.isEmpty {
            json.member("type", "null")
            return
        }
        json.member(
            "oneOf",
            array: { json in
                for schema in schemas { schema.write(to: &json) }
                if isNullable { json.object { $0.member("type", "null") } }
            }
        )
    }

    private func writeType(to json: inout JSONWriter) {
        let type: String
        switch form {
        case .string: type = "string"
        case .integer: type = "integer"
        case .number: type = "number"
        case .boolean: type = "boolean"
        case .list: type = "array"
        case .object: type = "object"
        case .anything, .oneOf, .component: return
        }
        json.name("type")
        if isNullable {
            json.array { json in
                json.string(type)
                json.string("null")
            }
        } else {
            json.string(type)
        }
    }

    private func writeAbout(to json: inout JSONWriter) {
        if let about { json.member("description", about) }
    }

    private func writeRules(to json: inout JSONWriter) {
        if let format { json.member("format", format) }
        if let pattern { json.member("pattern", pattern) }
        if !words.isEmpty {
            json.member(
                "enum",
                array: { json in
                    for word in words { json.string(word) }
                    if isNullable { json.null() }
                }
            )
        }
        if case .string = form {
            if let least { json.member("minLength", least) }
            if let most { json.member("maxLength", most) }
        } else {
            if let least { json.member("minimum", least) }
            if let most { json.member("maximum", most) }
        }
        if let fallback { json.member("default", raw: fallback) }
        if let example { json.member("examples", array: { $0.raw(example.utf8) }) }
    }

    private func writeParts(to json: inout JSONWriter) {
        switch form {
        case .list(let schema):
            json.name("items")
            schema.write(to: &json)
        case .object(let members, let others):
            if !members.isEmpty {
                json.member(
                    "properties",
                    object: { json in
                        for member in members {
                            json.name(dynamic: member.name)
                            member.schema.write(to: &json)
                        }
                    }
                )
            }
            let required = members.filter(\.isRequired).map(\.name)
            if !required.isEmpty { json.member("required", array: { for name in required { $0.string(name) } }) }
            if let others {
                json.name("additionalProperties")
                others.write(to: &json)
            }
        default: break
        }
    }
}

extension JSONWriter {
    /// Writes a member whose value is JSON already.
    mutating func member(_ name: StaticString, raw text: String) {
        self.name(name)
        raw(text.utf8)
    }
}
