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

/// How much to give back, and why.
package struct Cancellation: Sendable, Hashable {
    /// 1 to 200 characters.
    package var reason: String
    /// Nil gives the whole balance back.
    package var amount: Won?
    /// The tax-free part of the amount; nil means none.
    package var taxFreeAmount: Won?
    /// The balance as the shop believes it to be before this call; Toss refuses when it differs.
    package var refundableAmount: Won?

    /// Describes a cancel, of the whole balance unless an amount is given.
    package init(reason: String, amount: Won? = nil, taxFreeAmount: Won? = nil, refundableAmount: Won? = nil) {
        self.reason = reason
        self.amount = amount
        self.taxFreeAmount = taxFreeAmount
        self.refundableAmount = refundableAmount
    }

    var body: [UInt8] {
        JSONWriter.bytes {
            $0.object { json in
                json.member("cancelReason", reason)
                if let amount { json.member("cancelAmount", amount) }
                if let taxFreeAmount { json.member("taxFreeAmount", taxFreeAmount) }
                if let refundableAmount { json.member("refundableAmount", refundableAmount) }
            }
        }
    }
}

/// One charge of a stored card.
package struct Charge: Sendable, Hashable {
    /// The one the billing key was issued for.
    package var customerKey: String
    /// Tax included.
    package var amount: Won
    /// New for every charge: Toss refuses one that has been paid.
    package var orderId: String
    /// 1 to 100 characters.
    package var orderName: String
    /// Where Toss sends its receipt.
    package var customerEmail: String?
    /// At most 100 characters.
    package var customerName: String?

    /// Describes a charge.
    package init(
        customerKey: String,
        amount: Won,
        orderId: String,
        orderName: String,
        customerEmail: String? = nil,
        customerName: String? = nil
    ) {
        self.customerKey = customerKey
        self.amount = amount
        self.orderId = orderId
        self.orderName = orderName
        self.customerEmail = customerEmail
        self.customerName = customerName
    }

    var body: [UInt8] {
        JSONWriter.bytes {
            $0.object { json in
                json.member("customerKey", customerKey)
                json.member("amount", amount)
                json.member("orderId", orderId)
                json.member("orderName", orderName)
                if let customerEmail { json.member("customerEmail", customerEmail) }
                if let customerName { json.member("customerName", customerName) }
            }
        }
    }
}
