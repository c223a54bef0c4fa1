package import JournalCodec
package import JSON
import Masking

/// A snapshot takes the place of all state but the snapshots, the events and the endpoints of the command line, and
/// takes the clock back with it.
///
/// It begins a new life: outcomes of what was under way before are dropped.
package struct RestoreSnapshot: SandboxCommand {
    package let name: String

    package init(_ name: String) { self.name = name }

    package static let word = "restore"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) throws(ControlRefusal) -> Snapshot {
        guard let snapshot = sandbox.snapshots[name] else { throw Snapshot.unknown(name) }
        let before = sandbox
        sandbox = snapshot.sandbox
        sandbox.epoch = before.epoch + 1
        sandbox.snapshots = before.snapshots
        // A listener hears of it, under an id that goes on.
        sandbox.events = before.events
        // Those that this server's command line names are what they are, whatever time it is here.
        let gone = sandbox.endpoints.replace(before.endpoints)
        sandbox.webhooks.stopRetries(to: gone)
        sandbox.clock.move(to: snapshot.takenAt, wall: turn.wall)
        sandbox.note(.sandboxRestored, .sandbox, at: snapshot.takenAt)
        sandbox.giveUpWaiting(for: gone, at: snapshot.takenAt)
        return snapshot
    }

    package func write(to json: inout JSONWriter) { json.masked("name", name) }

    package init(journal members: JournalObject) throws(JournalError) { name = try members.text("name") }
}
