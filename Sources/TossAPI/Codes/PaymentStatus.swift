/// Where a payment stands (documented).
package enum PaymentStatus: String, CaseIterable, Sendable {
    /// Created; the buyer has not authenticated.
    case ready = "READY"
    /// The buyer has authenticated; the merchant has yet to confirm.
    case inProgress = "IN_PROGRESS"
    /// A virtual account is issued and has no deposit yet.
    case waitingForDeposit = "WAITING_FOR_DEPOSIT"
    /// Approved.
    case done = "DONE"
    /// Cancelled in full in one step, or before the deposit.
    case canceled = "CANCELED"
    /// Cancelled in part at least once; it stays so even when nothing is left (measured).
    case partialCanceled = "PARTIAL_CANCELED"
    /// The approval failed.
    case aborted = "ABORTED"
    /// Not authenticated within 30 minutes, or not confirmed within 10.
    case expired = "EXPIRED"
}
