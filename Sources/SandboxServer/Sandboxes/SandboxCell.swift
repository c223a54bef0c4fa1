internal import Locking
internal import Synchronization
package import SandboxCore
package import TossAPI

/// The owner of one sandbox: its lock, what waits for it, and its place in real time.
///
/// A command is applied under the lock; its effects run after the lock is free.
package final class SandboxCell: Sendable {
    package let name: String
    private let world: World
    private let outside: Outside
    private let state: Locked<State>
    /// Whether a secret key was ever used; read on every request, so it is no part of the locked state.
    private let secret: Atomic<Bool>
    /// The journal's place in the file; nil for one in memory.
    let storage: Journal.Storage?
    /// The timer that is set, with its number.
    private let timer = Locked<(number: Int, task: Task<Void, any Error>)?>(nil)

    /// What a sandbox's effects reach.
    package struct Outside: Sendable {
        let send: @Sendable (Transmission, SandboxCell) -> Void
        let ring: @Sendable (AlarmCall, SandboxCell) -> Void

        package init(
            send: @escaping @Sendable (Transmission, SandboxCell) -> Void,
            ring: @escaping @Sendable (AlarmCall, SandboxCell) -> Void
        ) {
            self.send = send
            self.ring = ring
        }
    }

    fileprivate struct State: Sendable {
        var sandbox: Sandbox
        var waiters: [Waiter] = []
        var waitersMade = 0
        var isAdvancing = false
        /// Who wants to hear of new events, by number.
        var listeners: [Int: @Sendable () -> Void] = [:]
        var listenersMade = 0
        /// Counts the sandboxes that this cell has held.
        var generation = 1
        var journal: Journal
        /// What commands have caused so far, until the cell is started; nil from then on.
        var postponed: [Consequences]?
        /// Numbers the timers set for this sandbox; only the newest one counts.
        var tickNumber = 0
        var tickAt: Instant?
    }

    /// A sandbox that is `started` later takes commands, but nothing leaves it until then.
    init(
        name: String,
        sandbox: Sandbox,
        journal: Journal,
        hasSecret: Bool,
        isStarted: Bool = true,
        world: World,
        outside: Outside
    ) {
        self.name = name
        self.world = world
        self.outside = outside
        state = Locked(State(sandbox: sandbox, journal: journal, postponed: isStarted ? nil : []))
        secret = Atomic(hasSecret)
        storage = journal.storage
    }

    /// Applies one command and sets off what it causes.
    @discardableResult
    package func apply(_ command: Command) -> CommandAnswer {
        apply(command) { _, answer in answer }
    }

    /// Applies one command, and looks at what it came to before anything else can change it.
    ///
    /// An answer that names a place in the sandbox holds only until the next command, which may be a reset.
    package func apply<Value: Sendable>(
        _ command: Command,
        reading look: (Sandbox, CommandAnswer) -> Value
    ) -> Value {
        let (seen, consequences) = state.withLock { $0.take(command, at: world.now(), reading: look) }
        if let consequences { run(consequences) }
        return seen
    }

    private func run(_ consequences: Consequences) {
        for effect in consequences.effects {
            switch effect {
            case .send(let transmission): outside.send(transmission, self)
            case .ring(let call): outside.ring(call, self)
            }
        }
        for listener in consequences.listeners { listener() }
        for waiter in consequences.released { waiter() }
        if let tick = consequences.tick { schedule(tick) }
    }

    /// Lets out what was caused so far, and from now on at once.
    func start() {
        let (postponed, tick) = state.withLock { state in
            defer { state.postponed = nil }
            return (state.postponed ?? [], state.nextTick(at: world.now()))
        }
        for consequences in postponed { run(consequences) }
        if let tick { schedule(tick) }
    }

    /// Becomes the sandbox that a journal leads to; what was under way there is over or begins again.
    ///
    /// It keeps its own name, keys and waiters.
    func become(_ sandbox: Sandbox, by opening: JournalOpening, _ entries: [Journal.Entry]) {
        let consequences = state.withLock { state in
            // Answers and outcomes that are on their way to either sandbox belong to neither any more.
            let epoch = max(state.sandbox.epoch, sandbox.epoch) + 1
            state.sandbox = sandbox
            state.journal.replace(opening, entries)
            state.generation += 1
            state.tickNumber += 1
            state.tickAt = nil
            return state.take(.recover(epoch: epoch), at: world.now(), reading: { _, _ in }).1
        }
        if let consequences { run(consequences) }
    }

    /// Becomes what another sandbox was when it took a snapshot, with its journal and its snapshots.
    ///
    /// What was here is gone, and what was under way is dropped when it ends.
    package func becomeFork(of source: SandboxCell, at snapshot: String) -> CommandAnswer {
        let original = source.state.withLock { state -> (sandbox: Sandbox, journal: Journal.Copy)? in
            state.sandbox.snapshots[snapshot].map { _ in (state.sandbox, state.journal.copied()) }
        }
        guard let (origin, journal) = original else { return .refused(Sandbox.unknownSnapshot(snapshot)) }
        let (answer, consequences) = state.withLock { state in
            let epoch = max(state.sandbox.epoch, origin.epoch) + 1
            state.sandbox = origin
            state.journal.become(journal)
            state.generation += 1
            state.tickNumber += 1
            state.tickAt = nil
            let wall = world.now()
            // The first ends what is under way at the source, whose outcomes will not come here.
            let ended = state.take(.recover(epoch: epoch), at: wall, reading: { _, _ in }).1
            let (answer, begun) = state.take(.restore(snapshot: snapshot), at: wall, reading: { $1 })
            // Of what the first began again, nothing is left after the second.
            return (answer, [ended.map(\.withoutEffects), begun].compactMap { $0 })
        }
        for consequence in consequences { run(consequence) }
        return answer
    }

    /// Looks at the sandbox without changing it.
    package func read<Value: Sendable>(_ look: (Sandbox, _ wall: Instant) -> Value) -> Value {
        state.withLock { look($0.sandbox, world.now()) }
    }

    /// The commands taken so far that are kept in memory, with the instant of each.
    package var journal: [Journal.Entry] { state.withLock { $0.journal.entries } }

    /// The whole journal, with the scenario and the seed that hold after it.
    var recorded: (journal: Journal, scenario: Scenario, seed: UInt64) {
        state.withLock { ($0.journal, $0.sandbox.scenario, $0.sandbox.seedInUse) }
    }

    /// Whether a secret key was ever used for this sandbox; one without may still be adopted.
    var hasSecret: Bool { secret.load(ordering: .acquiring) }

    func noteSecret() {
        guard !hasSecret, !secret.exchange(true, ordering: .acquiringAndReleasing) else { return }
        if let storage { storage.recorder.record(.noteSecret(storage.id)) }
    }
}

