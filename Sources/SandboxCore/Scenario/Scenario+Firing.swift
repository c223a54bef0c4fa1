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
        for (index, rule) in rules.enumerated() where rule.matches(call) {
            counters.matched[index] += 1
            let attempt = counters.matched[index]
            let isWithinLimit: Bool =
                if let limit = rule.rateLimit, rule.isInTime(at: now) {
                    !counters.exceeds(limit, at: index, now: now)
                } else {
                    false
                }
            if !isWithinLimit, rule.fires(attempt: attempt, fired: counters.fired[index], at: now),
                counters.draw(rule, at: index)
            {
                counters.fired[index] += 1
                let end = rule.rateLimit.flatMap { _ in counters.windows[index]?.end }
                return Firing(rule: rule, attempt: attempt, limitedUntil: end)
            }
        }
        return nil
    }
}
