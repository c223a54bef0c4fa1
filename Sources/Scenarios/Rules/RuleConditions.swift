/// The `when` of a rule: all that is there must hold.
package struct RuleConditions: Sendable {
    /// A field of a call or an event whose value is text.
    package enum Field: String, CaseIterable, Sendable {
        case orderId, paymentKey, billingKey, customerKey, card, method, cancelReason, status, idempotencyKey
    }

    /// What is asked of texts.
    package var texts: [Field: TextMatch]
    /// What is asked of the amount.
    package var amount: AmountMatch?
    /// By header name in lower case.
    package var headers: [String: TextMatch]

    /// Conditions that are all empty unless given; header names must be in lower case.
    package init(texts: [Field: TextMatch] = [:], amount: AmountMatch? = nil, headers: [String: TextMatch] = [:]) {
        self.texts = texts
        self.amount = amount
        self.headers = headers
    }

    /// Whether there is nothing that could be missed.
    package var isEmpty: Bool { texts.isEmpty && amount == nil && headers.isEmpty }

    /// One condition, as it stands by itself.
    package enum Condition: Sendable {
        case text(Field, TextMatch)
        case amount(AmountMatch)
        case header(String, TextMatch)
    }

    /// Whether all conditions hold; a field that is not there never matches.
    package func hold(for facts: some RuleFacts) -> Bool { unmet(by: facts).isEmpty }

    /// The conditions that do not hold, in no order: the one place where a call or an event is held against them.
    ///
    /// What they want and what they found is said by `Condition.reason(for:)`, so that none can do without a reason.
    package func unmet(by facts: some RuleFacts) -> [Condition] {
        var unmet: [Condition] = []
        for (field, match) in texts where facts.value(of: field).map(match.matches) != true {
            unmet.append(.text(field, match))
        }
        if let amount, facts.amount.map(amount.matches) != true { unmet.append(.amount(amount)) }
        for (name, match) in headers where facts.value(ofHeader: name).map(match.matches) != true {
            unmet.append(.header(name, match))
        }
        return unmet
    }
}
