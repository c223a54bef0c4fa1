package import TossAPI

/// How often each rule of a scenario matched and fired, in the order of the rules.
package struct RuleCounters: Sendable, Equatable {
    /// How many calls it was about.
    package var matched: [Int]
    /// How many calls it decided.
    package var fired: [Int]

    /// Zeros for so many rules.
    package init(ruleCount: Int = 0) {
        matched = Array(repeating: 0, count: max(0, ruleCount))
        fired = matched
    }

    fileprivate mutating func grow(to count: Int) {
        matched.append(contentsOf: repeatElement(0, count: max(0, count - matched.count)))
        fired.append(contentsOf: repeatElement(0, count: max(0, count - fired.count)))
    }
}

extension Scenario {
    /// The rule that decides this call, counted; nil when none does.
    ///
    /// The first match wins. A rule that matches but does not fire, because of `attempts`, `times`, `from` or `until`,
    /// counts its match and lets the next one try; the rules behind the one that fires count nothing.
    package func firing(for call: CallFacts, at now: Instant, counters: inout RuleCounters) -> Rule? {
        counters.grow(to: rules.count)
        for (index, rule) in rules.enumerated() where rule.matches(call) {
            counters.matched[index] += 1
            if rule.fires(attempt: counters.matched[index], fired: counters.fired[index], at: now) {
                counters.fired[index] += 1
                return rule
            }
        }
        return nil
    }
}
