package import TossAPI

/// A rule that decides a call.
package struct Firing: Sendable {
    /// The rule.
    package let rule: Rule
    /// Which of its matching calls this is, from 1.
    package let attempt: Int
    /// When the window ends that the call is beyond the limit of; nil unless the rule has a `rateLimit`.
    package let limitedUntil: Instant?

    /// A name for people: `the rule "lost" (attempt 2)`.
    package var title: String { "the rule \"\(rule.name)\" (attempt \(attempt))" }
}

extension Scenario {
    /// The rule that decides this call, counted; nil when none does.
    ///
    /// The first match wins. A rule that matches but does not fire, because of `attempts`, `times`, `from`, `until`, its
    /// `chance` or a `rateLimit` that is not used up, counts its match and lets the next one try; the rules behind the
    /// one that fires count nothing. A chance is drawn last, when all else lets the rule fire.
    package func firing(for call: CallFacts, at now: Instant, counters: inout RuleCounters) -> Firing? {
        counters.grow(to: rules)
        for (index, rule) in rules.enumerated() where rule.operations.contains(call.operation) {
            let unmet = rule.conditions.unmet(by: call)
            guard unmet.isEmpty else {
                counters.miss(index, by: unmet, call)
                continue
            }
            counters.matched[index] += 1
            if let limit = limit(of: rule, at: index, now: now, counters: &counters) {
                counters.hold(index, by: limit)
                continue
            }
            counters.fired[index] += 1
            let end = rule.rateLimit.flatMap { _ in counters.windows[index]?.end }
            return Firing(rule: rule, attempt: counters.matched[index], limitedUntil: end)
        }
        return nil
    }

    /// What would keep the rule at this place from firing for its next matching call; counts and draws nothing.
    func nextLimit(of index: Int, at now: Instant, counters: RuleCounters) -> RuleLimit? {
        var next = counters
        next.grow(to: rules)
        next.matched[index] += 1
        return limit(of: rules[index], at: index, now: now, counters: &next)
    }

    /// What keeps the rule from firing for the call that was just counted; nil lets it fire.
    private func limit(
        of rule: Rule,
        at index: Int,
        now: Instant,
        counters: inout RuleCounters
    ) -> RuleLimit? {
        // Every matching call in its time counts, also one that another limit keeps from firing.
        var withinRate: RuleLimit?
        if let rate = rule.rateLimit, rule.timeLimit(at: now) == nil, !counters.exceeds(rate, at: index, now: now) {
            withinRate = .rate(rate)
        }
        if let limit = rule.limit(attempt: counters.matched[index], fired: counters.fired[index], at: now) ?? withinRate
        {
            return limit
        }
        guard let chance = rule.chance, !counters.draw(rule, at: index) else { return nil }
        return .chance(chance)
    }
}
