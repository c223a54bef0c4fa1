package import JSON

/// One entry of a payment's `cancels`.
package struct CancelObject: Hashable, Sendable {
    package var transactionKey: String
    package var cancelReason: String
    package var taxExemptionAmount: Won
    package var canceledAt: Instant
    package var cancelAmount: Won
    /// Tax-free part of `cancelAmount`.
    package var taxFreeAmount: Won
    /// The balance after this cancel.
    package var refundableAmount: Won
    /// Echo of the request; only asynchronous overseas cancels name one.
    package var cancelRequestId: String?

    package init(
        transactionKey: String,
        cancelReason: String,
        taxExemptionAmount: Won,
        canceledAt: Instant,
        cancelAmount: Won,
        taxFreeAmount: Won,
        refundableAmount: Won,
        cancelRequestId: String? = nil
    ) {
        self.transactionKey = transactionKey
        self.cancelReason = cancelReason
        self.taxExemptionAmount = taxExemptionAmount
        self.canceledAt = canceledAt
        self.cancelAmount = cancelAmount
        self.taxFreeAmount = taxFreeAmount
        self.refundableAmount = refundableAmount
        self.cancelRequestId = cancelRequestId
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("transactionKey", transactionKey)
            json.member("cancelReason", cancelReason)
            json.member("taxExemptionAmount", taxExemptionAmount)
            json.member("canceledAt", canceledAt)
            json.member("cardDiscountAmount", 0)
            json.member("transferDiscountAmount", 0)
            json.member("easyPayDiscountAmount", 0)
            json.memberNull("receiptKey")
            // Domestic cancels are synchronous (documented).
            json.member("cancelStatus", CancelStatus.done.rawValue)
            json.member("cancelRequestId", cancelRequestId)
            json.member("cancelAmount", cancelAmount)
            json.member("taxFreeAmount", taxFreeAmount)
            json.member("refundableAmount", refundableAmount)
        }
    }
}
