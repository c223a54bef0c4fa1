import Masking
import Scenarios
import TossAPI

extension Sandbox {
    /// Adds a failure for each rule that had to fire and never did.
    func verifyRules(at path: String, into verdict: inout Verdict) {
        verify(scenario.rules, counters, called: "rule", at: path, into: &verdict, because: whyUnfired)
        verify(
            scenario.webhookRules,
            webhookRules,
            called: "webhook rule",
            at: path,
            into: &verdict,
            because: whyUnfired
        )
    }

    private func verify<Facts, Action>(
        _ rules: [Rule<Facts, Action>],
        _ records: [RuleRecord],
        called noun: String,
        at path: String,
        into verdict: inout Verdict,
        because whyUnfired: (Rule<Facts, Action>, RuleRecord) -> (why: String, near: [String])
    ) {
        for (rule, record) in zip(rules, records) where !rule.isOptional {
            verdict.checked += 1
            guard record.fired == 0 else { continue }
            let (why, near) = whyUnfired(rule, record)
            verdict.failures.append(
                VerificationFailure(
                    at: path,
                    "the \(noun) \"\(rule.name)\" never fired: \(why)",
                    expected: "\"\(rule.name)\" fires",
                    found: "matched \(counted(record.matched, "time")), fired 0 times",
                    near: near
                )
            )
        }
    }

    private func whyUnfired(_ rule: WebhookRule, _ record: RuleRecord) -> (why: String, near: [String]) {
        if record.matched > 0 {
            let limit = record.limited.map { "; of the last one: \($0.reason(about: EventFacts.noun))" } ?? ""
            let matched = counted(record.matched, EventFacts.noun)
            return ("it matched \(matched), and its limits kept it from each\(limit)", [])
        }
        let queued = events.events(after: 0).compactMap { event -> String? in
            guard event.type == .deliveryQueued, case .delivery(_, let type, let orderId, _, _) = event.subject else {
                return nil
            }
            return orderId.map { "\(type) of \($0)" } ?? type.text
        }
        return ("no event came that it is about", nearest(in: record) + queued.suffix(3))
    }

    private func whyUnfired(_ rule: CallRule, _ record: RuleRecord) -> (why: String, near: [String]) {
        if record.matched > 0 {
            let limit = record.limited.map { "; of the last one: \($0.reason())" } ?? ""
            return ("it matched \(counted(record.matched, "call"))\(limit)", [])
        }
        let missed = record.missed
        if missed.count > 0 {
            let calls =
                missed.count == 1 ? "it did not match the one call" : "it matched none of the \(missed.count) calls"
            return ("\(calls) that reached it", nearest(in: record))
        }
        let operations =
            rule.subjects == apis.vocabulary.everyCall
            ? "the \(apis.title)" : rule.subjects.map(\.rawValue).sorted().joined(separator: ", ")
        let calls = requests.entries.filter { rule.subjects.contains($0.kind) }
        guard let last = calls.last else {
            let isCut = requests.forgotten > 0 ? " among those the log remembers" : ""
            return ("there was no call of \(operations)\(isCut)", [])
        }
        let shown = "request \(last.id) for \(last.orderId ?? last.paymentKey ?? last.path)"
        let why =
            last.rule.map { "was decided by the rule \"\($0)\"" } ?? last.note?.text ?? "was answered before the rules"
        return ("\(counted(calls.count, "call")) of \(operations) came, and none got as far", ["\(shown) \(why)"])
    }

    /// The call or event that came nearest to a rule without matching it, and why it did not.
    private func nearest(in record: RuleRecord) -> [String] {
        guard let miss = record.missed.nearest else { return [] }
        let request = miss.request.map { " (request \($0))" } ?? ""
        let name = "\(miss.subject)\(miss.orderId.map { " of \($0)" } ?? "")\(request)"
        return ["the nearest was \(name): \(miss.reasons.map(\.text).joined(separator: "; "))"]
    }
}
