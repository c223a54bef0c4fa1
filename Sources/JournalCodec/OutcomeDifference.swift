internal import Encodings
package import JSON
import Masking

/// The first value that differs between two outcomes, in the order of the recorded one.
package struct OutcomeDifference {
    private let path: [String]
    /// The first byte of the value that differs.
    package let offset: Int
    /// The bytes around it, as they were recorded and as they are now.
    package let expected: String
    package let found: String

    /// Nil when there is none.
    package init?(_ expected: JSONNode, _ found: JSONNode) { self.init(expected, found, at: []) }

    private init?(_ expected: JSONNode, _ found: JSONNode, at path: [String]) {
        switch (expected.value, found.value) {
        case (.object(let left), .object(let right)):
            let names = left.members.map(\.name) + right.members.map(\.name).filter { left[$0] == nil }
            for name in names {
                let none = JSONNode(.null)
                if let inner = Self(left[name] ?? none, right[name] ?? none, at: path + [name]) {
                    self = inner
                    return
                }
            }
            guard left.members.map(\.name) != right.members.map(\.name) else { return nil }
            self.init(text: Self.bytes(expected), Self.bytes(found), at: path)
        case (.array(let left), .array(let right)):
            for index in 0..<max(left.count, right.count) {
                let none = JSONNode(.null)
                let pair = (index < left.count ? left[index] : none, index < right.count ? right[index] : none)
                if let inner = Self(pair.0, pair.1, at: path + ["\(index + 1)"]) {
                    self = inner
                    return
                }
            }
            return nil
        case (.string(let left), .string(let right)):
            guard !left.utf8.elementsEqual(right.utf8) else { return nil }
            let isBase64 = path.last?.hasSuffix("Base64") ?? false
            let texts = [left, right].map { text in
                isBase64 ? decodeBase64(text, .standard, .lenient) ?? Array(text.utf8) : Array(text.utf8)
            }
            self.init(text: texts[0], texts[1], at: path)
        default:
            let (left, right) = (Self.bytes(expected), Self.bytes(found))
            guard left != right else { return nil }
            self.init(text: left, right, at: path)
        }
    }

    private init(text left: [UInt8], _ right: [UInt8], at path: [String]) {
        self.path = path
        let offset = zip(left, right).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        self.offset = offset ?? min(left.count, right.count)
        expected = Self.excerpt(left, around: self.offset)
        found = Self.excerpt(right, around: self.offset)
    }

    private static func bytes(_ node: JSONNode) -> [UInt8] { JSONWriter.bytes { $0.value(node) } }

    /// Forty bytes on either side; half a character becomes a replacement character.
    private static func excerpt(_ bytes: [UInt8], around offset: Int) -> String {
        let start = max(0, offset - 40)
        let end = min(bytes.count, offset + 40)
        guard start < end else { return "" }
        return CardMask.masked(String(decoding: bytes[start..<end], as: UTF8.self))
    }

    /// The place in words.
    package var what: String {
        let words = path.map { $0.hasSuffix("Base64") ? String($0.dropLast(6)) : $0 }
        guard let first = words.first else { return "outcome" }
        let rest = words.dropFirst().joined(separator: " ").replacing("headers", with: "header")
        switch first {
        case "answer": return rest.isEmpty ? "answer" : "response \(rest)"
        case "sent": return rest.isEmpty ? "webhooks" : "webhook \(rest)"
        case "rang": return rest.isEmpty ? "alarms" : "alarm \(rest)"
        default: return words.joined(separator: " ")
        }
    }
}
