package import TossAPI

/// For which of the calls or events that it matches a rule fires; nil is no limit.
package struct RuleLimits: Sendable, Equatable {
    /// Which matching ones, counted from 1.
    package var attempts: Set<Int>?
    /// How often it may fire.
    package var times: Int?
    /// The first instant at which it fires.
    package var from: Instant?
    /// The first instant at which it no longer fires.
    package var until: Instant?
    /// How likely it fires when all else lets it, 0 to 1; nil means surely.
    package var chance: Double?

    /// Limits that are all absent unless given.
    package init(
        attempts: Set<Int>? = nil,
        times: Int? = nil,
        from: Instant? = nil,
        until: Instant? = nil,
        chance: Double? = nil
    ) {
        self.attempts = attempts
        self.times = times
        self.from = from
        self.until = until
        self.chance = chance
    }

    /// The limit that keeps a rule from firing for what it matches for the `attempt`-th time, after `fired` firings.
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

    /// Whether none of them can keep a rule from firing.
    var letAllThrough: Bool {
        attempts == nil && times == nil && from == nil && until == nil && chance ?? 1 >= 1
    }
}
