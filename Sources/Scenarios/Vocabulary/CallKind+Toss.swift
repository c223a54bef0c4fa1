/// The calls of Toss Payments.
extension CallKind {
    /// `POST /v1/payments/confirm`.
    package static let confirm = CallKind(rawValue: "payments.confirm")
    /// `POST /v1/payments/{paymentKey}/cancel`.
    package static let cancel = CallKind(rawValue: "payments.cancel")
    /// Both look-ups, by payment key and by order.
    package static let lookUp = CallKind(rawValue: "payments.get")
    /// `POST /v1/billing/authorizations/…`.
    package static let billingIssue = CallKind(rawValue: "billing.issue")
    /// `POST /v1/billing/{billingKey}`.
    package static let billingCharge = CallKind(rawValue: "billing.charge")
    /// Older paths included.
    package static let billingDelete = CallKind(rawValue: "billing.delete")
    /// The buyer in the payment window: no call of the API, so `*` does not mean it.
    package static let checkout = CallKind(rawValue: "checkout.authenticate")
}
