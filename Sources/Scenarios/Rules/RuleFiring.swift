package import TossAPI

/// A rule that decides a call or an event.
package struct RuleFiring<Facts: RuleFacts, Action: RuleConsequence>: Sendable {
    /// The rule.
    package let rule: Rule<Facts, Action>
    /// Its place among the rules of its kind.
    package let place: Int
    /// Which of its matches this is, from 1.
    package let attempt: Int
    /// When the window ends that this is beyond the limit of; nil unless the rule has a `rateLimit`.
    package let limitedUntil: Instant?

    /// A name for people: `the rule "lost" (attempt 2)`.
    package var title: String { "the rule \"\(rule.name)\" (attempt \(attempt))" }
}

/// A rule that decides a call.
package typealias Firing = RuleFiring<CallFacts, RuleAction>

extension Scenario {
    /// The rule that decides this call, counted; nil when none does.
    package func firing(for call: CallFacts, at now: Instant, records: inout [RuleRecord]) -> Firing? {
        Scenarios.firing(among: rules, for: call, at: now, records: &records)
    }

    /// The rule that decides what becomes of this event's deliveries, counted; nil when none does.
    package func firing(
        for event: EventFacts,
        at now: Instant,
        records: inout [RuleRecord]
    ) -> RuleFiring<EventFacts, WebhookAction>? {
        Scenarios.firing(among: webhookRules, for: event, at: now, records: &records)
    }
}

/// The rule that decides, counted; nil when none does.
///
/// The first match wins. A rule that matches but does not fire, because of its limits or a `rateLimit` that is not used
/// up, counts its match and lets the next one try; the rules behind the one that fires count nothing.
private func firing<Facts, Action>(
    among rules: [Rule<Facts, Action>],
    for facts: Facts,
    at now: Instant,
    records: inout [RuleRecord]
) -> RuleFiring<Facts, Action>? {
    records.grow(to: rules)
    for (place, rule) in rules.enumerated() where rule.subjects.contains(facts.subject) {
        let unmet = rule.conditions.unmet(by: facts)
        guard unmet.isEmpty else {
            records[place].miss(facts, by: unmet)
            continue
        }
        guard records[place].match(rule, at: now) == nil else { continue }
        let record = records[place]
        return RuleFiring(
            rule: rule,
            place: place,
            attempt: record.matched,
            limitedUntil: rule.action.rateLimit.flatMap { _ in record.window?.end }
        )
    }
    return nil
}
