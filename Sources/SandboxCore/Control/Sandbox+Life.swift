import Determinism
import Masking
import Scenarios
import TossAPI

extension Sandbox {
    /// The number that its ids come from.
    package var seedInUse: UInt64 { scenario.seed ?? seed(fromName: name) }

    /// Starts the clock where the scenario says, else it goes on; a reset returns to where it stands then.
    mutating func setClock(by scenario: Scenario, wall: Instant) {
        var clock = clock
        if let setting = scenario.clock {
            clock = SandboxClock(wall: wall)
            clock.change(mode: setting.mode, rate: setting.rate ?? 1, wall: wall)
            if let start = setting.start { clock.move(to: start, wall: wall) }
        }
        script.loadedClock = clock
        set(clock)
    }

    /// Sets the clock; under a manual one a webhook goes at a time, so that receivers see one order only.
    mutating func set(_ clock: SandboxClock) {
        self.clock = clock
        webhooks.arrange(oneAtATime: clock.mode == .manual)
    }

    /// Starts over under a scenario: all that was is forgotten.
    mutating func beginLife(under scenario: Scenario, wall: Instant) {
        script.scenario = scenario
        life = Life(epoch: epoch + 1, scenario: scenario, seed: seedInUse, limits: limits, apis: apis)
        setClock(by: scenario, wall: wall)
    }

    /// Puts the scenario's endpoints in the place of those that the one before had, which it returns.
    @discardableResult
    mutating func replaceEndpoints() -> [WebhookEndpoint] {
        let gone = removeEndpoints { $0.origin == .scenario }
        for endpoint in scenario.webhooks.endpoints { _ = endpoints.add(endpoint, origin: .scenario) }
        return gone
    }

    /// Takes endpoints away, and returns them; what is under way to them is not tried again.
    mutating func removeEndpoints(where isGone: (WebhookEndpoint) -> Bool) -> [WebhookEndpoint] {
        let gone = endpoints.remove(where: isGone)
        webhooks.stopRetries(to: gone)
        return gone
    }
}
