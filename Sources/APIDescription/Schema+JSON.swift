package import JSON

extension Schema {
    /// Writes the schema as JSON Schema 2020-12.
    package func write(to json: inout JSONWriter) {
        switch form {
        case .nothing: json.bool(false)
        case .component(let component) where !isNullable: Self.write(component, about, to: &json)
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

    private static func write(_ component: Component, _ about: String?, to json: inout JSONWriter) {
        json.object { json in
            json.member("$ref", "#/components/schemas/\(component.name)")
            if let about { json.member("description", about) }
        }
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
        if let fallback { json.member("default", raw: fallback) }
    }

    private func writeType(to json: inout JSONWriter) {
        let type: String
        switch form {
        case .string: type = "string"
        case .integer: type = "integer"
        case .number: type = "number"
        case .boolean: type = "boolean"
        case .list: type = "array"
        case .object, .map: type = "object"
        case .anything, .nothing, .constants, .oneOf, .component: return
        }
        let types = [type] + (digits == nil ? [] : ["string"]) + (isNullable ? ["null"] : [])
        json.name("type")
        if types.count == 1 {
            json.string(type)
        } else {
            json.array { json in for type in types { json.string(type) } }
        }
    }

    private func writeAbout(to json: inout JSONWriter) {
        if let about { json.member("description", about) }
    }

    private func writeRules(to json: inout JSONWriter) {
        if let format { json.member("format", format) }
        if let pattern = pattern ?? digits { json.member("pattern", pattern) }
        if !words.isEmpty {
            json.member(
                "enum",
                array: { json in
                    for word in words { json.string(word) }
                    if isNullable { json.null() }
                }
            )
        }
        if case .constants(let values) = form {
            json.member("enum", array: { json in for value in values { json.raw(value.utf8) } })
        }
        writeBounds(to: &json)
        if let excluded { json.member("not", object: { $0.member("const", excluded) }) }
        if isUnique { json.member("uniqueItems", true) }
        if let content {
            json.member("contentMediaType", "application/json")
            json.name("contentSchema")
            Self.write(content, nil, to: &json)
        }
        if let fallback { json.member("default", raw: fallback) }
        if let example { json.member("examples", array: { $0.raw(example.utf8) }) }
    }

    private func writeBounds(to json: inout JSONWriter) {
        let names: (least: StaticString, most: StaticString)
        switch form {
        case .string: names = ("minLength", "maxLength")
        case .list: names = ("minItems", "maxItems")
        case .object, .map: names = ("minProperties", "maxProperties")
        default: names = (isLeastExcluded ? "exclusiveMinimum" : "minimum", "maximum")
        }
        if let least { json.member(names.least, least) }
        if let most { json.member(names.most, raw: "\(most)") }
    }

    private func writeParts(to json: inout JSONWriter) {
        switch form {
        case .list(let schema):
            json.name("items")
            schema.write(to: &json)
        case .object(let members):
            Self.write(members, to: &json)
            if isClosed { json.member("additionalProperties", false) }
        case .map(let schema, let names):
            json.name("additionalProperties")
            schema.write(to: &json)
            if let names {
                json.name("propertyNames")
                names.write(to: &json)
            }
        default: break
        }
        guard !alternatives.isEmpty else { return }
        json.member(
            "anyOf",
            array: { json in
                for members in alternatives { json.object { json in Self.write(members, to: &json) } }
            }
        )
    }

    private static func write(_ members: [Member], to json: inout JSONWriter) {
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
    }
}

extension JSONWriter {
    /// Writes a member whose value is JSON already.
    package mutating func member(_ name: StaticString, raw text: String) {
        self.name(name)
        raw(text.utf8)
    }
}
