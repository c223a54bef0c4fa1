import JSON

/// A value of a document with the path that leads to it: `$.rules[0].then`.
struct Place {
    let node: JSONNode
    let path: String

    init(_ node: JSONNode, path: String = "$") {
        self.node = node
        self.path = path
    }

    func member(_ name: String, _ node: JSONNode) -> Place { Place(node, path: Self.path(path, name)) }

    /// The elements of an array; none when it is something else.
    var elements: [Place] {
        (node.array ?? []).enumerated().map { Place($1, path: "\(path)[\($0)]") }
    }

    /// The members of an object; none when it is something else.
    var members: [(name: String, nameOffset: Int, place: Place)] {
        (node.object?.members ?? []).map { ($0.name, $0.nameOffset, member($0.name, $0.node)) }
    }

    static func path(_ base: String, _ name: String) -> String {
        isName(name) ? "\(base).\(name)" : "\(base)[\"\(shortened(name))\"]"
    }

    /// Whether this is a letter or `_`, then letters, digits, `_` and `-`: what stands in a path without quotes.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first), first != 0x2D else { return false }
        return text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
                || byte == 0x5F || byte == 0x2D
        }
    }

    /// The text, cut when it is too long for a message.
    static func shortened(_ text: String) -> String { text.count > 60 ? "\(text.prefix(57))..." : text }

    /// The value as a message names it: texts and numbers as they stand, the rest by kind.
    var found: String {
        switch node.value {
        case .string(let text): "\"\(Self.shortened(text))\""
        case .number(let number): Self.shortened(number.text)
        case .bool(let flag): "\(flag)"
        case .null, .array, .object: node.value.kind
        }
    }
}
