import JSON
package import TossAPI
import Scenarios

/// What a new billing key is for.
struct BillingKeyTerms: Sendable {
    let merchant: MerchantKind
    let customerKey: String
    let card: Card

    init(_ merchant: MerchantKind, _ customerKey: String, _ card: Card) {
        self.merchant = merchant
        self.customerKey = customerKey
        self.card = card
    }

    /// Asks the card company, or the rule in its place.
    func checkCard(in sandbox: Sandbox, plan: Plan, at now: Instant) throws(Refusal) {
        if let refusal = sandbox.verdict(on: card, for: .billingIssue, attempt: 1, plan: plan, at: now) {
            throw refusal
        }
    }
}

extension Sandbox {
    mutating func issueBillingKey(_ terms: BillingKeyTerms, causedBy request: Int, at now: Instant) -> BillingKey {
        var text = identifiers.billingKey()
        while billing.place(of: text) != nil { text = identifiers.billingKey() }
        let key = BillingKey(
            billingKey: text,
            merchant: terms.merchant,
            customerKey: terms.customerKey,
            card: terms.card,
            authenticatedAt: now
        )
        add(key)
        note(.billingKeyIssued, key, causedBy: request, at: now)
        return key
    }

    func billingBody(_ key: BillingKey, orderId: String?) -> [UInt8] {
        JSONWriter.bytes { object(of: key, orderId: orderId).write(to: &$0) }
    }

    /// The Billing object as Toss would show it.
    package func object(of key: BillingKey, orderId: String? = nil) -> BillingObject {
        let merchant = profile(of: key.merchant)
        let card = BillingCardObject(key.card, cards: scenario.cards)
        return BillingObject(
            mId: merchant.mId,
            customerKey: key.customerKey,
            authenticatedAt: key.authenticatedAt,
            method: .card,
            billingKey: key.billingKey,
            card: card,
            // Repeated beside the card until 2022-11-16 (documented).
            cardCompany: merchant.version == "2022-11-16" ? CardIssuer(code: card.issuerCode)?.koreanName : nil,
            orderId: orderId
        )
    }
}
