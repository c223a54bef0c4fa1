package import JSON

extension CardMask {
    /// What else a request may hold that belongs to a card, and that is hidden whatever it is.
    private static let secrets: Set = ["cardNumber", "cardPassword", "customerIdentityNumber", "vbv"]

    /// A document whose texts, names and numbers are masked; where it is no JSON, its text is.
    ///
    /// `hidesSecrets` is for the bodies of requests that bring a card.
    package static func masked(document bytes: [UInt8], hidesSecrets: Bool = false) -> [UInt8] {
        guard hidesSecrets || CardScan.finds(in: bytes.span, acrossQuotes: true) else { return bytes }
        guard let node = try? JSONNode(parsing: bytes) else { return masked(bytes.span) ?? bytes }
        let result = masked(node, named: "", hidesSecrets: hidesSecrets)
        return result == node ? bytes : JSONWriter.bytes(capacity: bytes.count) { $0.value(result) }
    }

    /// A value with the name it has, masked at the same offsets.
    package static func masked(_ node: JSONNode, named name: String, hidesSecrets: Bool = false) -> JSONNode {
        if hidesSecrets, secrets.contains(name), !node.isNull {
            let number = name == "cardNumber" ? node.string.flatMap(normalizedCardNumber) : nil
            return JSONNode(.string(number.map(maskCardNumber) ?? "***"), offset: node.offset)
        }
        switch node.value {
        case .null, .bool: return node
        case .string(let text): return JSONNode(.string(masked(text, named: name)), offset: node.offset)
        case .number(let number):
            guard let masked = masked(number.text.utf8.span) else { return node }
            return JSONNode(.string(String(decoding: masked, as: UTF8.self)), offset: node.offset)
        case .array(let nodes): return JSONNode(.array(masked(nodes, named: name, hidesSecrets)), offset: node.offset)
        case .object(let object):
            return JSONNode(.object(masked(object, hidesSecrets: hidesSecrets)), offset: node.offset)
        }
    }

    /// An object, masked at the same offsets.
    package static func masked(_ object: JSONObject, hidesSecrets: Bool = false) -> JSONObject {
        var seen: Set<String> = []
        return JSONObject(
            members: object.members.map { member in
                var name = masked(member.name)
                // Two numbers may look the same once they are masked, and no name may occur twice.
                while !seen.insert(name).inserted { name += "x" }
                return JSONObject.Member(
                    name: name,
                    nameOffset: member.nameOffset,
                    node: masked(member.node, named: member.name, hidesSecrets: hidesSecrets)
                )
            }
        )
    }

    /// The elements of a list, which may hold a number in parts.
    private static func masked(_ nodes: [JSONNode], named name: String, _ hidesSecrets: Bool) -> [JSONNode] {
        let plain = nodes.map { masked($0, named: name, hidesSecrets: hidesSecrets) }
        let parts = plain.compactMap { $0.string ?? $0.number?.text }
        guard parts.count > 1, parts.count == plain.count, CardScan.finds(in: parts.joined(separator: " ").utf8.span)
        else { return plain }
        return nodes.map { JSONNode(.string("***"), offset: $0.offset) }
    }
}
