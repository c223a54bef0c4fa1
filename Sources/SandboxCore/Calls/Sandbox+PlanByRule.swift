import Scenarios
import TossAPI

/// What a rule makes of a plan, and of a decision.
extension Sandbox {
    /// The answer of a rule that makes the gateway's own checks needless, because it stands before the commit.
    func settlement(by firing: Firing, of call: ReceivedCall, at now: Instant) -> Answer? {
        let action = firing.rule.action
        let isLost = action.fault.map { $0.phase == .beforeCommit && $0.kind != .phantom } ?? false
        switch action.outcome {
        case .refuse(let code, let phase) where isLost || phase == .beforeCommit:
            return .refusal(Refusal(code, note: "Refused before the commit by \(firing.title)."))
        case .status(let status, let body, phase: .beforeCommit): return .scripted(status: status, body: body)
        case .rateLimit(let limit):
            let note = "More than \(counted(limit.calls, "call")) in the window of \(firing.title)."
            let left = (firing.limitedUntil ?? now) - now
            return .limited(call.api.refusal(.limited, note: note), retryAfter: left.wholeSeconds)
        case .approve, .refuse, .status, nil:
            guard isLost else { return nil }
            // The answer that is spoilt before the commit.
            let note = "Lost before the commit by \(firing.title)."
            return .refusal(call.api.refusal(.trouble, note: note))
        }
    }

    /// What a rule did to an answer, in words for the log; nil when it did nothing that the answer's own note lacks.
    func remark(on answer: Answer, of plan: Plan) -> String? {
        guard let firing = plan.firing else { return nil }
        var remarks: [String] = []
        if case .scripted = answer { remarks.append("Answered before the commit by \(firing.title).") }
        if plan.settled == nil, case .status = plan.action.outcome {
            remarks.append("Answered after the commit by \(firing.title); the key keeps the true answer.")
        }
        if let fault = plan.action.fault {
            switch (fault.kind, fault.phase, answer) {
            case (.phantom, _, .phantom): remarks.append("Nothing of this answer is true, by \(firing.title).")
            case (.phantom, _, .object): remarks.append("True: a look-up leaves \(firing.title) nothing to pretend.")
            case (.phantom, _, _): remarks.append("A true refusal: nothing was left to pretend for \(firing.title).")
            case (_, .afterCommit, _):
                remarks.append("The answer was lost after the commit by \(firing.title); what the call did stands.")
            case (_, .beforeCommit, .refusal): break
            case (_, .beforeCommit, _): remarks.append("Lost on its way by \(firing.title).")
            }
        }
        return remarks.isEmpty ? nil : remarks.joined(separator: " ")
    }
}

extension Answer {
    /// Whether an idempotency key keeps it, as far as its kind goes.
    var isKept: Bool {
        switch self {
        case .refusal, .object, .scripted, .replay: true
        case .phantom, .limited: false
        }
    }
}

extension Fault {
    /// As the log shows it.
    var logged: String { kind == .phantom ? kind.rawValue : "\(kind.rawValue) \(phase.rawValue)" }
}

extension Duration {
    /// Rounded up.
    fileprivate var wholeSeconds: Int64 { components.seconds + (components.attoseconds > 0 ? 1 : 0) }
}
