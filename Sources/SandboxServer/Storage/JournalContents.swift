/// What stands in the file but for the entries: small, so that who writes it has it at hand.
struct JournalContents: Sendable {
    struct Sandbox: Sendable {
        let name: String
        var hasSecret: Bool
        /// The checksum of the opening's text, which may be long.
        var opening: Int64
        var journal: Recorder.JournalID
    }

    struct Binding: Sendable {
        let sandbox: String
        var heirOf: Recorder.SandboxID?
    }

    private(set) var sandboxes: [Recorder.SandboxID: Sandbox] = [:]
    private(set) var bindings: [String: Binding] = [:]
    /// Over all of them, whatever their order.
    private(set) var checksum: Int64 = 0

    /// Puts a sandbox in the place of the one with that number.
    mutating func set(_ id: Recorder.SandboxID, _ sandbox: Sandbox?) {
        if let before = sandboxes[id] { checksum &-= JournalSchema.presence(id, name: before.name) }
        sandboxes[id] = sandbox
        if let sandbox { checksum &+= JournalSchema.presence(id, name: sandbox.name) }
    }

    /// Puts a binding in the place of the one of that key.
    mutating func set(_ key: String, _ binding: Binding?) {
        if let before = bindings[key] { checksum &-= before.checksum(of: key) }
        bindings[key] = binding
        if let binding { checksum &+= binding.checksum(of: key) }
    }
}

extension JournalContents.Sandbox {
    func checksum(of id: Recorder.SandboxID) -> Int64 {
        JournalSchema.sandbox(id, name: name, hasSecret: hasSecret, opening: opening)
    }
}

extension JournalContents.Binding {
    func checksum(of key: String) -> Int64 { JournalSchema.binding(key, sandbox: sandbox, heirOf: heirOf) }
}
