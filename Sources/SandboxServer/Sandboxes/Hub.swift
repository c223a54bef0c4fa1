internal import Locking
package import SandboxCore
package import Scenarios
package import TossAPI

/// Every sandbox of this process, by name, and the keys that open them.
///
/// Sandboxes open on first use. They never see each other; only the hub knows that another one has an object.
package final class Hub: Sendable {
    struct State: Sendable {
        var cells: [String: SandboxCell] = [:]
        /// Keys that open another sandbox than their name says.
        var bindings: [KeyName: String] = [:]
    }

    /// How every sandbox begins.
    package struct Settings: Sendable {
        package var scenario: Scenario = .standard
        /// The APIs that every sandbox answers.
        package var apis: APIList = .toss
        package var limits = SandboxLimits()
        /// Endpoints that every sandbox has from its first moment.
        package var endpoints: [EndpointSetting] = []
        /// The only key pairs there are, bound to each other; nil takes every well-formed key.
        package var pairs: [KeyPair]?
        package var maximumSandboxes = 10_000
        /// About how many bytes the logs and the stored answers of all sandboxes hold together.
        package var logBytes = 512 << 20
        /// About how many bytes the scenarios of all sandboxes hold together; the one they begin with counts for none.
        package var scenarioBytes = 512 << 20
        /// About how many bytes of its journal a sandbox keeps in memory; a journal in a file is kept whole.
        package var journalCapacity = 8 << 20
        /// About how many bytes of their journals all sandboxes keep in memory together.
        package var totalJournalCapacity = 512 << 20

        package init() {}
    }

    /// A client key and the secret key whose sandbox it opens.
    package struct KeyPair: Sendable {
        package let clientKey: MerchantKey
        package let secretKey: MerchantKey

        package init(clientKey: MerchantKey, secretKey: MerchantKey) {
            self.clientKey = clientKey
            self.secretKey = secretKey
        }
    }

    let settings: Settings
    /// The keys that there are; nil takes every well-formed one.
    let knownKeys: Set<String>?
    /// The bindings that were there from the start.
    let configured: [KeyName: String]
    let world: World
    let outside: SandboxCell.Outside
    let state: Locked<State>
    let census: SandboxCell.Census
    /// What ends each stream of events that somebody listens to, by number.
    private let streams = Locked<(made: Int, ends: [Int: @Sendable () -> Void])>((0, [:]))
    /// Where journals are written; nil keeps them in memory.
    let recorder: Recorder?
    private let budget: JournalBudget
    /// How much the scenarios that are loaded may hold.
    let scenarios: ScenarioBudget

    init(settings: Settings, world: World, outside: SandboxCell.Outside, recorder: Recorder? = nil) {
        self.recorder = recorder
        self.settings = settings
        self.world = world
        self.outside = outside
        knownKeys = settings.pairs.map { Set($0.flatMap { [$0.clientKey.text, $0.secretKey.text] }) }
        budget = JournalBudget(capacity: settings.totalJournalCapacity)
        scenarios = ScenarioBudget(limit: settings.scenarioBytes)
        let pairs = (settings.pairs ?? []).map { ($0.clientKey.keyName, $0.secretKey.ownSandbox) }
        configured = Dictionary(pairs) { $1 }
        state = Locked(State(bindings: configured))
        census = SandboxCell.Census(keys: KeyIndex(), memory: MemoryBudget(limit: settings.logBytes))
        census.memory.onExcess { [weak self] excess in self?.relieve(of: excess) }
    }

    /// Lets the sandboxes that hold most forget some of their logs, until about so many bytes are free.
    private func relieve(of excess: Int) {
        var left = excess
        let weights = cells.map { cell in (cell, cell.read { sandbox, _ in sandbox.logWeight }) }
        for (cell, weight) in weights.sorted(by: { $0.1 > $1.1 }) where left > 0 && weight > 0 {
            // Each of its three logs keeps up to a sixth, so that it does not lose all.
            guard cell.read({ sandbox, _ in sandbox.canTrim(to: weight / 6) }) else { continue }
            left -= cell.apply(TrimLogs(bytes: weight / 6)) { sandbox, _ in weight - sandbox.logWeight }
        }
    }

    /// The sandbox that a key opens; nil when there are as many as are allowed.
    package func cell(for key: MerchantKey) -> SandboxCell? { cell(for: ProviderKey(key)) }

    /// The sandbox that a provider's key opens; nil when there are as many as are allowed.
    package func cell(for key: ProviderKey) -> SandboxCell? {
        while true {
            let cell = state.withLock { state -> SandboxCell? in
                let bound = state.bindings.isEmpty ? nil : state.bindings[key.name]
                return self.cell(named: bound ?? key.sandbox, in: &state)
            }
            guard let cell, key.isSecret, !cell.noteSecret() else { return cell }
            // Its business has just become another one's; the key begins anew.
            remove(cell)
        }
    }

    /// The sandbox with this name, opened if it is not open yet.
    package func cell(named name: String) -> SandboxCell? {
        state.withLock { state in self.cell(named: name, in: &state) }
    }

    private func cell(named name: String, in state: inout State) -> SandboxCell? {
        if let cell = state.cells[name] { return cell }
        guard state.cells.count < settings.maximumSandboxes else { return nil }
        let cell = open(name)
        state.cells[name] = cell
        return cell
    }

    private func open(_ name: String) -> SandboxCell {
        let opening = JournalOpening(
            name: name,
            scenario: settings.scenario,
            limits: settings.limits,
            endpoints: settings.endpoints,
            openedAt: world.now()
        )
        return SandboxCell(
            name: name,
            sandbox: Sandbox(opening, apis: settings.apis),
            journal: newJournal(opening),
            hasSecret: name == MerchantKey.defaultSandbox,
            world: world,
            outside: outside,
            census: census
        )
    }

    private func newJournal(_ opening: JournalOpening) -> Journal {
        guard let recorder else {
            let share = JournalBudget.Share(of: budget)
            return Journal(opening, in: Journal.Memory(capacity: settings.journalCapacity, share: share))
        }
        let storage = Journal.Storage(recorder: recorder, sandbox: recorder.makeID())
        let journal = recorder.makeID()
        recorder.record(.open(storage.sandbox, opening, journal))
        return Journal(opening, in: storage, journal)
    }

    /// Keeps what ends a stream, until the stream has ended by itself.
    func addStream(_ end: @escaping @Sendable () -> Void) -> Int {
        streams.withLock { streams in
            streams.made += 1
            streams.ends[streams.made] = end
            return streams.made
        }
    }

    func removeStream(_ number: Int) { streams.withLock { $0.ends[number] = nil } }

    /// Ends every stream: a server that stops would wait for them in vain.
    func endStreams() {
        for end in streams.withLock({ Array($0.ends.values) }) { end() }
    }

    /// Every open sandbox, by name.
    var cells: [SandboxCell] { state.withLock { Array($0.cells.values) }.sorted { $0.name < $1.name } }

    /// Whether this cell is still the sandbox of its name.
    func holds(_ cell: SandboxCell) -> Bool { state.withLock { $0.cells[cell.name] === cell } }

    /// Runs `then` once all commands taken so far are in the data folder, or cannot get there; at once without one.
    ///
    /// An answer may tell of any of them, so it leaves when they are written.
    func whenWritten(_ then: @escaping @Sendable (Recorder.Ending) -> Void) {
        if let recorder { recorder.whenWritten(then) } else { then(.written) }
    }

    /// Returns once all commands taken so far are in the data folder, or cannot get there.
    ///
    /// It blocks the thread, so no task may call it.
    func waitUntilWritten() {
        let latch = Latch()
        whenWritten { _ in latch.open() }
        latch.wait()
    }

    /// Forgets a sandbox and the keys bound to it.
    package func forget(_ name: String) {
        let cell = state.withLock { $0.cells[name] }
        // Before anybody else can have the name: what is copied from it must stand in the file before it goes.
        cell?.forget()
        let isTaken = state.withLock { state in
            defer { forgetKeys(of: name, in: &state) }
            return cell.map { take($0, from: &state) } ?? false
        }
        if isTaken, let cell { census.keys.remove(cell) }
    }

    /// Takes a cell out when it is still there; its name is free then.
    func remove(_ cell: SandboxCell) {
        if state.withLock({ take(cell, from: &$0) }) { census.keys.remove(cell) }
    }

    /// Who gets true has the index of keys let go of it, once the lock of the hub is free: every request needs that one.
    private func take(_ cell: SandboxCell, from state: inout State) -> Bool {
        guard state.cells[cell.name] === cell else { return false }
        state.cells[cell.name] = nil
        if let storage = cell.storage { recorder?.record(.forget(storage.sandbox)) }
        return true
    }
}
