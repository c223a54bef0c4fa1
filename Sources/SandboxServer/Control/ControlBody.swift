internal import APIDescription
internal import Encodings
internal import JSON
import Masking
internal import SandboxCore
import Scenarios
internal import TossAPI

/// The members of a control call's body, read one by one.
///
/// Unlike Toss, the control API refuses members it does not know: a misspelt option that is ignored costs an afternoon.
struct ControlBody {
    let object: JSONObject
    /// The members that the call is declared with.
    private let names: [String]

    /// The body of a call that takes none.
    init() { (object, names) = (JSONObject(), []) }

    /// Reads a body whose members are among these; an empty body is an empty object.
    init(_ bytes: [UInt8], of members: [Member]) throws(ControlRefusal) {
        names = members.map(\.name)
        object = try Self.object(bytes)
        if let stranger = object.members.first(where: { [names] in !names.contains($0.name) }) {
            let known = names.sorted().joined(separator: ", ")
            throw Self.refusal("\"\(stranger.name)\" is no member of this body; these are: \(known).")
        }
    }

    private static func object(_ bytes: [UInt8]) throws(ControlRefusal) -> JSONObject {
        if bytes.isEmpty { return JSONObject() }
        let node: JSONNode
        do throws(JSONError) {
            node = try JSONNode(parsing: bytes)
        } catch {
            throw refusal("The body is not the JSON we accept: \(error).")
        }
        guard let object = node.object else {
            throw refusal("The body must be a JSON object; found \(node.value.kind).")
        }
        return object
    }

    static func refusal(_ message: String) -> ControlRefusal { ControlRefusal(.invalidRequest, message) }

    /// What a declared member holds, or a refusal.
    subscript<Value>(_ member: BodyMember<Value>) -> Value {
        get throws(ControlRefusal) {
            assert(names.contains(member.name), "\(member.name) is read and not declared")
            return try member.read(in: self)
        }
    }

    func wrong(_ member: some DeclaredMember, _ wanted: String) -> ControlRefusal { wrong(member.name, wanted) }

    func wrong(_ name: String, _ wanted: String) -> ControlRefusal {
        let found = value(name).map { $0.string.map { "\"\($0)\"" } ?? $0.number?.text ?? $0.value.kind }
        return Self.refusal("\(name) must be \(wanted); found \(found ?? "nothing").")
    }

    /// The member's value; null counts as absent.
    func value(_ name: String) -> JSONNode? { object[name].flatMap { $0.isNull ? nil : $0 } }

    /// Text of so many characters, or nil when the member is absent.
    func text(_ name: String, _ length: ClosedRange<Int> = 1...2000) throws(ControlRefusal) -> String? {
        guard let node = value(name) else { return nil }
        guard let text = node.string, length.contains(text.unicodeScalars.count) else {
            throw wrong(name, "text of \(length.lowerBound) to \(length.upperBound) characters")
        }
        return text
    }

    func requiredText(_ name: String, _ length: ClosedRange<Int> = 1...2000) throws(ControlRefusal) -> String {
        guard let text = try text(name, length) else {
            throw wrong(name, "text of \(length.lowerBound) to \(length.upperBound) characters")
        }
        return text
    }

    func bool(_ name: String) throws(ControlRefusal) -> Bool {
        guard let node = value(name) else { return false }
        guard let flag = node.bool else { throw wrong(name, "true or false") }
        return flag
    }

    func integer(_ name: String, _ range: ClosedRange<Int64>) throws(ControlRefusal) -> Int64? {
        guard let node = value(name) else { return nil }
        guard let number = node.integer, range.contains(number) else {
            throw wrong(name, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A whole number within bounds that the handler knows.
    func integer(_ member: BodyMember<JSONNode?>, _ range: ClosedRange<Int64>) throws(ControlRefusal) -> Int64? {
        guard try self[member] != nil else { return nil }
        return try integer(member.name, range)
    }

    func instant(_ name: String) throws(ControlRefusal) -> Instant? {
        guard let text = try text(name) else { return nil }
        guard let instant = Instant(text) else { throw wrong(name, "an instant such as 2026-01-05T09:00:00+09:00") }
        return instant
    }

    func duration(_ name: String) throws(ControlRefusal) -> CalendarDuration? {
        guard let text = try text(name) else { return nil }
        guard let duration = CalendarDuration(text) else { throw wrong(name, "a duration such as PT10M or P1M") }
        return duration
    }

    /// A URL that can be called: http or https, with a host.
    func url(_ name: String) throws(ControlRefusal) -> String? {
        guard let text = try text(name) else { return nil }
        guard isCallableURL(text) else { throw wrong(name, "an http or https URL") }
        // Out of the journal it would come as another one.
        guard MaskedText(address: text).text == text else {
            throw Self.refusal(
                "\(name) may hold a card number, and those are masked wherever they are kept; give one without."
            )
        }
        return text
    }
}

/// Whether `text` is an absolute http or https URL with a host and without spaces or control characters.
func isCallableURL(_ text: String) -> Bool {
    let lowercased = text.lowercased()
    guard let scheme = ["http://", "https://"].first(where: { lowercased.hasPrefix($0) }) else { return false }
    let host = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return !host.isEmpty && text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
}
