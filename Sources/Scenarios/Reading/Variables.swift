import JSON

/// The `${NAME}` of a scenario file.
package enum Variables {
    /// A piece of a text.
    package enum Part: Equatable, Sendable {
        /// Characters that stand for themselves.
        case text(String)
        /// The name between the braces.
        case variable(String)
    }

    /// Whether this is a letter or `_`, then letters, digits and `_`.
    static func isName(_ text: String) -> Bool { Place.isName(text) && !text.utf8.contains(0x2D) }

    /// The text cut at its variables; nil when a `${` has no name or no end.
    package static func parts(of text: String) -> [Part]? {
        var parts: [Part] = []
        var rest = text.unicodeScalars[...]
        var plain = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            guard scalar == "$", rest.first == "{" else {
                plain.append(scalar)
                continue
            }
            guard let end = rest.firstIndex(of: "}") else { return nil }
            let name = String(rest[rest.index(after: rest.startIndex)..<end])
            guard isName(name) else { return nil }
            if !plain.isEmpty { parts.append(.text(String(plain))) }
            plain.removeAll()
            parts.append(.variable(name))
            rest = rest[rest.index(after: end)...]
        }
        if !plain.isEmpty { parts.append(.text(String(plain))) }
        return parts
    }
}

extension ScenarioReader {
    /// The value with its variables filled in, at the same offsets.
    ///
    /// With `values` nil they stay, and only their form is checked: so it is with `steps`.
    mutating func filled(_ place: Place, values: ((String) -> String?)?) -> JSONNode {
        switch place.node.value {
        case .null, .bool, .number: return place.node
        case .string(let text):
            guard text.utf8.contains(UInt8(ascii: "$")) else { return place.node }
            return JSONNode(.string(filled(text, at: place, values: values)), offset: place.node.offset)
        case .array:
            let nodes = place.elements.map { filled($0, values: values) }
            return JSONNode(.array(nodes), offset: place.node.offset)
        case .object:
            let members = place.members.map { name, nameOffset, member in
                // The steps of the document, and of nothing else.
                let isKept = place.path == "$" && name == "steps"
                return JSONObject.Member(
                    name: name,
                    nameOffset: nameOffset,
                    node: filled(member, values: isKept ? nil : values)
                )
            }
            return JSONNode(.object(JSONObject(members: members)), offset: place.node.offset)
        }
    }

    private mutating func filled(_ text: String, at place: Place, values: ((String) -> String?)?) -> String {
        guard let parts = Variables.parts(of: text) else {
            reportOnly("\"${\" begins a variable, such as ${MERCHANT_URL}; found \(place.found)", at: place)
            return text
        }
        guard let values else { return text }
        var result = ""
        for part in parts {
            switch part {
            case .text(let plain): result += plain
            case .variable(let name):
                guard let value = values(name) else {
                    let advice = "outside of \"steps\" only the command line fills it in, from --set or the environment"
                    reportOnly("${\(Place.shortened(name))} has no value; \(advice)", at: place)
                    return text
                }
                result += value
            }
        }
        return result
    }
}

extension Scenario {
    /// The document with the `${NAME}` outside of `steps` filled in: what the command line sends to a server.
    ///
    /// A document without any, or that is no JSON, comes back as it is; a name without a value stays.
    package static func filled(_ document: [UInt8], variables: (String) -> String?) -> [UInt8] {
        guard let root = try? JSONNode(parsing: document) else { return document }
        return withoutActuallyEscaping(variables) { variables in
            var reader = ScenarioReader()
            let filled = reader.filled(Place(root), values: variables)
            guard filled != root else { return document }
            return JSONWriter.bytes(capacity: document.count) { $0.value(filled) }
        }
    }
}
