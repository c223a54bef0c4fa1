package import JSON

/// The Payment object as it goes over the wire: every member is always there, null when it has no value.
///
/// The order of the members is the one seen on the wire from 2024 to 2026. It is written once, so nobody copies it.
package struct PaymentObject: ~Copyable, Sendable {
    package var mId: String
    /// Key of the newest approval or cancel; null before the approval.
    package var lastTransactionKey: String?
    package var paymentKey: String
    package var orderId: String
    package var orderName: String
    package var status: PaymentStatus
    package var requestedAt: Instant
    package var approvedAt: Instant?
    /// Null on an expired payment (measured).
    package var useEscrow: Bool?
    package var card: CardObject?
    /// Null, not empty, while nothing has been cancelled.
    package var cancels: [CancelObject]
    /// Non-null on card and billing payments as well since 2025 (measured).
    package var secret: String?
    package var type: PaymentType
    package var failure: FailureObject?
    package var isPartialCancelable: Bool
    /// Whether it shows the address of a receipt.
    package var hasReceipt: Bool
    package var totalAmount: Won
    package var balanceAmount: Won
    /// Of the balance, not of the total.
    package var tax: TaxBreakdown
    /// Null until the buyer has chosen, and on a payment that expired before that.
    package var method: PaymentMethod?
    package var version: String
    package var metadata: JSONObject?

    package init(
        mId: String,
        lastTransactionKey: String?,
        paymentKey: String,
        orderId: String,
        orderName: String,
        status: PaymentStatus,
        requestedAt: Instant,
        approvedAt: Instant?,
        useEscrow: Bool?,
        card: CardObject?,
        cancels: [CancelObject],
        secret: String?,
        type: PaymentType,
        failure: FailureObject?,
        isPartialCancelable: Bool,
        hasReceipt: Bool,
        totalAmount: Won,
        balanceAmount: Won,
        tax: TaxBreakdown,
        method: PaymentMethod?,
        version: String,
        metadata: JSONObject?
    ) {
        self.mId = mId
        self.lastTransactionKey = lastTransactionKey
        self.paymentKey = paymentKey
        self.orderId = orderId
        self.orderName = orderName
        self.status = status
        self.requestedAt = requestedAt
        self.approvedAt = approvedAt
        self.useEscrow = useEscrow
        self.card = card
        self.cancels = cancels
        self.secret = secret
        self.type = type
        self.failure = failure
        self.isPartialCancelable = isPartialCancelable
        self.hasReceipt = hasReceipt
        self.totalAmount = totalAmount
        self.balanceAmount = balanceAmount
        self.tax = tax
        self.method = method
        self.version = version
        self.metadata = metadata
    }

    /// Each is followed by the paymentKey.
    private static let receipt: StaticString =
        "https://dashboard-sandbox.tosspayments.com/receipt/redirection?transactionId="
    private static let checkout: StaticString = "https://api.tosspayments.com/v1/payments/"

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("mId", mId)
            json.member("lastTransactionKey", lastTransactionKey)
            json.member("paymentKey", paymentKey)
            json.member("orderId", orderId)
            json.member("orderName", orderName)
            json.member("taxExemptionAmount", tax.taxExemptionAmount)
            json.member("status", status.rawValue)
            json.member("requestedAt", requestedAt)
            json.member("approvedAt", approvedAt)
            json.member("useEscrow", useEscrow)
            // Only transfers and virtual accounts can be a culture expense; false for all others (documented).
            json.member("cultureExpense", false)
            json.name("card")
            if let card { card.write(to: &json) } else { json.null() }
            json.members(#""virtualAccount":null,"transfer":null,"mobilePhone":null,"giftCertificate":null"#)
            json.members(#""cashReceipt":null,"cashReceipts":null,"discount":null"#)
            json.name("cancels")
            if cancels.isEmpty {
                json.null()
            } else {
                json.array { json in for cancel in cancels { cancel.write(to: &json) } }
            }
            json.member("secret", secret)
            json.member("type", type.rawValue)
            json.members(#""easyPay":null,"country":"KR""#)
            json.name("failure")
            if let failure { failure.write(to: &json) } else { json.null() }
            json.member("isPartialCancelable", isPartialCancelable)
            json.name("receipt")
            if hasReceipt {
                json.object { json in
                    json.name("url")
                    json.string(Self.receipt, paymentKey, "&ref=PX")
                }
            } else {
                json.null()
            }
            json.name("checkout")
            json.object { json in
                json.name("url")
                json.string(Self.checkout, paymentKey, "/checkout")
            }
            json.member("currency", Currency.won.rawValue)
            json.member("totalAmount", totalAmount)
            json.member("balanceAmount", balanceAmount)
            json.member("suppliedAmount", tax.suppliedAmount)
            json.member("vat", tax.vat)
            json.member("taxFreeAmount", tax.taxFreeAmount)
            json.member("method", method?.rawValue)
            json.member("version", version)
            json.name("metadata")
            if let metadata { json.value(JSONNode(.object(metadata))) } else { json.null() }
        }
    }
}

/// How a payment came about; what later API versions call `BRANDPAY` was `CONNECTPAY` once.
package enum PaymentType: String, Sendable {
    case normal = "NORMAL"
    case billing = "BILLING"
    case brandpay = "BRANDPAY"
}

extension JSONWriter {
    package mutating func member(_ name: StaticString, _ amount: Won) {
        self.name(name)
        integer(amount.amount)
    }

    /// Writes the instant as Toss does: Korean time with its offset, no fraction.
    package mutating func member(_ name: StaticString, _ instant: Instant?) {
        self.name(name)
        if let instant {
            unescaped(Instant.timestampLength) { instant.writeTimestamp(to: &$0) }
        } else {
            null()
        }
    }
}
