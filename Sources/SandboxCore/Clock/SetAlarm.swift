package import JournalCodec
package import JSON
import Masking

/// An alarm is set, in place of one with the same id that has not gone off.
package struct SetAlarm: SandboxCommand {
    package let alarm: Alarm

    package init(_ alarm: Alarm) { self.alarm = alarm }

    package static let word = "setAlarm"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) throws(ControlRefusal) -> Alarm {
        guard alarm.at > turn.now else {
            let message = "An alarm goes off in the future; \(alarm.at) is not after \(turn.now)."
            throw ControlRefusal(.invalidRequest, message)
        }
        sandbox.schedule(.alarm(id: sandbox.alarms.add(alarm, at: turn.now)), at: alarm.at)
        sandbox.note(.alarmSet, .alarm(id: MaskedText(alarm.id)), at: turn.now)
        return alarm
    }

    package func write(to json: inout JSONWriter) {
        json.masked("id", alarm.id)
        json.exact("at", alarm.at)
        json.masked("url", address: alarm.url)
    }

    package init(journal members: JournalObject) throws(JournalError) {
        alarm = Alarm(id: try members.text("id"), at: try members.instant("at"), url: try members.text("url"))
    }
}

extension Alarm: CommandAnswer {
    package func write(to json: inout JSONWriter, in sandbox: Sandbox) {
        json.object { json in
            json.member("kind", "alarm")
            json.masked("id", id)
            json.exact("at", at)
        }
    }
}
