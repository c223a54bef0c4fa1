import Determinism
package import Scenarios
package import TossAPI

/// The isolated world behind one secret key: one value that holds all of its state.
///
/// It is a function of its commands and their instants: no clock, randomness or I/O inside, so the same commands give
/// the same bytes.
package struct Sandbox: Sendable {
    /// What it is called; its merchant ids come from it, and without a scenario's its seed.
    package let name: String
    /// How much its logs remember.
    package let limits: SandboxLimits
    /// The APIs that it answers.
    package let apis: APIList
    /// What tells its time, which real time may have nothing to do with.
    package internal(set) var clock: SandboxClock
    /// The receivers of its webhooks.
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
        command.apply(to: &self, at: wall)
    }

    /// How many requests wait for their answer.
    package var heldCount: Int { life.held.count }
}

extension SandboxCommand {
    package func apply(to sandbox: inout Sandbox, at wall: Instant) -> CommandResult<Self> {
        var turn = Turn(now: sandbox.clock.read(at: wall), wall: wall)
        let epoch = sandbox.life.epoch
        sandbox.catchUp(to: turn.now, &turn)
        let answer: Result<Answer, Failure>
        do throws(Failure) {
            answer = .success(try run(in: &sandbox, &turn))
        } catch {
            answer = .failure(error)
        }
        // What the command scheduled may be due at once, such as a retry without a wait; and a manual clock may stand
        // where it is for ever.
        sandbox.catchUp(to: sandbox.clock.now(at: wall), &turn)
        sandbox.startDeliveries(at: sandbox.clock.now(at: wall), &turn)
        if sandbox.life.epoch == epoch { sandbox.life.age += 1 }
        return CommandResult(answer: answer, effects: turn.effects)
    }

    package func take(
        in sandbox: inout Sandbox,
        at wall: Instant,
        keeping isKept: Bool
    ) -> (result: CommandResult<Self>, trace: CommandTrace) {
        let epoch = sandbox.life.epoch
        let result = apply(to: &sandbox, at: wall)
        if sandbox.life.epoch != epoch, let opening = sandbox.freshOpening(at: wall) {
            return (result, .opening(opening))
        }
        return (result, sandbox.trace(of: self, at: wall, cameTo: result, keeping: isKept))
    }
}

extension Sandbox {
    /// A method, as what it is called on is lent, where an argument that can change would be copied.
    fileprivate func trace<Command: SandboxCommand>(
        of command: Command,
        at wall: Instant,
        cameTo result: CommandResult<Command>,
        keeping isKept: Bool
    ) -> CommandTrace {
        if let run = command.lookUp(at: wall, cameTo: result, in: self) { return .lookUp(run) }
        return .command(isKept ? CommandOutcome(result, in: self) : nil)
    }
}

/// What a journal is to keep of a command.
package enum CommandTrace: Sendable {
    /// The sandbox has started over: nothing before this matters any more.
    case opening(JournalOpening)
    case lookUp(LookUpRun)
    /// The command itself and what came out; nil when that is not kept.
    case command(CommandOutcome?)
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
