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
        try self.init(bytes, allowing: members.map(\.name))
    }

    init(_ bytes: [UInt8], allowing names: [String]) throws(ControlRefusal) {
        self.names = names
        object = try Self.object(bytes)
        if let stranger = object.members.first(where: { !names.contains($0.name) }) {
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

    /// What a buyer does: a word, or `{"fail": CODE}`.
    func buyer() throws(ControlRefusal) -> BuyerBehavior {
        let wanted = "\"approve\", \"cancel\", \"abandon\" or {\"fail\": CODE}"
        guard let node = value("buyer") else { return .approve }
        switch node.string {
        case "approve": return .approve
        case "cancel": return .cancel
        case "abandon": return .abandon
        default: break
        }
        guard let members = node.object?.members, members.count == 1, members[0].name == "fail",
            let text = members[0].node.string
        else { throw wrong("buyer", wanted) }
        guard let code = ErrorCode(rawValue: text) else {
            let hint = ErrorCatalogue.suggestion(for: text).map { "; did you mean \($0.rawValue)?" } ?? "."
            throw Self.refusal("buyer.fail: unknown error code \(text)\(hint)")
        }
        return .fail(code)
    }

    /// The digits of the buyer's card; the default card when the member is absent.
    func cardNumber(in cards: CardTable) throws(ControlRefusal) -> String {
        guard let node = value("cardNumber") else { return defaultCardNumber }
        guard let digits = node.string.flatMap(normalizedCardNumber), (13...20).contains(digits.utf8.count) else {
            // Never repeat what may be a real card number.
            throw Self.refusal("cardNumber must be text of 13 to 20 digits; spaces and dashes are ignored.")
        }
        guard cards.contains(digits) || !passesLuhn(digits) else {
            throw Self.refusal(
                "cardNumber \(maskCardNumber(digits)) may be a real card: it passes the Luhn check and is no test number. "
                    + "Use one of the README's, or name it in a scenario's cards."
            )
        }
        return digits
    }
}

/// Whether `text` is an absolute http or https URL with a host and without spaces or control characters.
func isCallableURL(_ text: String) -> Bool {
    let lowercased = text.lowercased()
    guard let scheme = ["http://", "https://"].first(where: { lowercased.hasPrefix($0) }) else { return false }
    let host = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return !host.isEmpty && text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
}
