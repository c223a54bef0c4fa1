internal import JSON
package import TossAPI

/// A request's JSON object, read member by member; what is wrong names the member.
///
/// Null counts as absent, and a member that the call does not know is refused.
package struct JSONBody: Sendable {
    private let object: JSONObject

    /// Parses a body; an empty one is an object without members.
    package init(_ bytes: [UInt8], taking members: BodyMembers) throws(Problem) {
        guard !bytes.isEmpty else {
            object = JSONObject()
            return
        }
        let node: JSONNode
        do throws(JSONError) { node = try JSONNode(parsing: bytes) } catch {
            throw Problem(.invalidRequest, "the body is not JSON: \(error)")
        }
        guard let object = node.object else {
            throw Problem(.invalidRequest, "the body must be a JSON object, not \(node.value.kind)")
        }
        for member in object.members {
            guard members.contains(member.name) else { throw Self.unknown(member.name, members) }
            guard !members.passedOver.contains(member.name) || member.node.isPlain else {
                throw Problem(.invalidRequest, "\(member.name) must not be \(member.node.value.kind)")
            }
        }
        self.object = object
    }

    /// Whether a member is there with a value.
    package func has(_ name: String) -> Bool { node(name) != nil }

    /// Whether a member is there and null, which a sum that went wrong in a browser becomes.
    package func isNull(_ name: String) -> Bool { object[name]?.isNull ?? false }

    /// A text that must be there, its length in characters.
    package func text(_ name: String, _ length: ClosedRange<Int> = 1...200) throws(Problem) -> String {
        guard let text = try optionalText(name, length) else { throw missing(name) }
        return text
    }

    /// A text that may be absent, its length in characters; control characters are refused.
    package func optionalText(_ name: String, _ length: ClosedRange<Int> = 0...200) throws(Problem) -> String? {
        guard let node = node(name) else { return nil }
        guard let text = node.string else { throw wrong(name, "a string", node) }
        guard length.contains(text.unicodeScalars.count) else {
            let range = "\(length.lowerBound) to \(length.upperBound)"
            throw Problem(.invalidRequest, "\(name) must have \(range) characters, not \(text.unicodeScalars.count)")
        }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) else {
            throw Problem(.invalidRequest, "\(name) must not have control characters")
        }
        return text
    }

    /// An amount that must be there.
    package func won(_ name: String) throws(Problem) -> Won {
        guard let amount = try optionalWon(name) else { throw missing(name) }
        return amount
    }

    /// An amount that may be absent.
    ///
    /// Digits in a string will do, since a browser reads the amount from its address bar.
    package func optionalWon(_ name: String) throws(Problem) -> Won? {
        guard let node = node(name) else { return nil }
        let digits = node.string.flatMap { text in
            text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(text) : nil
        }
        guard let amount = node.integer ?? digits, (0...Won.largest.amount).contains(amount) else {
            throw wrong(name, "a whole number of won from 0 to \(Won.largest)", node)
        }
        return Won(amount)
    }

    /// A whole number that may be absent.
    package func optionalInteger(_ name: String, in range: ClosedRange<Int64>) throws(Problem) -> Int64? {
        guard let node = node(name) else { return nil }
        guard let number = node.integer, range.contains(number) else {
            throw wrong(name, "a whole number from \(range.lowerBound) to \(range.upperBound)", node)
        }
        return number
    }

    private func node(_ name: String) -> JSONNode? { object[name].flatMap { $0.isNull ? nil : $0 } }

    /// Names the member, also one that is null: whoever sends it expects something of it.
    private static func unknown(_ name: String, _ members: BodyMembers) -> Problem {
        let shown =
            name.unicodeScalars.count > 40
            ? "\(String(String.UnicodeScalarView(name.unicodeScalars.prefix(40))))…" : name
        guard !members.used.isEmpty else { return Problem(.invalidRequest, "this call takes no member \"\(shown)\"") }
        let known = members.used.joined(separator: ", ")
        return Problem(.invalidRequest, "this call takes no member \"\(shown)\"; it takes \(known)")
    }

    private func missing(_ name: String) -> Problem { Problem(.invalidRequest, "\(name) is required") }

    /// Names the kind that was found and not the value, which may be a password.
    private func wrong(_ name: String, _ wanted: String, _ node: JSONNode) -> Problem {
        let found = node.number == nil ? node.value.kind : "that number"
        return Problem(.invalidRequest, "\(name) must be \(wanted), not \(found)")
    }
}

extension JSONNode {
    /// Whether it has no parts.
    fileprivate var isPlain: Bool { object == nil && array == nil }
}
