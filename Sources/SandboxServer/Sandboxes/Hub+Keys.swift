internal import Locking
package import SandboxCore
package import TossAPI

/// Which key opens which sandbox.
extension Hub {
    /// Whether `key` is among those that the configuration allows.
    package func isKnown(_ key: MerchantKey) -> Bool {
        knownKeys?.contains(key.text) ?? true
    }

    /// Forgets the keys bound to a sandbox; those of the configuration stay.
    package func forgetKeys(of name: String) {
        state.withLock { forgetKeys(of: name, in: &$0) }
    }

    func forgetKeys(of name: String, in state: inout State) {
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
        guard let key = MerchantKey("\(prefix)\(owner.name)") else { return }
        bind(key.keyName, to: cell, from: owner)
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
        let bound = state.withLock { $0.bindings[clientKey.keyName] }
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
        guard bind(clientKey.keyName, to: cell, from: owner) else {
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
    /// The owner goes last: a call that no longer finds it finds its payments in `cell`. Of two secret keys that ask for
    /// one client key at once, the first gets the business.
    @discardableResult
    private func bind(_ clientKey: KeyName, to cell: SandboxCell, from owner: SandboxCell?) -> Bool {
        let isFree = state.withLock { state in state.bindings[clientKey].map { $0 == cell.name } ?? true }
        guard isFree else { return false }
        let isRecorded = configured[clientKey] == nil
        @Sendable func note() {
            guard isRecorded else { return }
            recorder?.record(.bind(key: clientKey.stored, sandbox: cell.name, heirOf: owner?.storage?.sandbox))
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
