/// What a webhook rule can ask about an event; a field that is nil never matches.
package struct EventFacts: RuleFacts, Sendable {
    /// The event's type in Toss's own words, whatever a dialect calls it.
    package let eventType: String
    /// The order of the payment.
    package let orderId: String?
    /// The payment it is about.
    package let paymentKey: String?
    /// The customer of the payment.
    package let customerKey: String?
    /// The way to pay, in Korean as in answers: `카드`.
    package let method: String?
    /// The status that the event announces.
    package let status: String?
    /// The payment's amount in won.
    package let amount: Int64?
    /// The place in the request log of the call that caused it.
    package var request: Int?

    /// The facts that are known; the others are nil.
    package init(
        eventType: String,
        orderId: String? = nil,
        paymentKey: String? = nil,
        customerKey: String? = nil,
        method: String? = nil,
        status: String? = nil,
        amount: Int64? = nil,
        request: Int? = nil
    ) {
        self.eventType = eventType
        self.orderId = orderId
        self.paymentKey = paymentKey
        self.customerKey = customerKey
        self.method = method
        self.status = status
        self.amount = amount
        self.request = request
    }

    package static let noun = "event"
    package static let drawLabel = "webhook chance"

    /// The fields that an event has; the amount apart.
    static let fields: [RuleConditions.Field] = [.orderId, .paymentKey, .customerKey, .method, .status]

    package var subject: String { eventType }

    package func text(of field: RuleConditions.Field) -> String? {
        switch field {
        case .orderId: orderId
        case .paymentKey: paymentKey
        case .customerKey: customerKey
        case .method: method
        case .status: status
        case .billingKey, .card, .cancelReason, .idempotencyKey: nil
        }
    }

    /// An event has no headers.
    package func text(ofHeader name: String) -> String? { nil }
}
