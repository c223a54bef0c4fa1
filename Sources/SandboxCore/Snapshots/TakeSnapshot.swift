package import JournalCodec
package import JSON
import Masking
import TossAPI

/// The state is kept as it is, in place of an older snapshot of this name.
///
/// Refused unless the sandbox is quiet: a delivery under way would be neither sent nor unsent in it.
package struct TakeSnapshot: SandboxCommand {
    package let name: String

    package init(name: String) { self.name = name }

    package static let word = "takeSnapshot"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) throws(ControlRefusal) -> Snapshot {
        let pending = sandbox.pending(upTo: turn.now, wall: turn.wall)
        guard pending.isEmpty else {
            let message = "A snapshot is taken when all is quiet; \(pending.count) things are still pending."
            throw ControlRefusal(.conflict, message)
        }
        guard sandbox.snapshots[name] != nil || sandbox.snapshots.count < Snapshot.most else {
            let message = "There are \(Snapshot.most) snapshots already. DELETE /sandbox/snapshots/{name} frees one."
            throw ControlRefusal(.conflict, message)
        }
        let snapshot = Snapshot(name: name, takenAt: turn.now, sandbox: sandbox.atRest)
        sandbox.snapshots[name] = snapshot
        return snapshot
    }

    package func write(to json: inout JSONWriter) { json.masked("name", name) }

    package init(journal members: JournalObject) throws(JournalError) { name = try members.text("name") }
}

extension Snapshot: CommandAnswer {
    package func write(to json: inout JSONWriter, in sandbox: Sandbox) {
        json.object { json in
            json.member("kind", "snapshot")
            json.masked("name", name)
            json.exact("at", takenAt)
            json.member("payments", paymentCount)
        }
    }
}

extension Sandbox {
    /// A copy without what belongs to this life alone: its clients, its listeners and its snapshots.
    fileprivate var atRest: Sandbox {
        var copy = self
        copy.snapshots = [:]
        copy.life.heldUp = nil
        // A restore keeps those that are there by then.
        copy.events = EventLog(capacity: limits.events)
        copy.letHeldAnswersLeave()
        return copy
    }

    /// What was committed stays committed: only the answers that wait belong to clients of this life.
    private mutating func letHeldAnswersLeave() {
        for id in life.held.keys.sorted() {
            guard case .answered(let work, let answer, let stored) = life.held[id] else { continue }
            settle(work.plan.scope, with: stored)
            requests.update(id) { $0.status = answer.status }
        }
        life.held = [:]
        life.awaited = AwaitedDeliveries()
    }
}
