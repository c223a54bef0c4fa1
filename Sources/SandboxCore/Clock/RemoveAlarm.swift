package import JournalCodec
package import JSON
import Masking

/// The alarms with an id are removed, set or ringing.
package struct RemoveAlarm: SandboxCommand {
    package let id: String

    package init(id: String) { self.id = id }

    package static let word = "removeAlarm"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) throws(ControlRefusal) -> Done {
        guard sandbox.alarms.remove(id) else {
            throw ControlRefusal(.notFound, "No alarm has the id \(id). GET /sandbox/clock/alarms lists them.")
        }
        sandbox.note(.alarmRemoved, .alarm(id: MaskedText(id)), at: turn.now)
        return Done()
    }

    package func write(to json: inout JSONWriter) { json.masked("id", id) }

    package init(journal members: JournalObject) throws(JournalError) { id = try members.text("id") }
}
