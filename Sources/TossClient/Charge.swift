internal import JSON
package import TossAPI

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
