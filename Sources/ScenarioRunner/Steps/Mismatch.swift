package import JSON

/// A place where an answer is not what was expected.
package struct Mismatch: Sendable, Equatable {
    /// `$.cancels[0].amount`.
    package let path: String
    /// What should be there.
    package let expected: String
    /// What is.
    package let found: String

    /// Every place where `found` lacks something that `expected` names: members by name, arrays by element.
    ///
    /// Members that are not named may be anything. `1`, `1.0` and `1e0` are the same number.
    package static func between(_ expected: JSONNode, _ found: JSONNode, path: String = "$") -> [Mismatch] {
        switch (expected.value, found.value) {
        case (.object(let wanted), .object(let object)):
            return wanted.members.flatMap { member -> [Mismatch] in
                let place = path + step(member.name)
                guard let node = object[member.name] else {
                    return [Mismatch(path: place, expected: words(member.node), found: "nothing")]
                }
                return between(member.node, node, path: place)
            }
        case (.array(let wanted), .array(let nodes)):
            guard wanted.count == nodes.count else {
                let counts = [wanted.count, nodes.count].map { $0 == 1 ? "1 element" : "\($0) elements" }
                return [Mismatch(path: path, expected: counts[0], found: counts[1])]
            }
            return zip(wanted, nodes).enumerated().flatMap { between($1.0, $1.1, path: "\(path)[\($0)]") }
        default:
            if isSame(expected, found) { return [] }
            return [Mismatch(path: path, expected: words(expected), found: words(found))]
        }
    }

    private static func isSame(_ one: JSONNode, _ other: JSONNode) -> Bool {
        switch (one.value, other.value) {
        case (.number(let one), .number(let other)):
            if let one = one.integer, let other = other.integer { return one == other }
            return one.text == other.text || (one.double != nil && one.double == other.double)
        case (.null, .null): return true
        case (.bool(let one), .bool(let other)): return one == other
        // Byte by byte: letters that only look alike are a difference.
        case (.string(let one), .string(let other)): return one.utf8.elementsEqual(other.utf8)
        default: return false
        }
    }

    private static func step(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x5F || byte == 0x2D
        }
        return isPlain && !name.isEmpty ? ".\(name)" : "[\(JSONNode(.string(name)).compactText)]"
    }

    private static func words(_ node: JSONNode) -> String { shortened(node.compactText, to: 160) }
}