extension SandboxCell {
    /// What a command has set off, to be run once the lock is free.
    fileprivate struct Consequences: Sendable {
        let effects: [Effect]
        /// Those who hear of new events.
        var listeners: [@Sendable () -> Void] = []
        let released: [@Sendable () -> Void]
        let tick: Tick?

        /// The timer stays, as later commands count on its being set.
        var withoutEffects: Consequences { Consequences(effects: [], released: released, tick: tick) }
    }
}

extension SandboxCell.State {
    /// Applies a command and journals it; the consequences are nil when they wait for the start.
    fileprivate mutating func take<Value>(
        _ command: Command,
        at wall: Instant,
        reading look: (Sandbox, CommandAnswer) -> Value
    ) -> (Value, SandboxCell.Consequences?) {
        let epoch = sandbox.epoch
        let result = sandbox.apply(command, at: wall)
        if sandbox.epoch != epoch, let opening = sandbox.freshOpening(at: wall) {
            // Started over: nothing before this matters any more.
            journal.replace(opening, [])
        } else {
            journal.append(Journal.Entry(at: wall, command: command, outcome: CommandOutcome(result, in: sandbox)))
        }
        let seen = look(sandbox, result.answer)
        let consequences = SandboxCell.Consequences(
            effects: result.effects,
            listeners: listeners.isEmpty ? [] : Array(listeners.values),
            released: releaseWaiters(at: wall),
            tick: nextTick(at: wall)
        )
        guard postponed != nil else { return (seen, consequences) }
        postponed?.append(consequences)
        return (seen, nil)
    }
}

