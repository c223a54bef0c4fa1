package import TossAPI

/// Which rule would decide a call, why the others would not, and what the card says by itself.
package struct Explanation: Sendable {
    /// One rule, in the order of the scenario.
    package struct RuleReason: Sendable, Equatable {
        package let name: String
        /// Whether it would decide the call.
        package let fires: Bool
        /// Whether it is about such a call, whatever its limits say.
        package let matches: Bool
        /// Why, as a sentence.
        package let why: String

        package init(name: String, fires: Bool, matches: Bool, why: String) {
            self.name = CardMask.masked(name)
            self.fires = fires
            self.matches = matches
            self.why = CardMask.masked(why)
        }
    }

    /// What the card would say to its next attempt, when no rule speaks for it.
    package struct CardReason: Sendable {
        /// As everything shows it.
        package let maskedNumber: String
        /// Which decided charge it would be, from 1.
        package let attempt: Int
        package let verdict: CardVerdict
    }

    /// The rule that decides; nil leaves the call to the gateway and the card.
    package let fires: String?
    /// What that rule does, in words.
    package let does: String?
    /// Nil when no card is known, or when such a call asks none.
    package let card: CardReason?
    package let rules: [RuleReason]
    /// The call with everything that was filled in; a card's number is masked.
    package let call: [Fact]

    /// One thing that is known of the call.
    package struct Fact: Sendable, Equatable {
        package let name: String
        package let value: String
    }
}

extension Scenario {
    /// Says for each rule whether it would decide a call, and why (not); counts nothing.
    package func reasons(for call: CallFacts, at now: Instant, counters: RuleCounters) -> [Explanation.RuleReason] {
        var winner: String?
        return rules.enumerated().map { index, rule in
            let matches = rule.matches(call)
            var fires = false
            let why: String
            if !rule.operations.contains(call.operation) {
                let wanted = rule.operations.map(\.rawValue).sorted().joined(separator: ", ")
                why = "the rule is for \(wanted), not for \(call.operation.rawValue)"
            } else if !matches {
                why = rule.conditions.reasons(against: call).map(\.text).joined(separator: "; ")
            } else if let winner {
                why = "it matches, but the rule \"\(winner)\" stands before it and decides the call"
            } else if let limit = nextLimit(of: index, at: now, counters: counters) {
                why = "it matches, but \(limit.reason)"
            } else {
                fires = true
                winner = rule.name
                why = rule.conditions.isEmpty ? "the rule has no conditions" : "all of its conditions hold"
            }
            return Explanation.RuleReason(name: rule.name, fires: fires, matches: matches, why: why)
        }
    }
}
