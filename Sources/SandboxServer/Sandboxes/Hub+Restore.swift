internal import Locking
import SandboxCore
import Scenarios
import TossAPI

/// Going on where another process ended.
extension Hub {
    /// Opens the sandboxes of a data folder again and ends what was under way; nothing leaves them before `start`.
    func restore(_ stored: [JournalFile.Stored], bindings: [JournalFile.Binding]) {
        guard let recorder else { return }
        var cells: [Recorder.SandboxID: SandboxCell] = [:]
        for item in stored {
            var sandbox = item.sandbox
            sandbox.countScenarios { scenarios.countedAnyway($0) }
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
            for binding in bindings {
                guard let key = KeyName(stored: binding.key), configured[key] == nil else { continue }
                state.bindings[key] = binding.sandbox
            }
        }
        for cell in cells.values.sorted(by: { $0.name < $1.name }) {
            cell.recover(launching: settings.endpoints)
        }
        // A key was bound, but its unfinished business was still on its way.
        for binding in bindings {
            guard let owner = binding.heirOf.flatMap({ cells[$0] }), let cell = self.cell(named: binding.sandbox),
                cell !== owner
            else { continue }
            if owner.handOver(to: cell, note: {}) { remove(owner) }
        }
    }

    /// Lets the restored sandboxes send, ring and wait.
    func start() {
        for cell in state.withLock({ Array($0.cells.values) }) { cell.start() }
    }
}
