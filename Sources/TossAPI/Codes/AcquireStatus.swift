/// How far the capture of a card payment is; the raw value is `card.acquireStatus` (documented).
package enum AcquireStatus: String, CaseIterable, Sendable {
    /// The capture is not requested yet.
    case ready = "READY"
    case requested = "REQUESTED"
    case completed = "COMPLETED"
    /// Taking the capture back is requested.
    case cancelRequested = "CANCEL_REQUESTED"
    case canceled = "CANCELED"
}
