import Scenarios
import TossAPI

/// What a webhook says, before it is shaped for one endpoint.
protocol WebhookMessage: Sendable {
    /// The API that sends it.
    var api: any PaymentAPI.Type { get }
    /// What rules may ask about it.
    var facts: EventFacts { get }
    /// When it happened, by the sandbox's clock.
    var now: Instant { get }
    /// What the body says about that.
    var createdAt: Instant { get }

    /// The body for an endpoint of this profile.
    func body(for profile: SignatureProfile) -> [UInt8]
}
