/// What this client asks Toss to do; both ways to read a payment are one `lookUp`.
package enum TossAction: String, Sendable, CaseIterable {
    case confirm, lookUp, cancel, issueBillingKey, charge, deleteBillingKey
}
