/// How far the delivery of a webhook has come: what `state` of a `verify` asks for.
package enum DeliveryState: String, CaseIterable, Sendable {
    /// On its way when its turn or its time comes.
    case pending
    /// An attempt is under way.
    case sending
    /// It waits until somebody releases it.
    case held
    case succeeded, failed
    /// Given up by a rule or a call, not by the receiver.
    case dropped
}
