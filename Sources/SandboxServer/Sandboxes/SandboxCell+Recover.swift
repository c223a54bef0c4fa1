internal import Locking
internal import SandboxCore
import Scenarios
internal import TossAPI

/// Going on with what a journal led to.
extension SandboxCell {
    /// Ends what was under way in the process before, and names the endpoints of this one's command line.
    func recover(launching endpoints: [EndpointSetting]) {
        let (consequences, change) = state.withLock { state in
            let wall = world.now()
            var consequences: [Consequences?] = []
            if state.sandbox.isUnderWay {
                let recover = Recover(epoch: state.sandbox.epoch + 1)
                consequences.append(state.take(recover, at: wall, reading: { _, _ in }).1)
            }
            consequences += state.launch(endpoints, at: wall)
            return (consequences, state.changeForCensus())
        }
        carryOut(consequences, change)
    }

    /// Becomes the sandbox that a journal leads to; what was under way there is over or begins again.
    ///
    /// It keeps its own name, keys and waiters, and has the endpoints of this server's command line.
    func become(_ sandbox: Sandbox, by journal: Journal, launching endpoints: [EndpointSetting]) {
        let (consequences, change) = state.withLock { state in
            // Answers and outcomes that are on their way to either sandbox belong to neither any more.
            let epoch = max(state.sandbox.epoch, sandbox.epoch) + 1
            state.replaceSandbox(with: sandbox)
            state.journal.become(journal)
            let wall = world.now()
            let recovery = state.take(Recover(epoch: epoch), at: wall, reading: { _, _ in }).1
            return ([recovery] + state.launch(endpoints, at: wall), state.changeForCensus())
        }
        carryOut(consequences, change)
    }

    private func carryOut(_ consequences: [Consequences?], _ change: CensusChange) {
        report(change)
        for case let consequences? in consequences { run(consequences) }
    }
}

extension SandboxCell.State {
    /// The command line names endpoints for every sandbox, also for those that come from another start.
    fileprivate mutating func launch(
        _ endpoints: [EndpointSetting],
        at wall: Instant
    ) -> [SandboxCell.Consequences?] {
        let known = sandbox.endpoints.all.filter { $0.origin == .launch }
        guard !known.elementsEqual(endpoints, by: { $0.isMade(by: $1) }) else { return [] }
        var consequences: [SandboxCell.Consequences?] = []
        for endpoint in known {
            consequences.append(take(RemoveEndpoint(id: endpoint.id), at: wall, reading: { _, _ in }).1)
        }
        for endpoint in endpoints {
            consequences.append(take(AddEndpoint(endpoint, origin: .launch), at: wall, reading: { _, _ in }).1)
        }
        return consequences
    }
}

extension WebhookEndpoint {
    fileprivate func isMade(by setting: EndpointSetting) -> Bool {
        url == setting.url && events == setting.events.map(Set.init) && secret == setting.secret
            && profile == setting.profile
    }
}
