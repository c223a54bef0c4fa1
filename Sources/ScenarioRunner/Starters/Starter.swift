internal import JSON

/// A scenario to begin with.
package enum Starter: String, CaseIterable, Sendable {
    /// A buyer pays, the shop confirms, a card is refused.
    case payment
    /// A subscription whose second charge fails.
    case billing
    /// An event that is delivered late, after its receiver was away.
    case webhook
    /// An answer that is lost after the money was taken.
    case fault
    /// A payment that the shop confirms too late.
    case time

    /// Whether a scenario, and its file, may be called so.
    package static func isName(_ text: String) -> Bool {
        (1...60).contains(text.utf8.count) && !text.hasPrefix("-")
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x5F || byte == 0x2D
            }
    }

    /// The file's text without a line end; `schema` is where editors find the format's description.
    package func text(name: String, schema: String?) -> String {
        let line = schema.map { "  \"$schema\": \(JSONNode(.string($0)).compactText),\n" } ?? ""
        return "{\n\(line)  \"name\": \"\(name)\",\n\(body)\n}"
    }

    private var body: String {
        switch self {
        case .payment: StarterText.payment
        case .billing: StarterText.billing
        case .webhook: StarterText.webhook
        case .fault: StarterText.fault
        case .time: StarterText.time
        }
    }
}
