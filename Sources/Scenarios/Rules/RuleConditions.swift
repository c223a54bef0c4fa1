import Masking

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

    /// One condition, as it stands by itself.
    package enum Condition: Sendable {
        case text(Field, TextMatch)
        case amount(AmountMatch)
        case header(String, TextMatch)
    }

    /// Whether all conditions hold; a field the call lacks never matches.
    package func hold(for call: CallFacts) -> Bool { unmet(by: call).isEmpty }

    /// The conditions that do not hold, in no order: the one place where a call is held against them.
    ///
    /// What they want and what they found is said by `Condition.reason(for:)`, so that none can do without a reason.
    package func unmet(by call: CallFacts) -> [Condition] {
        var unmet: [Condition] = []
        for (field, match) in texts where call.value(of: field).map(match.matches) != true {
            unmet.append(.text(field, match))
        }
        if let amount, call.amount.map(amount.matches) != true { unmet.append(.amount(amount)) }
        for (name, match) in headers where call.value(ofHeader: name).map(match.matches) != true {
            unmet.append(.header(name, match))
        }
        return unmet
    }
}

extension CallFacts {
    /// The value as rules see it: masked as the scenario that asks for it is, and as a journal keeps it.
    package func value(of field: RuleConditions.Field) -> String? {
        switch field {
        case .orderId: orderId.map(CardMask.masked(name:))
        case .paymentKey: paymentKey.map(CardMask.masked(name:))
        case .billingKey: billingKey.map(CardMask.masked(name:))
        case .customerKey: customerKey.map(CardMask.masked(name:))
        case .card: card.map(CardTable.normalized)
        case .method: method
        case .cancelReason: cancelReason.map { CardMask.masked($0) }
        case .status: status
        case .idempotencyKey: idempotencyKey.map(CardMask.masked(name:))
        }
    }

    /// The value of a header, by its name in lower case, as rules see it.
    func value(ofHeader name: String) -> String? { header(name).map { CardMask.masked($0, named: name) } }
}
