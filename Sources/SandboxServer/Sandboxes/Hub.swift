internal import Locking
package import SandboxCore
package import Scenarios
package import TossAPI

/// Every sandbox of this process, by name, and the keys that open them.
///
/// Sandboxes open on first use. They never see each other; only the hub knows that another one has an object.
package final class Hub: Sendable {
    private struct State: Sendable {
        var cells: [String: SandboxCell] = [:]
        /// Keys that open another sandbox than their name says.
        var bindings: [String: String] = [:]
    }

    /// How every sandbox begins.
    package struct Settings: Sendable {
        package var scenario: Scenario = .standard
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

    private let settings: Settings
    /// The keys that there are; nil takes every well-formed one.
    private let knownKeys: Set<String>?
    /// The bindings that were there from the start.
    private let configured: [String: String]
    private let world: World
    private let outside: SandboxCell.Outside
    private let state: Locked<State>
    private let census: SandboxCell.Census
    /// What ends each stream of events that somebody listens to, by number.
    private let streams = Locked<(made: Int, ends: [Int: @Sendable () -> Void])>((0, [:]))
    /// Where journals are written; nil keeps them in memory.
    private let recorder: Recorder?
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
        let pairs = (settings.pairs ?? []).map { ($0.clientKey.text, $0.secretKey.ownSandbox) }
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
    package func cell(for key: MerchantKey) -> SandboxCell? {
        while true {
            let cell = state.withLock { state -> SandboxCell? in
                self.cell(named: state.bindings[key.text] ?? key.ownSandbox, in: &state)
            }
            guard let cell, key.role == .secret, !cell.noteSecret() else { return cell }
            // Its business has just become another one's; the key begins anew.
            remove(cell)
        }
    }

    /// About how many bytes of their journals all sandboxes hold in memory.
    package var journalBytes: Int { budget.bytes }

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
            sandbox: Sandbox(opening),
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

    /// Whether `key` is among those that the configuration allows.
    package func isKnown(_ key: MerchantKey) -> Bool {
        knownKeys?.contains(key.text) ?? true
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
        state.withLock { state in
            if let cell = state.cells.removeValue(forKey: name) { letGo(of: cell) }
            forgetKeys(of: name, in: &state)
        }
    }

    private func letGo(of cell: SandboxCell) {
        census.keys.remove(cell)
        if let storage = cell.storage { recorder?.record(.forget(storage.sandbox)) }
    }

    /// Takes a cell out when it is still there; its name is free then.
    private func remove(_ cell: SandboxCell) {
        state.withLock { state in
            guard state.cells[cell.name] === cell else { return }
            state.cells[cell.name] = nil
            letGo(of: cell)
        }
    }

    /// Forgets the keys bound to a sandbox; those of the configuration stay.
    package func forgetKeys(of name: String) {
        state.withLock { forgetKeys(of: name, in: &$0) }
    }

    private func forgetKeys(of name: String, in state: inout State) {
        state.bindings = state.bindings.filter { $0.value != name || configured[$0.key] != nil }
        recorder?.record(.unbind(sandbox: name))
    }

    /// Whether another sandbox has the object that a call names, which `cell` does not know.
    func isKnownElsewhere(_ subject: IssuedKey, than cell: SandboxCell) -> Bool {
        state.withLock { $0.cells.count } > 1 && census.keys.contains(subject, besides: cell)
    }

    /// Binds the client key that made an object to the sandbox whose secret key now asks for it, when that client key
    /// has no secret key of its own: real key pairs have nothing in common that one could see.
    func adopt(_ subject: IssuedKey, into cell: SandboxCell, kind: MerchantKind) {
        // Sandboxes with one seed mint the same keys, so one that is paired may have an object of this name as well.
        let owner = first(besides: cell) { other in
            !other.hasSecret && other.read { sandbox, _ in sandbox.merchant(of: subject) == kind }
        }
        guard let owner else { return }
        let prefix = kind == .api ? "test_ck_" : "test_gck_"
        bind("\(prefix)\(owner.name)", to: cell, from: owner)
    }

    private func first(besides cell: SandboxCell, where fits: (SandboxCell) -> Bool) -> SandboxCell? {
        let others = state.withLock { $0.cells.values.filter { $0 !== cell } }.sorted { $0.name < $1.name }
        return others.first(where: fits)
    }

    /// Binds a client key to the sandbox of a secret key.
    package func bind(clientKey: MerchantKey, secretKey: MerchantKey) throws(ControlRefusal) {
        guard clientKey.role == .client, secretKey.role == .secret, clientKey.kind == secretKey.kind else {
            let message =
                "clientKey and secretKey must be of one pair: test_ck_… with test_sk_…, or test_gck_… with test_gsk_…."
            throw ControlRefusal(.invalidRequest, message)
        }
        guard let cell = cell(for: secretKey) else { throw Self.full }
        let bound = state.withLock { $0.bindings[clientKey.text] }
        let isFree = bound == nil && !(MerchantKey.documented.contains(clientKey.text))
        guard bound == cell.name || clientKey.ownSandbox == cell.name || isFree else {
            let owner = bound ?? clientKey.ownSandbox
            throw ControlRefusal(.conflict, "\(clientKey) is bound to the sandbox \"\(owner)\" already.")
        }
        guard bound == nil, clientKey.ownSandbox != cell.name else { return }
        let owner = state.withLock { $0.cells[clientKey.ownSandbox] }
        if let owner, owner.hasSecret {
            let message = "\(clientKey) belongs to the sandbox \"\(owner.name)\", whose own secret key is in use."
            throw ControlRefusal(.conflict, message)
        }
        guard bind(clientKey.text, to: cell, from: owner) else {
            let message = "\(clientKey) was bound to another sandbox, or its own secret key used, just now."
            throw ControlRefusal(.conflict, message)
        }
    }

    static let full = ControlRefusal(
        .conflict,
        "As many sandboxes are open as are allowed, and this key would open one more. "
            + "DELETE /sandbox?key=… forgets one that is not needed any more."
    )

    /// Moves the unfinished business of `owner` to `cell`, and lets the client key open that one from now on.
    ///
    /// The owner goes last: a call that no longer finds it finds its payments in `cell`. Who comes second gets nothing.
    @discardableResult
    private func bind(_ clientKey: String, to cell: SandboxCell, from owner: SandboxCell?) -> Bool {
        let isFree = state.withLock { state in state.bindings[clientKey].map { $0 == cell.name } ?? true }
        guard isFree else { return false }
        let isRecorded = configured[clientKey] == nil
        @Sendable func note() {
            guard isRecorded else { return }
            recorder?.record(.bind(key: clientKey, sandbox: cell.name, heirOf: owner?.storage?.sandbox))
        }
        if let owner {
            guard owner.handOver(to: cell, note: note) else { return false }
        }
        let isOurs = state.withLock { state in
            if let bound = state.bindings[clientKey] { return bound == cell.name }
            state.bindings[clientKey] = cell.name
            if owner == nil { note() }
            return true
        }
        if let owner { remove(owner) }
        return isOurs
    }
}

/// Going on where another process ended.
extension Hub {
    /// Opens the sandboxes of a data folder again and ends what was under way; nothing leaves them before `start`.
    func restore(_ stored: [JournalFile.Stored], bindings: [JournalFile.Binding]) {
        guard let recorder else { return }
        var cells: [Recorder.SandboxID: SandboxCell] = [:]
        for item in stored {
            var sandbox = item.sandbox
            sandbox.countScenario { scenarios.countedAnyway($0) }
            let storage = Journal.Storage(recorder: recorder, sandbox: item.id)
            cells[item.id] = SandboxCell(
                name: item.name,
                sandbox: sandbox,
                journal: Journal(item.opening, count: item.count, in: storage, item.journal),
                hasSecret: item.hasSecret || item.name == MerchantKey.defaultSandbox,
                isStarted: false,
                world: world,
                outside: outside,
                census: census
            )
        }
        state.withLock { state in
            for cell in cells.values { state.cells[cell.name] = cell }
            for binding in bindings where configured[binding.key] == nil {
                state.bindings[binding.key] = binding.sandbox
            }
        }
        for cell in cells.values.sorted(by: { $0.name < $1.name }) { recover(cell) }
        // A key was bound, but its unfinished business was still on its way.
        for binding in bindings {
            guard let owner = binding.heirOf.flatMap({ cells[$0] }), let cell = self.cell(named: binding.sandbox),
                cell !== owner
            else { continue }
            if owner.handOver(to: cell, note: {}) { remove(owner) }
        }
    }

    private func recover(_ cell: SandboxCell) {
        let (isUnderWay, epoch, endpoints) = cell.read { sandbox, _ in
            (sandbox.isUnderWay, sandbox.epoch, sandbox.endpoints.all.filter { $0.origin == .launch })
        }
        if isUnderWay { cell.apply(Recover(epoch: epoch + 1)) }
        // The command line names endpoints for every sandbox, also for those that were there before.
        guard !endpoints.elementsEqual(settings.endpoints, by: { $0.isMade(by: $1) }) else { return }
        for endpoint in endpoints {
            // One that is gone already is gone.
            _ = try? cell.apply(RemoveEndpoint(id: endpoint.id))
        }
        for setting in settings.endpoints { cell.apply(AddEndpoint(setting, origin: .launch)) }
    }

    /// Lets the restored sandboxes send, ring and wait.
    func start() {
        for cell in state.withLock({ Array($0.cells.values) }) { cell.start() }
    }
}

extension WebhookEndpoint {
    fileprivate func isMade(by setting: EndpointSetting) -> Bool {
        url == setting.url && events == setting.events.map(Set.init) && secret == setting.secret
            && profile == setting.profile
    }
}
