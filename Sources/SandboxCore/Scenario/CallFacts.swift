/// What a rule can ask about a call.
///
/// What the body lacks comes from the payment or billing key it names; the caller fills it in. A field that stays nil
/// never matches.
package struct CallFacts {
    package let operation: Operation
    package var orderId: String?
    package var paymentKey: String?
    package var billingKey: String?
    package var customerKey: String?
    /// The card's number in full; spaces and dashes do not matter.
    package var card: String?
    package var method: String?
    package var cancelReason: String?
    /// The payment's status before the call.
    package var status: String?
    package var idempotencyKey: String?
    package var amount: Int64?
    /// The value of a request header; it is asked by the name in lower case.
    package var header: (String) -> String?

    package init(
        operation: Operation,
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
        self.operation = operation
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
