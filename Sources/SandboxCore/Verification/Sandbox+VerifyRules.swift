import Masking
import Scenarios
import TossAPI

extension Sandbox {
    /// Adds a failure for each rule that had to fire and never did.
    ///
    /// Rules of another kind, with counters of their own, have a function like this one beside it.
    func verifyRules(at path: String, into verdict: inout Verdict) {
        for (index, rule) in scenario.rules.enumerated() where !rule.isOptional {
            verdict.checked += 1
            guard counters.fired[index] == 0 else { continue }
            let (why, near) = whyUnfired(index)
            verdict.failures.append(
                VerificationFailure(
                    at: path,
                    "the rule \"\(rule.name)\" never fired: \(why)",
                    expected: "\"\(rule.name)\" fires",
                    found: "matched \(counted(counters.matched[index], "time")), fired 0 times",
                    near: near
                )
            )
        }
    }

    /// Adds a failure for each webhook rule that had to fire and never did.
    func verifyWebhookRules(at path: String, into verdict: inout Verdict) {
        for (index, rule) in scenario.webhookRules.enumerated() where !rule.isOptional {
            verdict.checked += 1
            guard webhookRules.fired[index] == 0 else { continue }
            let matched = webhookRules.matched[index]
            let why =
                matched > 0
                ? "it matched \(counted(matched, "event")), and its limits kept it from each"
                : "no event came that it is about"
            let events = events.events(after: 0).compactMap { event -> String? in
                guard event.type == .deliveryQueued, case .delivery(_, let type, let orderId, _, _) = event.subject
                else {
                    return nil
                }
                return orderId.map { "\(type) of \($0)" } ?? type.text
            }
            verdict.failures.append(
                VerificationFailure(
                    at: path,
                    "the webhook rule \"\(rule.name)\" never fired: \(why)",
                    expected: "\"\(rule.name)\" fires",
                    found: "matched \(counted(matched, "time")), fired 0 times",
                    near: matched > 0 ? [] : Array(events.suffix(3))
                )
            )
        }
    }

    private func whyUnfired(_ index: Int) -> (why: String, near: [String]) {
        let rule = scenario.rules[index]
        let matched = counters.matched[index]
        if matched > 0 {
            let limit = counters.limited[index].map { "; of the last one: \($0.reason)" } ?? ""
            return ("it matched \(counted(matched, "call"))\(limit)", [])
        }
        let missed = counters.missed[index]
        if missed.count > 0 {
            let near = missed.nearest.map { "\(name(of: $0)): \($0.reasons.map(\.text).joined(separator: "; "))" }
            let calls =
                missed.count == 1 ? "it did not match the one call" : "it matched none of the \(missed.count) calls"
            return ("\(calls) that reached it", [near].compactMap { $0 })
        }
        let operations =
            rule.operations == Operation.calls
            ? "the Toss API" : rule.operations.map(\.rawValue).sorted().joined(separator: ", ")
        let calls = requests.entries.filter { rule.operations.contains($0.kind) }
        guard let last = calls.last else {
            let isCut = requests.forgotten > 0 ? " among those the log remembers" : ""
            return ("there was no call of \(operations)\(isCut)", [])
        }
        let shown = "request \(last.id) for \(last.orderId ?? last.paymentKey ?? last.path)"
        let why =
            last.rule.map { "was decided by the rule \"\($0)\"" } ?? last.note?.text ?? "was answered before the rules"
        return ("\(counted(calls.count, "call")) of \(operations) came, and none got as far", ["\(shown) \(why)"])
    }

    private func name(of miss: NearestMisses.Miss) -> String {
        let request = miss.request.map { " (request \($0))" } ?? ""
        return "the nearest was \(miss.operation.rawValue)\(miss.orderId.map { " of \($0)" } ?? "")\(request)"
    }
}
