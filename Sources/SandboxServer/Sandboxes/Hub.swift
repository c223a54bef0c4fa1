internal import Locking
package import SandboxCore
internal import TossAPI

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
    private let knownSecretKeys: Set<String>?
    /// The bindings that were there from the start.
    private let configured: [String: String]
    private let world: World
    private let outside: SandboxCell.Outside
    private let state: Locked<State>

    init(settings: Settings, world: World, outside: SandboxCell.Outside) {
        self.settings = settings
        self.world = world
        self.outside = outside
        knownSecretKeys = settings.pairs.map { Set($0.map(\.secretKey.text)) }
        let pairs = (settings.pairs ?? []).map { ($0.clientKey.text, $0.secretKey.ownSandbox) }
        configured = Dictionary(pairs) { $1 }
        state = Locked(State(bindings: configured))
    }

    /// The sandbox that a key opens; nil when there are as many as are allowed.
    package func cell(for key: MerchantKey) -> SandboxCell? {
        let cell = state.withLock { state -> SandboxCell? in
            self.cell(named: state.bindings[key.text] ?? key.ownSandbox, in: &state)
        }
        if key.role == .secret { cell?.noteSecret() }
        return cell
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
        let sandbox = Sandbox(
            name: name,
            scenario: settings.scenario,
            limits: settings.limits,
            endpoints: settings.endpoints,
            openedAt: world.now()
        )
        let isDefault = name == MerchantKey.defaultSandbox
        return SandboxCell(sandbox: sandbox, hasSecret: isDefault, world: world, outside: outside)
    }

    /// Whether `key` is among those that the configuration allows.
    package func isKnown(_ key: MerchantKey) -> Bool {
        knownSecretKeys?.contains(key.text) ?? true
    }

    /// Forgets a sandbox and the keys bound to it.
    package func forget(_ name: String) {
        state.withLock { $0.cells[name] = nil }
        forgetKeys(of: name)
    }

    /// Forgets the keys bound to a sandbox; those of the configuration stay.
    package func forgetKeys(of name: String) {
        state.withLock { state in
            state.bindings = state.bindings.filter { $0.value != name || configured[$0.key] != nil }
        }
    }

    /// Whether another merchant has the object that a call names.
    func isKnownElsewhere(_ subject: TossCall.Subject, than cell: SandboxCell) -> Bool {
        first(besides: cell) { $0.read { sandbox, _ in sandbox.knows(subject) } } != nil
    }

    /// Binds the client key that made an object to the sandbox whose secret key now asks for it, when that client key
    /// has no secret key of its own: real key pairs have nothing in common that one could see.
    func adopt(_ subject: TossCall.Subject, into cell: SandboxCell, kind: MerchantKind) {
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
        bind(clientKey.text, to: cell, from: owner)
    }

    static let full = ControlRefusal(
        .conflict,
        "There are as many sandboxes as are allowed. DELETE /sandbox frees one."
    )

    /// Moves the unfinished business of `owner` to `cell`, and lets the client key open that one from now on.
    ///
    /// The owner goes last: a call that no longer finds it finds its payments in `cell`. Who comes second gets nothing.
    private func bind(_ clientKey: String, to cell: SandboxCell, from owner: SandboxCell?) {
        let isOurs = state.withLock { state in
            if let bound = state.bindings[clientKey] { return bound == cell.name }
            state.bindings[clientKey] = cell.name
            return true
        }
        guard isOurs, let owner else { return }
        cell.apply(.adopt(owner.read { sandbox, wall in sandbox.inheritance(at: wall) }))
        state.withLock { state in
            if state.cells[owner.name] === owner { state.cells[owner.name] = nil }
        }
    }
}
