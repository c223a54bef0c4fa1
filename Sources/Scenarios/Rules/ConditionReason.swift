import Masking

/// Why a condition does not hold: what the call or the event has, and what the rule wants.
package struct ConditionReason: Sendable, Equatable {
    /// What is asked about: `orderId`, `amount`, `header x-shop`.
    package let subject: String
    /// What asked for it is called: `call`.
    let noun: String
    /// What it has; nil when it has none.
    ///
    /// A card's number is masked.
    package let found: String?
    /// What would do.
    package let wanted: String

    /// `orderId is "order-9", the rule wants "order-lost-*"`.
    package var text: String {
        guard let found else { return "the \(noun) has no \(subject), the rule wants \(wanted)" }
        return "\(subject) is \(found), the rule wants \(wanted)"
    }
}

extension RuleConditions.Condition {
    /// Why this condition does not hold.
    package func reason<Facts: RuleFacts>(for facts: Facts) -> ConditionReason {
        let (subject, found, wanted): (String, String?, String) =
            switch self {
            case .text(.card, let match): ("card", facts.value(of: .card).map(maskCardNumber).map(quoted), match.wanted)
            case .text(let field, let match): (field.rawValue, facts.value(of: field).map(quoted), match.wanted)
            case .amount(let match): ("amount", facts.amount.map { "\($0)" }, match.wanted)
            case .header(let name, let match):
                ("header \(name)", facts.value(ofHeader: name).map(quoted), match.wanted)
            }
        return ConditionReason(subject: subject, noun: Facts.noun, found: found, wanted: wanted)
    }
}

extension RuleConditions {
    /// Why these conditions do not hold, in an order that is the same in every run; empty when all do.
    package func reasons(against facts: some RuleFacts) -> [ConditionReason] {
        unmet(by: facts).map { $0.reason(for: facts) }.sorted { $0.subject < $1.subject }
    }
}

extension TextMatch {
    /// What would do, in words.
    var wanted: String {
        var parts: [String] = []
        if let glob { parts.append(quoted(glob.pattern)) }
        if let members { parts.append("one of \(members.sorted().map(quoted).joined(separator: ", "))") }
        if let expression { parts.append("a match of \(quoted(expression.pattern))") }
        return parts.isEmpty ? "any text" : parts.joined(separator: " and ")
    }
}

extension AmountMatch {
    /// What would do, in words.
    var wanted: String {
        var parts: [String] = []
        if let atLeast { parts.append("at least \(atLeast)") }
        if let atMost { parts.append("at most \(atMost)") }
        if let members {
            let listed = members.sorted().map { "\($0)" }.joined(separator: ", ")
            parts.append(members.count == 1 ? listed : "one of \(listed)")
        }
        if let text { parts.append(text.wanted) }
        return parts.isEmpty ? "any amount" : parts.joined(separator: " and ")
    }
}

/// The text in quotes, cut when it is too long for a message.
func quoted(_ text: String) -> String { "\"\(Place.shortened(text))\"" }
