import TossAPI

/// The five steps of every Toss request.
///
/// 1. **authenticate** (`Authentication`): whose key is it? Its answer chose this sandbox and this merchant.
/// 2. **plan**: idempotency, forced test codes, the fields, the scenario's rules: refuse, spoil, or proceed?
/// 3. **decide**: the gateway's own checks, then the card. Changes nothing.
/// 4. **commit**: state, ids, timers and webhooks change together.
/// 5. **respond**: the answer, its headers, its place in the log and under its idempotency key.
extension Sandbox {
    mutating func serve(_ call: TossCall, at now: Instant) -> Reply {
        let id = requests.nextId
        log(call, at: now)
        let plan = plan(call, at: now)
        if let rule = plan.rule { requests.update(id) { $0.rule = MaskedText(rule.name) } }
        let work = Work(id: id, call: call, plan: plan)
        if let delay = plan.action.delay, delay.phase == .beforeCommit, plan.settled == nil {
            if let scope = plan.scope { idempotency.begin(scope, at: now) }
            life.held[id] = .undecided(work)
            return .hold(request: id, epoch: epoch, for: delay.duration)
        }
        if let scope = plan.scope { idempotency.begin(scope, at: now) }
        return carryOut(work, at: now)
    }

    /// Goes on with a held request: decides it now, or lets its answer leave.
    mutating func resume(_ id: Int, epoch: Int, at now: Instant) -> Reply {
        guard epoch == self.epoch, let request = life.held.removeValue(forKey: id) else {
            // The world it was asked in is gone, and so is the one who could answer.
            return .send(TossAnswer(status: 500, headers: [], body: [], fault: Fault(kind: .reset)))
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
        let (call, plan) = (work.call, work.plan)
        if let settled = plan.settled { return respond(settled, to: work, at: now) }
        let decision = decide(call, plan: plan, at: now)
        let isPhantom = plan.action.fault?.kind == .phantom
        let answer = isPhantom ? pretend(decision, of: work, at: now) : commit(decision, of: work, at: now)
        return respond(answer, to: work, at: now)
    }

    private mutating func log(_ call: TossCall, at now: Instant) {
        let request = call.request
        let names = call.names
        requests.add(
            LoggedRequest(
                id: requests.nextId,
                at: now,
                method: request.method,
                path: call.path,
                requestBody: call.body,
                idempotencyKey: request.headers.idempotencyKey.map(MaskedText.init(name:)),
                orderId: names.orderId.map(MaskedText.init(name:)),
                paymentKey: names.paymentKey.map(MaskedText.init(name:))
            )
        )
    }
}

/// One request on its way through the steps.
struct Work: Sendable {
    let id: Int
    let call: TossCall
    let plan: Plan
}

/// A request whose answer waits.
enum HeldRequest: Sendable {
    /// Nothing has happened yet.
    case undecided(Work)
    /// All has happened; only the answer waits, and what will be kept of it.
    case answered(Work, TossAnswer, IdempotencyStore.StoredAnswer?)
}
