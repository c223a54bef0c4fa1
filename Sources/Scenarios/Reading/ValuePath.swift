package import JSON

/// A path to one value of an answer: `$.a.b[0]`.
package struct ValuePath: Sendable, Equatable, LosslessStringConvertible {
    /// One step down.
    package enum Part: Sendable, Equatable {
        case member(String)
        case element(Int)
    }

    /// The path as it was written.
    package let description: String
    /// The steps from the root.
    package let parts: [Part]

    /// Nil when the text is not `$` with `.name` and `[0]` after it.
    package init?(_ text: String) {
        var rest = text.unicodeScalars[...]
        guard rest.popFirst() == "$" else { return nil }
        var parts: [Part] = []
        while let separator = rest.popFirst() {
            switch separator {
            case ".":
                let name = String(rest.prefix { $0 != "." && $0 != "[" })
                guard Place.isName(name) else { return nil }
                rest = rest.dropFirst(name.unicodeScalars.count)
                parts.append(.member(name))
            case "[":
                let digits = String(rest.prefix { ("0"..."9").contains($0) })
                rest = rest.dropFirst(digits.unicodeScalars.count)
                guard let index = Int(digits), rest.popFirst() == "]" else { return nil }
                parts.append(.element(index))
            default: return nil
            }
        }
        description = text
        self.parts = parts
    }

    /// The value the path leads to; nil when there is none.
    package func value(in root: JSONNode) -> JSONNode? {
        parts.reduce(root as JSONNode?) { node, part in
            switch part {
            case .member(let name): node?[name]
            case .element(let index): node?[index]
            }
        }
    }
}
