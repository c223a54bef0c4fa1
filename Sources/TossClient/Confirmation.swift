internal import JSON
package import TossAPI

/// What the browser brought back from the payment window, and what a confirm has to repeat.
package struct Confirmation: Sendable, Hashable {
    /// The payment the buyer authenticated.
    package var paymentKey: String
    /// The shop's order.
    package var orderId: String
    /// The amount of the stored order, once it has been compared with the browser's.
    package var amount: Won

    /// Names the payment, the order and the amount.
    package init(paymentKey: String, orderId: String, amount: Won) {
        self.paymentKey = paymentKey
        self.orderId = orderId
        self.amount = amount
    }

    func writeMembers(to json: inout JSONWriter) {
        json.member("paymentKey", paymentKey)
        json.member("orderId", orderId)
        json.member("amount", amount)
    }
}