/// Who wants to hear of events.
extension SandboxCell {
    /// Calls `listener` after each command, on whatever thread took it, until it is removed by the number returned.
    func addListener(_ listener: @escaping @Sendable () -> Void) -> Int {
        state.withLock { state in
            state.listenersMade += 1
            state.listeners[state.listenersMade] = listener
            return state.listenersMade
        }
    }

    /// Counts the sandboxes that this cell has held: an import or a fork puts another one into it.
    var generation: Int { state.withLock { $0.generation } }

    func removeListener(_ number: Int) { state.withLock { $0.listeners[number] = nil } }
}

/// Real time: running what falls due by itself.
extension SandboxCell {
    fileprivate struct Tick: Sendable {
        let number: Int
        let delay: Duration
    }

    private func schedule(_ tick: Tick) {
        let task = Task.detached { [weak self, world] in
            try await world.sleep(tick.delay)
            self?.ring(tick.number)
        }
        // Two threads may get here in either order; the newer timer stays.
        let superseded = timer.withLock { timer -> Task<Void, any Error>? in
            if let timer, timer.number > tick.number { return task }
            defer { timer = (tick.number, task) }
            return timer?.task
        }
        superseded?.cancel()
    }

    private func ring(_ number: Int) {
        let isNewest = state.withLock { state in
            guard state.tickNumber == number else { return false }
            state.tickAt = nil
            return true
        }
        if isNewest { apply(.tick) }
    }
}

extension SandboxCell.State {
    /// The timer to set, when something falls due before the one that is set already.
    fileprivate mutating func nextTick(at wall: Instant) -> SandboxCell.Tick? {
        guard let due = sandbox.nextWallDue() else { return nil }
        if let tickAt, tickAt <= due { return nil }
        tickNumber += 1
        tickAt = due
        return SandboxCell.Tick(number: tickNumber, delay: max(.zero, due - wall))
    }
}

/// Waiting for a sandbox to get somewhere.
extension SandboxCell {
    /// What a waiter waits for: nil goes on waiting.
    fileprivate struct Waiter: Sendable {
        let number: Int
        let check: @Sendable (Sandbox, Instant) -> (@Sendable () -> Void)?
    }

    /// What settling came to.
    package enum Settlement: Sendable, Equatable {
        case quiet
        /// These keep the sandbox from being quiet, and waiting (longer) would not help.
        case pending([Pending])
    }

    /// Waits until the sandbox is quiet up to `limit`, at most for `timeout` of real time.
    ///
    /// True at once when it is quiet, and pending at once when only moving a manual clock would make it so.
    package func settle(upTo limit: Instant?, timeout: Duration) async -> Settlement {
        await wait(timeout: timeout) { sandbox, wall -> Settlement? in
            // Asked after every command: to list thousands of deliveries each time would take the square of their number.
            if sandbox.isSending || sandbox.isRinging { return nil }
            let pending = sandbox.pending(upTo: limit ?? sandbox.clock.now(at: wall), wall: wall)
            if pending.isEmpty { return .quiet }
            return pending.contains(where: \.passesByItself) ? nil : .pending(pending)
        } onTimeout: { sandbox, wall in
            Settlement.pending(sandbox.pending(upTo: limit ?? sandbox.clock.now(at: wall), wall: wall))
        }
    }

    /// Waits until the webhooks that go before the answer to a request were tried once, or its life is over.
    ///
    /// Each attempt ends by itself, and what is held or given up is not waited for, so this needs no time-out.
    func waitForDeliveries(of request: Int, epoch: Int) async {
        await withCheckedContinuation { continuation in
            _ = register(continuation) { sandbox, _ -> Void? in
                sandbox.awaitsDeliveries(of: request, epoch: epoch) ? nil : ()
            }
        }
    }

    /// Waits until no alarm rings and no delivery is under way.
    ///
    /// Of real time, an alarm gets a minute, which its receiver has to answer, and deliveries get ten seconds; and a
    /// little more, so that what a silent receiver is given up for always comes before the clock moves on.
    private func waitUntilSent() async {
        await wait(timeout: WebhookSender.alarmPatience + .seconds(5)) { sandbox, _ in
            sandbox.isRinging ? nil : ()
        } onTimeout: { _, _ in
        }
        await wait(timeout: WebhookSender.patience + .seconds(2)) { sandbox, _ in
            sandbox.isSending ? nil : ()
        } onTimeout: { _, _ in
        }
    }

