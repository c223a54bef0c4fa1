internal import TossAPI
package import TossClient

/// What the shop asks of Toss Payments, in Toss's words; tests script the outcomes.
package protocol TossGateway: Sendable {
    /// Approves a payment that the buyer has authenticated.
    func confirm(_ confirmation: Confirmation, idempotencyKey: String) async throws(TossFailure) -> TossPayment

    /// Reads a payment by its key.
    func payment(paymentKey: String) async throws(TossFailure) -> TossPayment

    /// Reads the payment of an order.
    func payment(orderId: String) async throws(TossFailure) -> TossPayment

    /// Gives money back.
    func cancel(
        paymentKey: String,
        _ cancellation: Cancellation,
        idempotencyKey: String
    ) async throws(TossFailure) -> TossPayment

    /// Turns what the browser brought back into a billing key.
    func issue(
        _ proof: BillingProof,
        customerKey: String,
        idempotencyKey: String
    ) async throws(TossFailure)
        -> IssuedBillingKey

    /// Charges a stored card.
    func charge(billingKey: String, _ charge: Charge, idempotencyKey: String) async throws(TossFailure) -> TossPayment

    /// Makes a billing key useless.
    func deleteBillingKey(_ billingKey: String) async throws(TossFailure)
}

/// What proves that a customer let the shop charge a card.
package enum BillingProof: Sendable, Hashable {
    /// Toss's way.
    case authKey(String)
    /// The older guide's way: an authenticated payment, which is used up and not charged.
    case payment(Confirmation)
}

/// A billing key fresh from Toss.
package struct IssuedBillingKey: Sendable, Hashable {
    /// Worth as much as the card itself: it is stored encrypted and never printed.
    package let billingKey: String
    /// The card's number as Toss masked it.
    package let card: String?

    /// Puts the two together.
    package init(billingKey: String, card: String?) {
        self.billingKey = billingKey
        self.card = card
    }
}

extension TossClient: TossGateway {
    /// Sends the proof in the form that it is for.
    package func issue(
        _ proof: BillingProof,
        customerKey: String,
        idempotencyKey: String
    ) async throws(TossFailure) -> IssuedBillingKey {
        let billing =
            switch proof {
            case .authKey(let authKey):
                try await issueBillingKey(authKey: authKey, customerKey: customerKey, idempotencyKey: idempotencyKey)
            case .payment(let confirmation):
                try await issueBillingKey(
                    using: confirmation,
                    customerKey: customerKey,
                    idempotencyKey: idempotencyKey
                )
            }
        return IssuedBillingKey(billingKey: billing.billingKey, card: billing.card?.number)
    }
}
