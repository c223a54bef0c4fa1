internal import Locking
package import SandboxCore
internal import Synchronization
package import TossAPI

/// The owner of one sandbox: its lock, its journal, and what its commands set off.
///
/// A command is applied under the lock; its effects run after the lock is free.
package final class SandboxCell: Sendable {
    package let name: String
    let world: World
    private let outside: Outside
    let state: Locked<State>
    /// Whether a secret key was ever used; read on every request, so it is no part of the locked state.
    private let secret: Atomic<Bool>
    /// The journal's place in the file; nil for one in memory.
    let storage: Journal.Storage?
    /// Tells this cell from all others of the process, also from those that are gone.
    let number = cellsMade.add(1, ordering: .relaxed).newValue
    /// Whether the index of keys was told that there are new ones, and has not read them.
    let isNoted = Atomic<Bool>(false)
    /// Whether the hub has let go of it.
    let isGone = Atomic<Bool>(false)
    private let census: Census
    /// The timer that is set, with its number.
    let timer = Locked<(number: Int, task: Task<Void, any Error>)?>(nil)

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

    /// What all sandboxes together are counted by.
    struct Census: Sendable {
        let keys: KeyIndex
        let memory: MemoryBudget
    }

    struct State: Sendable {
        var sandbox: Sandbox
        /// What the census knows of it.
        var keyMark: KeyMark?
        var weight = 0
        var waiters: [Waiter] = []
        var waitersMade = 0
        var isAdvancing = false
        /// Who wants to hear of new events, by number.
        var listeners: [Int: @Sendable () -> Void] = [:]
        var listenersMade = 0
        /// Counts the sandboxes that this cell has held.
        var generation = 1
        var journal: Journal
        /// Who has its business now, and takes its commands.
        var heir: SandboxCell?
        /// Whether it was forgotten: nothing leaves it any more, and nothing is copied from it.
        var isForgotten = false
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
        outside: Outside,
        census: Census
    ) {
        self.name = name
        self.census = census
        self.world = world
        self.outside = outside
        state = Locked(State(sandbox: sandbox, journal: journal, postponed: isStarted ? nil : []))
        secret = Atomic(hasSecret)
        storage = journal.file?.storage
        if sandbox.keyMark != KeyMark(life: sandbox.epoch) { census.keys.note(self) }
    }

    deinit { census.memory.change(by: -state.withLock { $0.weight }) }

    /// Applies one command and sets off what it causes.
    @discardableResult
    package func apply<Command: SandboxCommand>(_ command: Command) throws(Command.Failure) -> Command.Answer {
        try apply(command) { _, answer in answer }
    }

    /// Applies one command, and looks at what it came to before anything else can change it.
    ///
    /// An answer that names a place in the sandbox holds only until the next command, which may be a reset.
    package func apply<Command: SandboxCommand, Value: Sendable>(
        _ command: Command,
        reading look: (Sandbox, Command.Answer) -> Value
    ) throws(Command.Failure) -> Value {
        let taken = state.withLock { state -> Taken<Result<Value, Command.Failure>> in
            if let heir = state.heir, !Command.isOfItsOwnPast { return .byHeir(heir) }
            let (seen, consequences) = state.take(command, at: world.now(), reading: look)
            return .here(seen, consequences, state.changeForCensus())
        }
        switch taken {
        case .here(let seen, let consequences, let change):
            report(change)
            if let consequences { run(consequences) }
            return try seen.get()
        case .byHeir(let heir): return try heir.apply(command, reading: look)
        }
    }

    private enum Taken<Value: Sendable>: Sendable {
        case here(Value, Consequences?, CensusChange)
        case byHeir(SandboxCell)
    }

    func report(_ change: CensusChange) {
        if change.hasOtherKeys { census.keys.note(self) }
        census.memory.change(by: change.bytes)
    }

    func run(_ consequences: Consequences) {
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

    /// An empty journal with this opening, to be filled and to become this one's.
    func newJournal(_ opening: JournalOpening) -> Journal { state.withLock { $0.journal.anew(opening) } }

    /// Becomes what another sandbox was when it took a snapshot, with its journal and its snapshots.
    ///
    /// What was here is gone, and what was under way is dropped when it ends.
    package func becomeFork(of source: SandboxCell, at snapshot: String) throws(ControlRefusal) -> Snapshot {
        let original = source.state.withLock { state -> (sandbox: Sandbox, journal: Journal.Copy)? in
            // Of one that is gone, or about to be, the journal may be dropped before it is copied.
            guard !state.isForgotten, state.heir == nil, state.sandbox.snapshots[snapshot] != nil else { return nil }
            return (state.sandbox, state.journal.copied())
        }
        guard let (origin, journal) = original else { throw Snapshot.unknown(snapshot) }
        let (answer, consequences, change) = state.withLock { state in
            let epoch = max(state.sandbox.epoch, origin.epoch) + 1
            state.replaceSandbox(with: origin)
            state.journal.become(journal)
            let wall = world.now()
            // The first ends what is under way at the source, whose outcomes will not come here.
            let ended = state.take(Recover(epoch: epoch), at: wall, reading: { _, _ in }).1
            let (answer, begun) = state.take(RestoreSnapshot(snapshot), at: wall, reading: { $1 })
            // Of what the first began again, nothing is left after the second.
            return (answer, [ended.map(\.withoutEffects), begun].compactMap { $0 }, state.changeForCensus())
        }
        report(change)
        for consequence in consequences { run(consequence) }
        return try answer.get()
    }

    /// Ends it, just before its name is free: all it knows is gone, and who waits for it waits no longer.
    func forget() {
        let (consequences, change) = state.withLock { state in
            state.isForgotten = true
            let consequences = state.take(ResetSandbox(.everything), at: world.now(), reading: { _, _ in }).1
            return (consequences, state.changeForCensus())
        }
        report(change)
        if let consequences { run(consequences) }
    }

    /// Looks at the sandbox without changing it.
    package func read<Value: Sendable>(_ look: (Sandbox, _ wall: Instant) -> Value) -> Value {
        state.withLock { look($0.sandbox, world.now()) }
    }

    /// Whether a secret key was ever used for this sandbox; one without may still be adopted.
    var hasSecret: Bool { secret.load(ordering: .acquiring) }

    /// Notes that a secret key is used for it from now on, or says false when its business is another one's already.
    func noteSecret() -> Bool {
        if hasSecret { return true }
        return state.withLock { state in
            guard state.heir == nil else { return false }
            if !secret.exchange(true, ordering: .acquiringAndReleasing), let storage {
                storage.recorder.record(.noteSecret(storage.sandbox))
            }
            return true
        }
    }

    /// Hands its unfinished business over to `heir`, which takes all commands from then on; says false when it has a
    /// secret key of its own or another heir.
    ///
    /// Both are locked meanwhile, so that no command comes between what is handed over and who takes it. Nobody waits
    /// for each other in a circle, because an heir has a secret key, and whoever has one is no heir's owner. `note` is
    /// called before anything has changed.
    func handOver(to heir: SandboxCell, note: @Sendable () -> Void) -> Bool {
        let (isDone, adopted) = state.withLock { state -> (Bool, (Consequences?, CensusChange)?) in
            if let known = state.heir { return (known === heir, nil) }
            guard !hasSecret, heir !== self else { return (false, nil) }
            note()
            let wall = world.now()
            let inheritance = state.sandbox.inheritance(at: wall)
            state.heir = heir
            let adopted = heir.state.withLock { state in
                let consequences = state.take(inheritance, at: wall, reading: { _, _ in }).1
                return (consequences, state.changeForCensus())
            }
            return (true, adopted)
        }
        if let (consequences, change) = adopted {
            heir.report(change)
            if let consequences { heir.run(consequences) }
        }
        return isDone
    }
}

extension SandboxCell {
    /// What a command has set off, to be run once the lock is free.
    struct Consequences: Sendable {
        let effects: [Effect]
        /// Those who hear of new events.
        var listeners: [@Sendable () -> Void] = []
        let released: [@Sendable () -> Void]
        let tick: SetTimer?

        /// The timer stays, as later commands count on its being set.
        var withoutEffects: Consequences { Consequences(effects: [], released: released, tick: tick) }
    }
}

/// How many cells this process has made.
private let cellsMade = Atomic<Int>(0)

extension SandboxCell {
    /// What of a sandbox is counted and has changed.
    struct CensusChange: Sendable {
        let hasOtherKeys: Bool
        /// How many bytes more it holds in its logs.
        let bytes: Int
    }
}

extension SandboxCell.State {
    /// Puts another sandbox in the place of this one, whose timer means nothing any more.
    mutating func replaceSandbox(with other: Sandbox) {
        sandbox = other
        generation += 1
        tickNumber += 1
        tickAt = nil
    }

    /// What has changed since this was asked before.
    mutating func changeForCensus() -> SandboxCell.CensusChange {
        let (mark, weight) = (sandbox.keyMark, sandbox.logWeight)
        defer { (keyMark, self.weight) = (mark, weight) }
        return SandboxCell.CensusChange(hasOtherKeys: mark != keyMark, bytes: weight - self.weight)
    }

    /// Applies a command and journals it; the consequences are nil when they wait for the start.
    mutating func take<Command: SandboxCommand, Value>(
        _ command: Command,
        at wall: Instant,
        reading look: (Sandbox, Command.Answer) -> Value
    ) -> (Result<Value, Command.Failure>, SandboxCell.Consequences?) {
        // All that looks at the sandbox does so in there: from here each look would be at a copy of it.
        let (result, trace) = command.take(in: &sandbox, at: wall, keeping: heir == nil && journal.keepsMore)
        switch trace {
        case .opening(let opening): journal.become(journal.anew(opening))
        case .lookUp(let run): if heir == nil { journal.append(run) }
        case .command(let outcome): if heir == nil { journal.append(at: wall, command.forJournal, outcome) }
        }
        // Not by `map`, whose closure would hold a copy of the whole sandbox.
        let seen: Result<Value, Command.Failure> =
            switch result.answer {
            case .success(let answer): .success(look(sandbox, answer))
            case .failure(let failure): .failure(failure)
            }
        // What nobody carries out never ends; nobody may wait for it.
        if isForgotten, !result.effects.isEmpty { sandbox.apply(ResetSandbox(.everything), at: wall) }
        let consequences = SandboxCell.Consequences(
            effects: isForgotten ? [] : result.effects,
            listeners: listeners.isEmpty || isForgotten ? [] : Array(listeners.values),
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
