import TossAPI

extension Sandbox {
    /// Ends what was under way when this sandbox stopped running: nobody is left to report how it went.
    ///
    /// Requests whose answer waited are over: one that had been decided keeps its answer under its idempotency key, one
    /// that had not frees it. Webhooks under way are sent again, since their receivers may have them or not, and alarms
    /// that rang ring again.
    mutating func recover(epoch: Int) -> CommandAnswer {
        self.epoch = epoch
        for (id, request) in held.sorted(by: { $0.key < $1.key }) {
            switch request {
            case .undecided(let work):
                settle(work.plan.scope, with: nil)
                requests.update(id) { $0.note = "Interrupted before it was decided: nothing happened." }
            case .answered(let work, _, let stored):
                settle(work.plan.scope, with: stored)
                requests.update(id) { $0.note = "Interrupted after it was decided: its answer never left." }
            }
        }
        held = [:]
        awaited = AwaitedDeliveries()
        webhooks.interruptSending()
        for item in alarms.ringing {
            let call = AlarmCall(alarm: item.alarm, number: item.number, now: item.alarm.at, epoch: epoch)
            effects.append(.ring(call))
        }
        return .done
    }

    /// Whether something is under way that only the process it began in can end.
    package var isUnderWay: Bool { !held.isEmpty || !webhooks.sending.isEmpty || isRinging }
}
