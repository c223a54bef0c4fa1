/// The `when` of a rule: all that is there must hold.
package struct RuleConditions: Sendable {
    /// A field of a call whose value is text.
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

    /// Whether there is nothing that a call could miss.
    package var isEmpty: Bool { texts.isEmpty && amount == nil && headers.isEmpty }

    /// Whether all conditions hold; a field the call lacks never matches.
    package func hold(for call: CallFacts) -> Bool {
        for (field, match) in texts {
            guard let value = call.value(of: field), match.matches(value) else { return false }
        }
        if let amount {
            guard let value = call.amount, amount.matches(value) else { return false }
        }
        for (name, match) in headers {
            guard let value = call.header(name), match.matches(value) else { return false }
        }
        return true
    }
}

extension CallFacts {
    fileprivate func value(of field: RuleConditions.Field) -> String? {
        switch field {
        case .orderId: orderId
        case .paymentKey: paymentKey
        case .billingKey: billingKey
        case .customerKey: customerKey
        case .card: card.map(CardTable.normalized)
        case .method: method
        case .cancelReason: cancelReason
        case .status: status
        case .idempotencyKey: idempotencyKey
        }
    }
}
