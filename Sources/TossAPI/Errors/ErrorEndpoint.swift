/// Where errors occur, as the error lists name it.
///
/// A method and a path template; `* (any)` and `* (any POST)` for what any endpoint may answer; and the places that are
/// no endpoint: the browser SDKs, the redirect to `failUrl`, and `failure` objects.
enum ErrorEndpoint: String, CaseIterable, Sendable {
    case anyPost = "* (any POST)"
    case any = "* (any)"
    case order = "GET /v1/payments/orders/{orderId}"
    case payment = "GET /v1/payments/{paymentKey}"
    case confirm = "POST /v1/payments/confirm"
    case keyIn = "POST /v1/payments/key-in"
    case cancel = "POST /v1/payments/{paymentKey}/cancel"
    case virtualAccounts = "POST /v1/virtual-accounts"
    case billingIssueByCard = "POST /v1/billing/authorizations/card"
    case billingIssue = "POST /v1/billing/authorizations/issue"
    case billingCharge = "POST /v1/billing/{billingKey}"
    case transactions = "GET /v1/transactions"
    case settlements = "GET /v1/settlements"
    case settle = "POST /v1/settlements"
    case cashReceipts = "GET /v1/cash-receipts"
    case cashReceiptCancel = "POST /v1/cash-receipts/{receiptKey}/cancel"
    /// Assumed: the tables of the first version of payouts were not found.
    case payouts = "v1 payouts / sub-malls"
    case cashReceiptFailure = "CashReceipt.failure object"
    case paymentFailure = "Payment.failure object"
    case brandpayFailUrl = "failUrl redirect (brandpay requestPayment)"
    case failUrl = "failUrl redirect (widget / window / billing auth)"
    case brandpaySDK = "sdk: brandpay"
    case widgetSDK = "sdk: payment widget"
    case windowSDK = "sdk: payment window"
}