    private func wait<Value: Sendable>(
        timeout: Duration,
        until reached: @escaping @Sendable (Sandbox, Instant) -> Value?,
        onTimeout: @escaping @Sendable (Sandbox, Instant) -> Value
    ) async -> Value {
        var alarm: Task<Void, Never>?
        let value = await withCheckedContinuation { (continuation: CheckedContinuation<Value, Never>) in
            let number = register(continuation, until: reached)
            guard let number else { return }
            alarm = Task.detached { [world] in
                try? await world.sleep(timeout)
                // Who takes the waiter out of the list resumes it; there is no second one.
                if let value = self.takeBack(number, onTimeout) { continuation.resume(returning: value) }
            }
        }
        // Else every settle and every stop of an advance would leave one asleep, for up to ten minutes.
        alarm?.cancel()
        return value
    }

    /// Resumes at once when there is nothing to wait for, else returns the number of the waiter.
    private func register<Value: Sendable>(
        _ continuation: CheckedContinuation<Value, Never>,
        until reached: @escaping @Sendable (Sandbox, Instant) -> Value?
    ) -> Int? {
        let (value, number): (Value?, Int) = state.withLock { state in
            if let value = reached(state.sandbox, world.now()) { return (value, 0) }
            state.waitersMade += 1
            state.waiters.append(
                Waiter(number: state.waitersMade) { sandbox, wall in
                    guard let value = reached(sandbox, wall) else { return nil }
                    return { continuation.resume(returning: value) }
                }
            )
            return (nil, state.waitersMade)
        }
        guard let value else { return number }
        continuation.resume(returning: value)
        return nil
    }

    private func takeBack<Value: Sendable>(_ number: Int, _ value: @Sendable (Sandbox, Instant) -> Value) -> Value? {
        state.withLock { state in
            guard let index = state.waiters.firstIndex(where: { $0.number == number }) else { return nil }
            state.waiters.remove(at: index)
            return value(state.sandbox, world.now())
        }
    }
}

extension SandboxCell.State {
    fileprivate mutating func releaseWaiters(at wall: Instant) -> [@Sendable () -> Void] {
        guard !waiters.isEmpty else { return [] }
        var released: [@Sendable () -> Void] = []
        waiters.removeAll { waiter in
            guard let resume = waiter.check(sandbox, wall) else { return false }
            released.append(resume)
            return true
        }
        return released
    }
}

/// Moving the clock from stop to stop.
extension SandboxCell {
    package enum Target: Sendable {
        case by(CalendarDuration)
        case to(Instant)
        /// To the next thing that is due.
        case next
    }

    /// Moves the clock, running everything due on the way in order, and lets each stop's deliveries end first.
    package func advance(to target: Target) async throws(ControlRefusal) -> (now: Instant, ran: [ClockStep.Ran]) {
        let isFirst = state.withLock { state in
            defer { state.isAdvancing = true }
            return !state.isAdvancing
        }
        guard isFirst else {
            throw ControlRefusal(.conflict, "The clock is being advanced already; wait for that answer.")
        }
        defer { state.withLock { $0.isAdvancing = false } }
        let (start, epoch) = read { sandbox, wall in (sandbox.clock.now(at: wall), sandbox.epoch) }
        let limit: Instant?
        switch target {
        case .by(let duration): limit = start.advanced(by: duration)
        case .to(let instant):
            guard instant >= start else {
                let message =
                    "The clock shows \(start.preciseTimestamp); it cannot advance to \(instant.preciseTimestamp)."
                throw ControlRefusal(.conflict, message)
            }
            limit = instant
        case .next: limit = nil
        }
        await waitUntilSent()
        var ran: [ClockStep.Ran] = []
        var now = start
        var isThere = false
        while !isThere {
            // A reset may come at any stop; the limit means nothing to the clock that it starts.
            let answer = apply(.step(limit: limit, epoch: epoch))
            if case .refused(let refusal) = answer { throw refusal }
            guard case .stepped(let step) = answer else { break }
            ran += step.ran
            now = step.now
            await waitUntilSent()
            isThere = step.isLast || (limit == nil && !step.ran.isEmpty)
        }
        return (now, ran)
    }
}
