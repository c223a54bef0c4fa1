/// A call of the Toss API that a rule can name in `on`.
package enum Operation: String, CaseIterable, Sendable {
    case confirm = "payments.confirm"
    case cancel = "payments.cancel"
    /// Both look-ups, by payment key and by order.
    case lookUp = "payments.get"
    case billingIssue = "billing.issue"
    case billingCharge = "billing.charge"
    /// Older paths included.
    case billingDelete = "billing.delete"
}

/// The side of the commit on which an answer is made, delayed or lost.
package enum Phase: String, CaseIterable, Sendable {
    /// Nothing has happened yet.
    case beforeCommit = "before-commit"
    /// The money has moved.
    case afterCommit = "after-commit"
}
