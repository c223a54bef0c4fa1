internal import JSON
package import TossAPI

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
