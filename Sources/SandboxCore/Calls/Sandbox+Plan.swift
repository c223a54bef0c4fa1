import Scenarios
import TossAPI

extension Sandbox {
    /// In the order that the real service seems to keep: idempotency, test code, fields; then the scenario's rules.
    ///
    /// Only "test code before existence" is measured, the rest is assumed.
    mutating func plan(_ call: ReceivedCall, at now: Instant) -> Plan {
        var plan = Plan()
        do throws(Refusal) {
            if let key = try call.api.idempotencyKey(of: call) {
                let scope = IdempotencyStore.Scope(
                    idempotencyKey: key,
                    apiKey: call.request.key,
                    method: call.request.method,
                    path: call.request.path
                )
                switch idempotency.entry(for: scope, at: now) {
                case .inFlight:
                    let note = "The first request with this Idempotency-Key has not been answered yet."
                    throw call.api.refusal(.stillRunning, note: note)
                case .answered(let answer):
                    plan.settled = .replay(answer)
                    return plan
                case nil: plan.scope = scope
                }
            }
            if let refusal = call.api.forcedRefusal(of: call.request) { throw refusal }
            let input = try call.input.get()
            guard !scenario.rules.isEmpty else { return plan }
            let facts = facts(of: input, call)
            guard let firing = scenario.firing(for: facts, at: now, records: &life.counters) else { return plan }
            plan.firing = firing
            plan.settled = settlement(by: firing, of: call, at: now)
        } catch {
            plan.settled = .refusal(error)
        }
        return plan
    }

    /// What rules may ask about a call; what the body lacks comes from the object it names.
    private func facts(of input: any APICall, _ call: ReceivedCall) -> CallFacts {
        var facts = CallFacts(kind: call.type.kind, header: call.request.header)
        facts.request = requests.nextId - 1
        facts.idempotencyKey = call.request.headers.idempotencyKey
        input.describe(&facts, of: call.request, in: self)
        return facts
    }
}
