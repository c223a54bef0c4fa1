/// A JSON value read by nothing of ours, with an object's members in the order of the text.
///
/// A member that is not there reads as `.absent`, so that a test can name a path without unwrapping each step.
@dynamicMemberLookup
package enum JSONText: Equatable, Sendable {
    case absent, null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONText])
    case object([Member])

    package struct Member: Equatable, Sendable {
        package let name: String
        package let value: JSONText

        package init(name: String, value: JSONText) {
            self.name = name
            self.value = value
        }
    }

    package subscript(dynamicMember name: String) -> JSONText { self[name] }

    package subscript(name: String) -> JSONText {
        guard case .object(let members) = self else { return .absent }
        return members.first { $0.name == name }?.value ?? .absent
    }

    package subscript(index: Int) -> JSONText {
        guard case .array(let items) = self, items.indices.contains(index) else { return .absent }
        return items[index]
    }

    package var text: String? { if case .string(let text) = self { text } else { nil } }
    package var integer: Int? { if case .number(let digits) = self { Int(digits) } else { nil } }
    package var list: [JSONText] { if case .array(let items) = self { items } else { [] } }
    package var members: [Member] { if case .object(let members) = self { members } else { [] } }
    package var names: [String] { members.map(\.name) }

    /// Whether everything that `part` names is here with the same value; arrays count element by element.
    package func contains(_ part: JSONText) -> Bool {
        switch (self, part) {
        case (.object, .object(let wanted)): wanted.allSatisfy { self[$0.name].contains($0.value) }
        case (.array(let items), .array(let wanted)):
            items.count == wanted.count && zip(items, wanted).allSatisfy { $0.contains($1) }
        default: self == part
        }
    }
}

extension JSONText: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral text: String) { self = .string(text) }
    package init(integerLiteral value: Int) { self = .number(String(value)) }
    package init(floatLiteral value: Double) { self = .number(String(value)) }
    package init(booleanLiteral flag: Bool) { self = .bool(flag) }
    package init(arrayLiteral items: JSONText...) { self = .array(items) }
    package init(dictionaryLiteral pairs: (String, JSONText)...) {
        self = .object(pairs.map { Member(name: $0.0, value: $0.1) })
    }
    package init(_ text: String) { self = .string(text) }
    package init(_ value: Int) { self = .number(String(value)) }

    /// An object with the members of both, where `second` wins.
    package static func merged(_ first: JSONText, _ second: JSONText) -> JSONText {
        .object(first.members.filter { second[$0.name] == .absent } + second.members)
    }
}

extension JSONText: CustomStringConvertible {
    /// The value as compact JSON.
    package var description: String {
        switch self {
        case .absent: "(absent)"
        case .null: "null"
        case .bool(let flag): String(flag)
        case .number(let digits): digits
        case .string(let text): Self.quoted(text)
        case .array(let items): "[\(items.map(\.description).joined(separator: ","))]"
        case .object(let members):
            "{\(members.map { "\(Self.quoted($0.name)):\($0.value)" }.joined(separator: ","))}"
        }
    }

    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case _ where scalar.value < 0x20:
                "\\u" + String(repeating: "0", count: scalar.value < 16 ? 3 : 2) + String(scalar.value, radix: 16)
            default: String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }
}
