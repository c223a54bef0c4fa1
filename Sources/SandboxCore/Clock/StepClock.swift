package import JournalCodec
package import JSON
import Masking
package import TossAPI

/// The clock moves to the next thing that is due, at most to `limit`, or to that when nothing is due before it.
///
/// A clock that stands stays where it is while an alarm rings, whose answer may begin other things there.
package struct StepClock: SandboxCommand {
    /// Nil is no limit.
    package let limit: Instant?
    /// Refused once this life of the sandbox is over; nil is never refused.
    package let epoch: Int?

    package init(limit: Instant?, epoch: Int? = nil) {
        self.limit = limit
        self.epoch = epoch
    }

    package static let word = "step"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) throws(ControlRefusal) -> ClockStep {
        guard epoch == nil || epoch == sandbox.epoch else {
            throw ControlRefusal(.conflict, "The sandbox was started over while its clock was being advanced.")
        }
        return sandbox.step(limit: limit, &turn)
    }

    package func write(to json: inout JSONWriter) {
        json.exact("limit", limit)
        json.member("epoch", epoch.map { Int64($0) })
    }

    package init(journal members: JournalObject) throws(JournalError) {
        epoch = try members.node("epoch").map { _ throws(JournalError) in try members.count("epoch") }
        limit = try members.optionalInstant("limit")
    }
}

/// One stop of a moving clock.
package struct ClockStep: CommandAnswer {
    /// Something that was scheduled and has run.
    package struct Ran: Sendable, Equatable {
        /// A payment that ran out of time, a webhook, or an alarm.
        package enum Kind: String, Sendable { case expiry, delivery, alarm }

        /// When it was due.
        package let at: Instant
        /// What it was.
        package let kind: Kind
        /// paymentKey, delivery id or alarm id.
        package let id: String
    }

    /// Where the clock stands after it.
    package let now: Instant
    /// What was due there, in the order in which it ran.
    package let ran: [Ran]
    /// Whether nothing more is due up to the limit.
    package let isLast: Bool

    package func write(to json: inout JSONWriter, in sandbox: Sandbox) {
        json.object { json in
            json.member("kind", "stepped")
            json.exact("now", now)
            json.member("last", isLast)
            json.member("ran", array: { json in for item in ran { item.write(to: &json) } })
        }
    }
}

extension ClockStep.Ran {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.exact("at", at)
            json.member("kind", kind.rawValue)
            json.masked("id", id)
        }
    }
}
