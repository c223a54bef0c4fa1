package import JournalCodec
package import JSON
import Masking

/// A snapshot is thrown away.
package struct RemoveSnapshot: SandboxCommand {
    package let name: String

    package init(name: String) { self.name = name }

    package static let word = "removeSnapshot"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) throws(ControlRefusal) -> Done {
        guard sandbox.snapshots.removeValue(forKey: name) != nil else { throw Snapshot.unknown(name) }
        return Done()
    }

    package func write(to json: inout JSONWriter) { json.masked("name", name) }

    package init(journal members: JournalObject) throws(JournalError) { name = try members.text("name") }
}
