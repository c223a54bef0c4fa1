import JSON
import Masking
import Scenarios
import TossAPI

/// Step 5: the answer in bytes, its place in the log and under its idempotency key, and whether it waits or is lost.
extension Sandbox {
    mutating func respond(_ answer: Answer, to work: Work, at now: Instant) -> Reply {
        // Looked at where it is: a copy would hold on to all of its texts.
        let (shared, plan) = (work.shared, work.plan)
        let traceId = identifiers.traceId()
        let (status, body) = content(of: answer, for: shared.value)
        let shown = scripted(by: plan, for: shared.value) ?? (status, body)
        let sent = APIAnswer(
            status: shown.status,
            headers: shared.value.api.headers(
                of: head(of: answer, traceId: traceId, isEmpty: shown.body.isEmpty),
                to: shared.value
            ),
            body: shown.body,
            fault: plan.action.fault.flatMap { $0.kind == .phantom ? nil : $0 }
        )
        let isLostBeforeCommit = sent.fault?.phase == .beforeCommit
        let stored: IdempotencyStore.StoredAnswer? =
            plan.scope == nil || isLostBeforeCommit || !answer.isKept || !shared.value.api.keeps(status: status)
            ? nil
            : IdempotencyStore.StoredAnswer(
                status: status,
                body: body,
                traceId: traceId,
                requestDigest: shared.value.body.checksum
            )
        let notes = [note(on: answer, for: shared.value), remark(on: answer, of: plan)].compactMap { $0 }
        requests.update(work.id) { entry in
            entry.note = notes.isEmpty ? nil : MaskedText(notes.joined(separator: " "))
            entry.fault = sent.fault?.logged
            if case .phantom = answer { entry.fault = plan.action.fault?.logged }
            if case .replay = answer { entry.isReplay = true }
            entry.responseBody = MaskedBytes(answer: sent.body)
        }
        if let delay = plan.action.delay, plan.settled != nil || delay.phase == .afterCommit {
            life.held[work.id] = .answered(work, sent, stored)
            return hold(work.id, for: delay.duration)
        }
        if life.awaited.isAwaited(by: work.id) {
            life.held[work.id] = .answered(work, sent, stored)
            return hold(work.id, for: .zero)
        }
        return release(sent, to: work, keeping: stored, at: now)
    }

    /// Lets an answer leave; the log may have forgotten by then what was asked.
    mutating func release(
        _ answer: APIAnswer,
        to work: Work,
        keeping stored: IdempotencyStore.StoredAnswer?,
        at now: Instant
    ) -> Reply {
        settle(work.plan.scope, with: stored)
        requests.update(work.id) { $0.status = answer.status }
        let (shared, status) = (work.shared, answer.status)
        let method = shared.value.request.method
        noteAnswer(to: work.id, method: method, path: shared.value.path, status: status, at: now)
        return .send(answer)
    }

    /// Holds an answer back for so long, and for the webhooks that go before it.
    private func hold(_ request: Int, for duration: Duration) -> Reply {
        life.awaited.isAwaited(by: request)
            ? .holdForDeliveries(request: request, epoch: epoch, atLeast: duration)
            : .hold(request: request, epoch: epoch, for: duration)
    }

    /// What a rule says in place of the true answer, which is kept for whoever asks again.
    private func scripted(by plan: Plan, for call: ReceivedCall) -> (status: Int, body: [UInt8])? {
        guard plan.settled == nil, case .status(let status, let body, phase: .afterCommit) = plan.action.outcome else {
            return nil
        }
        return content(of: .scripted(status: status, body: body), for: call)
    }

    private func head(of answer: Answer, traceId: String, isEmpty: Bool) -> AnswerHead {
        var replayed: String?
        if case .replay(let stored) = answer { replayed = stored.traceId }
        var retryAfter: Int64?
        if case .limited(_, let seconds) = answer { retryAfter = seconds }
        return AnswerHead(isEmpty: isEmpty, trace: traceId, replayed: replayed, retryAfter: retryAfter)
    }

    /// Keeps an answer under its idempotency key, or frees the key when there is none to keep.
    mutating func settle(_ scope: IdempotencyStore.Scope?, with stored: IdempotencyStore.StoredAnswer?) {
        guard let scope else { return }
        if let stored { idempotency.finish(scope, with: stored) } else { idempotency.abandon(scope) }
    }

    private func content(of answer: Answer, for call: ReceivedCall) -> (status: Int, body: [UInt8]) {
        switch answer {
        case .object(let body), .phantom(let body): return (200, body)
        case .limited(let refusal, _): return (call.api.status(of: refusal), call.api.body(of: refusal, to: call))
        case .replay(let stored): return (stored.status, stored.body)
        case .refusal(let refusal): return (call.api.status(of: refusal), call.api.body(of: refusal, to: call))
        case .scripted(let status, let body):
            if let body { return (status, body) }
            guard status >= 400 else { return (status, []) }
            let refusal = call.api.refusal(status < 500 ? .wrongRequest : .trouble, note: "")
            return (status, call.api.body(of: refusal, to: call))
        }
    }

    private func note(on answer: Answer, for call: ReceivedCall) -> String? {
        switch answer {
        case .refusal(let refusal), .limited(let refusal, _): refusal.note.text
        case .replay(let stored) where stored.requestDigest != call.body.checksum:
            "Replayed by its Idempotency-Key although the body differs: the body is no part of the key's scope."
        case .replay: "Replayed by its Idempotency-Key."
        case .object, .scripted, .phantom: nil
        }
    }
}
