/// What a rule can name in `on`: a call of the Toss API, or the buyer in the payment window.
package enum Operation: String, CaseIterable, CustomStringConvertible, Sendable {
    case confirm = "payments.confirm"
    case cancel = "payments.cancel"
    /// Both look-ups, by payment key and by order.
    case lookUp = "payments.get"
    case billingIssue = "billing.issue"
    case billingCharge = "billing.charge"
    /// Older paths included.
    case billingDelete = "billing.delete"
    /// The buyer in the payment window: no call of the API, so `*` does not mean it.
    case checkout = "checkout.authenticate"

    package var description: String { rawValue }

    /// What `*` means: every call of the Toss API.
    package static let calls = Set(allCases).subtracting([.checkout])
}

/// The side of the commit on which an answer is made, delayed or lost.
package enum Phase: String, CaseIterable, Sendable {
    /// Nothing has happened yet.
    case beforeCommit = "before-commit"
    /// The money has moved.
    case afterCommit = "after-commit"
}
