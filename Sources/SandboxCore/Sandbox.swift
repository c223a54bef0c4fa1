import Determinism
package import Scenarios
package import TossAPI

/// The isolated world behind one secret key: one value that holds all of its state.
///
/// It is a function of its commands and their instants: no clock, randomness or I/O inside, so the same commands give
/// the same bytes.
package struct Sandbox: Sendable {
    package let name: String
    package let limits: SandboxLimits
    /// The APIs that it answers.
    package let apis: APIList
    package internal(set) var clock: SandboxClock
    package internal(set) var endpoints = EndpointBook()
    /// Goes on over a reset, so that a listener hears of it.
    package internal(set) var events: EventLog
    /// What it was at moments that somebody may want back, by name.
    package internal(set) var snapshots: [String: Snapshot] = [:]
    var script: Script
    var life: Life

    /// Opens a sandbox at an instant of the wall clock; `endpoints` stay whatever is loaded or forgotten.
    package init(
        name: String,
        scenario: Scenario = .standard,
        limits: SandboxLimits = SandboxLimits(),
        endpoints: [EndpointSetting] = [],
        apis: APIList,
        openedAt wall: Instant
    ) {
        self.name = name
        self.limits = limits
        self.apis = apis
        clock = SandboxClock(wall: wall)
        script = Script(scenario: scenario, first: scenario, loadedClock: clock)
        life = Life(
            epoch: 1,
            scenario: scenario,
            seed: scenario.seed ?? seed(fromName: name),
            limits: limits,
            apis: apis
        )
        events = EventLog(capacity: limits.events)
        for endpoint in endpoints { _ = self.endpoints.add(endpoint, origin: .launch) }
        setClock(by: scenario, wall: wall)
        replaceEndpoints()
    }

    /// Takes one command: what is due by then runs first, then the command itself, then what it made due.
    @discardableResult
    package mutating func apply<Command: SandboxCommand>(_ command: Command, at wall: Instant) -> CommandResult<Command>
    {
        var turn = Turn(now: clock.read(at: wall), wall: wall)
        let epoch = life.epoch
        catchUp(to: turn.now, &turn)
        let answer: Result<Command.Answer, Command.Failure>
        do throws(Command.Failure) {
            answer = .success(try command.run(in: &self, &turn))
        } catch {
            answer = .failure(error)
        }
        // What the command scheduled may be due at once, such as a retry without a wait; and a manual clock may stand
        // where it is for ever.
        catchUp(to: clock.now(at: wall), &turn)
        startDeliveries(at: clock.now(at: wall), &turn)
        if life.epoch == epoch { life.age += 1 }
        return CommandResult(answer: answer, effects: turn.effects)
    }

    /// How many requests wait for their answer.
    package var heldCount: Int { life.held.count }
}

/// How much a sandbox remembers.
package struct SandboxLimits: Sendable {
    /// Requests in the log.
    package var requests: Int
    /// Finished deliveries in the log.
    package var deliveries: Int
    /// Events in the log.
    package var events: Int
    /// About how many bytes the requests in the log hold, bodies above all.
    package var requestBytes = 64 << 20
    /// About how many bytes of answers are kept under idempotency keys.
    package var idempotencyBytes = 64 << 20
    /// About how many bytes the finished deliveries in the log hold, bodies above all.
    package var deliveryBytes = 64 << 20

    package init(requests: Int = 1000, deliveries: Int = 10_000, events: Int = 10_000) {
        self.requests = requests
        self.deliveries = deliveries
        self.events = events
    }
}
