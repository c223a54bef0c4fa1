import Masking
import Scenarios
package import TossAPI

/// The five steps of every request.
///
/// 1. **authenticate** (the API, in the shell): whose key is it? Its answer chose this sandbox and this merchant.
/// 2. **plan**: idempotency, forced test codes, the fields, the scenario's rules: refuse, spoil, or proceed?
/// 3. **decide**: the gateway's own checks, then the card. Changes nothing.
/// 4. **commit**: state, ids, timers and webhooks change together.
/// 5. **respond**: the answer, its headers, its place in the log and under its idempotency key.
extension Sandbox {
    mutating func serve(_ shared: SharedCall, at now: Instant) -> Reply {
        let id = requests.nextId
        log(shared.value, at: now)
        let plan = plan(shared.value, at: now)
        if let rule = plan.rule { requests.update(id) { $0.rule = MaskedText(rule.name) } }
        let work = Work(id: id, shared: shared, plan: plan)
        if let scope = plan.scope { idempotency.begin(scope, at: now) }
        if let delay = plan.action.delay, delay.phase == .beforeCommit, plan.settled == nil {
            life.held[id] = .undecided(work)
            return .hold(request: id, epoch: epoch, for: delay.duration)
        }
        return carryOut(work, at: now)
    }

    /// Goes on with a held request: decides it now, or lets its answer leave.
    mutating func resume(_ id: Int, epoch: Int, at now: Instant) -> Reply {
        guard epoch == self.epoch, let request = life.held.removeValue(forKey: id) else {
            // The world it was asked in is gone, and so is the one who could answer.
            return .send(APIAnswer(status: 500, headers: [], body: [], fault: Fault(kind: .reset)))
        }
        switch request {
        case .undecided(let work): return carryOut(work, at: now)
        case .answered(let work, let answer, let stored):
            life.awaited.letGo(id)
            return release(answer, to: work, keeping: stored, at: now)
        }
    }

    /// Steps 3 to 5 for one planned request.
    private mutating func carryOut(_ work: Work, at now: Instant) -> Reply {
        if let settled = work.plan.settled { return respond(settled, to: work, at: now) }
        switch work.call.input {
        case .success(let input): return respond(input.carryOut(work, in: &self, at: now), to: work, at: now)
        case .failure(let refusal): return respond(.refusal(refusal), to: work, at: now)
        }
    }

    private mutating func log(_ call: ReceivedCall, at now: Instant) {
        let request = call.request
        requests.add(
            LoggedRequest(
                id: requests.nextId,
                at: now,
                kind: call.type.kind,
                method: request.method,
                path: call.path,
                requestBody: call.body,
                idempotencyKey: request.headers.idempotencyKey.map(MaskedText.init(name:)),
                orderId: call.names.orderId.map(MaskedText.init(name:)),
                paymentKey: call.names.paymentKey.map(MaskedText.init(name:))
            )
        )
    }
}

extension APICall {
    package func carryOut(_ work: Work, in sandbox: inout Sandbox, at now: Instant) -> Answer {
        let decision: Decision<Change>
        do throws(Refusal) { decision = try decide(work, in: sandbox, at: now) } catch { return .refusal(error) }
        switch decision {
        case .show(let body): return .object(body)
        case .change(let change):
            let isPhantom = work.plan.action.fault?.kind == .phantom
            if isPhantom, let answer = pretend(change, work, in: &sandbox, at: now) { return answer }
            return commitWhole(change, work, in: &sandbox, at: now)
        }
    }

    /// Makes a change, or none of it.
    func commitWhole(_ change: Change, _ work: Work, in sandbox: inout Sandbox, at now: Instant) -> Answer {
        let before = sandbox.identifiers
        do throws(Contradiction) {
            return try commit(change, work, in: &sandbox, at: now)
        } catch {
            sandbox.identifiers = before
            return .refusal(Self.api.refusal(.trouble, note: error.description))
        }
    }
}
