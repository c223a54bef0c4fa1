package import JournalCodec
package import JSON
import Masking
package import TossAPI

/// An alarm's receiver answered, or never will.
package struct AlarmOutcome: SandboxCommand {
    /// That of the call.
    package let number: Int
    /// That of the call as well.
    package let epoch: Int
    /// When the receiver wants to be called again; nil leaves the alarm unset.
    package let next: Instant?

    package init(number: Int, epoch: Int, next: Instant?) {
        self.number = number
        self.epoch = epoch
        self.next = next
    }

    package static let word = "rang"
    package static let isOfItsOwnPast = true

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) -> Done {
        guard epoch == sandbox.epoch, let (alarm, mayRepeat) = sandbox.alarms.answered(number) else { return Done() }
        sandbox.note(.alarmAnswered, .alarm(id: MaskedText(alarm.id)), at: turn.now)
        // A next time that is not in the future would ring for ever.
        guard mayRepeat, let next, next > turn.now else { return Done() }
        // Somebody may have set it anew meanwhile. The earlier time stays: who is called then can say the later one.
        let newer = sandbox.alarms.alarm(alarm.id, setFor: turn.now)
        guard newer.map({ next < $0.at }) ?? true else { return Done() }
        let again = Alarm(id: alarm.id, at: next, url: newer?.url ?? alarm.url)
        sandbox.schedule(.alarm(id: sandbox.alarms.add(again, at: turn.now)), at: next)
        return Done()
    }

    package func write(to json: inout JSONWriter) {
        json.member("alarm", number)
        json.member("epoch", epoch)
        json.exact("next", next)
    }

    package init(journal members: JournalObject) throws(JournalError) {
        number = try members.count("alarm")
        epoch = try members.count("epoch")
        next = try members.optionalInstant("next")
    }
}
