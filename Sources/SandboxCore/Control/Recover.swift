package import JournalCodec
package import JSON
import Masking
import TossAPI

/// The sandbox goes on in another process or place: what was under way there ended without an outcome.
///
/// Requests whose answer waited are over: one that had been decided keeps its answer under its idempotency key, one
/// that had not frees it. Webhooks under way are sent again, since their receivers may have them or not, and alarms
/// that rang ring again.
package struct Recover: SandboxCommand {
    /// The new life that begins, so that an outcome from the one before is dropped.
    package let epoch: Int

    package init(epoch: Int) { self.epoch = epoch }

    package static let word = "recover"
    package static let isOfItsOwnPast = true

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) -> Done {
        sandbox.epoch = epoch
        sandbox.endHeldRequests()
        sandbox.webhooks.interruptSending()
        for item in sandbox.alarms.ringing {
            let call = AlarmCall(alarm: item.alarm, number: item.number, now: item.alarm.at, epoch: epoch)
            turn.effects.append(.ring(call))
        }
        return Done()
    }

    package func write(to json: inout JSONWriter) { json.member("epoch", epoch) }

    package init(journal members: JournalObject) throws(JournalError) { epoch = try members.count("epoch") }
}

extension Sandbox {
    fileprivate mutating func endHeldRequests() {
        for (id, request) in life.held.sorted(by: { $0.key < $1.key }) {
            switch request {
            case .undecided(let work):
                settle(work.plan.scope, with: nil)
                requests.update(id) { $0.note = "Interrupted before it was decided: nothing happened." }
            case .answered(let work, _, let stored):
                settle(work.plan.scope, with: stored)
                requests.update(id) { $0.note = "Interrupted after it was decided: its answer never left." }
            }
        }
        life.held = [:]
        life.awaited = AwaitedDeliveries()
    }

    /// Whether something is under way that only the process it began in can end.
    package var isUnderWay: Bool { !life.held.isEmpty || !webhooks.sending.isEmpty || isRinging }
}
