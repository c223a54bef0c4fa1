internal import SandboxCore

/// What the handlers of the control API work with besides the call itself.
struct ControlContext: Sendable {
    let hub: Hub
    let world: World
    /// Where webhooks and alarms may go.
    let receivers: ReceiverRule
    /// Which pages of other sites are let in.
    let guardian: OriginGuard
    /// How many bundles are worked on at a time: each takes memory, and a processor.
    let bundleTurnstile = Turnstile(places: 2)
}
