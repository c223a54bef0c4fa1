package import TossAPI

/// One entry of `rules`: for which calls, how often, and what then.
package struct Rule: Sendable {
    /// The file's name for it, or its place: `rules[0]`.
    package let name: String
    /// The calls it is about.
    package let operations: Set<Operation>
    /// What must hold for a call besides.
    package let conditions: RuleConditions
    /// Which matching calls it fires for, counted from 1; nil means each.
    package let attempts: Set<Int>?
    /// How often it may fire; nil means without end.
    package let times: Int?
    /// The first instant at which it fires; nil means always.
    package let from: Instant?
    /// The first instant at which it no longer fires.
    package let until: Instant?
    /// How likely it fires when all else lets it, 0 to 1; nil means surely.
    package let chance: Double?
    /// Whether a run may end without it ever having fired.
    package let isOptional: Bool
    /// What happens when it fires.
    package let action: RuleAction

    /// A rule without limits unless they are given.
    package init(
        name: String,
        operations: Set<Operation>,
        conditions: RuleConditions = RuleConditions(),
        attempts: Set<Int>? = nil,
        times: Int? = nil,
        from: Instant? = nil,
        until: Instant? = nil,
        chance: Double? = nil,
        isOptional: Bool = false,
        action: RuleAction
    ) {
        self.name = name
        self.operations = operations
        self.conditions = conditions
        self.attempts = attempts
        self.times = times
        self.from = from
        self.until = until
        self.chance = chance
        self.isOptional = isOptional
        self.action = action
    }

    /// Whether the rule is about this call, whatever its limits say.
    package func matches(_ call: CallFacts) -> Bool {
        operations.contains(call.operation) && conditions.hold(for: call)
    }

    /// The limit that keeps the rule from firing for its `attempt`-th matching call, after `fired` firings.
    ///
    /// `chance` and a `rateLimit` are not among them: they remember what was before.
    package func limit(attempt: Int, fired: Int, at now: Instant) -> RuleLimit? {
        if let attempts, !attempts.contains(attempt) { return .attempts(attempts, attempt: attempt) }
        if let times, fired >= times { return .times(times) }
        return timeLimit(at: now)
    }

    /// What `from` and `until` have against it.
    package func timeLimit(at now: Instant) -> RuleLimit? {
        if let from, now < from { return .from(from, now: now) }
        if let until, now >= until { return .until(until, now: now) }
        return nil
    }

    /// The limit it watches over, when that is what it does.
    package var rateLimit: RateLimit? {
        if case .rateLimit(let limit) = action.outcome { limit } else { nil }
    }

    /// Whether every call of its operations that reaches the rule ends there.
    var isUnlimited: Bool {
        conditions.isEmpty && attempts == nil && times == nil && from == nil && until == nil && chance ?? 1 >= 1
            && rateLimit == nil
    }
}
