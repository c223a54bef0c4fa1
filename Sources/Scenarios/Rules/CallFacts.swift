/// What a rule can ask about a call.
///
/// What the body lacks comes from the payment or billing key it names; the caller fills it in. A field that stays nil
/// never matches.
package struct CallFacts: RuleFacts {
    /// Which call it is.
    package let kind: CallKind
    /// The order of the call, or of the payment it names.
    package var orderId: String?
    /// The payment the call names.
    package var paymentKey: String?
    /// The billing key the call names, or the payment was charged to.
    package var billingKey: String?
    /// The customer of the call, the payment or the billing key.
    package var customerKey: String?
    /// The card's number in full; spaces and dashes do not matter.
    package var card: String?
    /// The way to pay, in Korean as in answers: `카드`.
    package var method: String?
    /// Why the payment is cancelled.
    package var cancelReason: String?
    /// The payment's status before the call.
    package var status: String?
    /// The `Idempotency-Key` of the call.
    package var idempotencyKey: String?
    /// The amount of the call in won, or that of the payment it names.
    package var amount: Int64?
    /// The value of a request header; it is asked by the name in lower case.
    package var header: (String) -> String?

    /// The call's place in the request log.
    package var request: Int?

    /// The facts that are known; the others stay nil.
    package init(
        kind: CallKind,
        orderId: String? = nil,
        paymentKey: String? = nil,
        billingKey: String? = nil,
        customerKey: String? = nil,
        card: String? = nil,
        method: String? = nil,
        cancelReason: String? = nil,
        status: String? = nil,
        idempotencyKey: String? = nil,
        amount: Int64? = nil,
        header: @escaping (String) -> String? = { _ in nil }
    ) {
        self.kind = kind
        self.orderId = orderId
        self.paymentKey = paymentKey
        self.billingKey = billingKey
        self.customerKey = customerKey
        self.card = card
        self.method = method
        self.cancelReason = cancelReason
        self.status = status
        self.idempotencyKey = idempotencyKey
        self.amount = amount
        self.header = header
    }
}

extension CallFacts {
    package static let noun = "call"
    package static let drawLabel = "chance"

    package var subject: CallKind { kind }

    package func text(of field: RuleConditions.Field) -> String? {
        switch field {
        case .orderId: orderId
        case .paymentKey: paymentKey
        case .billingKey: billingKey
        case .customerKey: customerKey
        case .card: card
        case .method: method
        case .cancelReason: cancelReason
        case .status: status
        case .idempotencyKey: idempotencyKey
        }
    }

    package func text(ofHeader name: String) -> String? { header(name) }
}
