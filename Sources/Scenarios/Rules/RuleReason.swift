import Masking
package import TossAPI

/// Whether one rule would decide a call, and why (not).
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

extension Scenario {
    /// Says for each rule whether it would decide a call, and why (not); counts nothing.
    package func reasons(for call: CallFacts, at now: Instant, records: [RuleRecord]) -> [RuleReason] {
        var records = records
        records.grow(to: rules)
        var winner: String?
        return rules.enumerated().map { index, rule in
            let matches = rule.matches(call)
            var fires = false
            let why: String
            if !rule.subjects.contains(call.subject) {
                let wanted = rule.subjects.map(\.description).sorted().joined(separator: ", ")
                why = "the rule is for \(wanted), not for \(call.subject)"
            } else if !matches {
                why = rule.conditions.reasons(against: call).map(\.text).joined(separator: "; ")
            } else if let winner {
                why = "it matches, but the rule \"\(winner)\" stands before it and decides the call"
            } else if let limit = records[index].nextLimit(of: rule, at: now) {
                why = "it matches, but \(limit.reason())"
            } else {
                fires = true
                winner = rule.name
                why = rule.conditions.isEmpty ? "the rule has no conditions" : "all of its conditions hold"
            }
            return RuleReason(name: rule.name, fires: fires, matches: matches, why: why)
        }
    }
}
