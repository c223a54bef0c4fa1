import Masking

/// What a rule can ask about something that happens: a call, or an event that a webhook tells of.
///
/// A field that is nil never matches.
package protocol RuleFacts {
    /// What `on` names: the kinds of such things.
    associatedtype Subject: Hashable & Sendable & CustomStringConvertible

    /// What such a thing is called in messages: `call`.
    static var noun: String { get }
    /// What the draws of its rules are called in the seed, so that rules of two kinds never share theirs.
    static var drawLabel: String { get }

    /// Which kind it is.
    var subject: Subject { get }
    /// The order it is about.
    var orderId: String? { get }
    /// In won.
    var amount: Int64? { get }
    /// The place in the request log of the call that it is, or that caused it.
    var request: Int? { get }

    /// The value of a field as it came in.
    func text(of field: RuleConditions.Field) -> String?
    /// The value of a header as it came in, by its name in lower case.
    func text(ofHeader name: String) -> String?
}

extension RuleFacts {
    /// The value as rules see it: masked as the scenario that asks for it is, and as a journal keeps it.
    package func value(of field: RuleConditions.Field) -> String? {
        let text = text(of: field)
        return switch field {
        case .orderId, .paymentKey, .billingKey, .customerKey, .idempotencyKey: text.map(CardMask.masked(name:))
        case .card: text.map(CardTable.normalized)
        case .method, .status: text
        case .cancelReason: text.map { CardMask.masked($0) }
        }
    }

    /// The value of a header, by its name in lower case, as rules see it.
    func value(ofHeader name: String) -> String? { text(ofHeader: name).map { CardMask.masked($0, named: name) } }
}
