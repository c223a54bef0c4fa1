/// How far one cancellation is; the raw value is `cancels[].cancelStatus` (documented).
package enum CancelStatus: String, CaseIterable, Sendable {
    case done = "DONE"
    /// An asynchronous cancellation of an overseas payment is running.
    case inProgress = "IN_PROGRESS"
    /// An asynchronous cancellation failed.
    case aborted = "ABORTED"
}
