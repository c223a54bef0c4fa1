import Determinism
import TossAPI

/// What a sandbox remembers of one rule of its scenario.
package struct RuleRecord: Sendable, Equatable {
    /// The calls a `rateLimit` has seen since the first of them.
    struct Window: Sendable, Equatable {
        /// When it ends, and the next call begins another.
        let end: Instant
        /// Calls so far, those beyond the limit included.
        var calls: Int
    }

    /// How many calls or events it was about.
    package private(set) var matched = 0
    /// How many it decided.
    package private(set) var fired = 0
    /// Those that came nearest to it without matching it.
    package private(set) var missed = NearestMisses()
    /// What last kept it from firing for one that it matched.
    package private(set) var limited: RuleLimit?
    /// The draws of a rule with a `chance`.
    private var draws: SeededStream?
    /// The window of a rule with a `rateLimit`.
    private(set) var window: Window?

    /// The record of a rule without a chance that has seen nothing.
    package init() {}

    fileprivate init(draws: SeededStream?) { self.draws = draws }

    /// Counts one that it did not match, by the conditions that did not hold.
    mutating func miss(_ facts: some RuleFacts, by unmet: [RuleConditions.Condition]) { missed.add(unmet, of: facts) }

    /// Counts a match, and says what keeps the rule from firing for it; nil when it fires, which is counted as well.
    mutating func match<Facts, Action>(_ rule: Rule<Facts, Action>, at now: Instant) -> RuleLimit? {
        matched += 1
        guard let limit = limit(of: rule, at: now) else {
            fired += 1
            return nil
        }
        limited = limit
        return limit
    }

    /// What would keep the rule from firing for its next match; counts and draws nothing.
    func nextLimit<Facts, Action>(of rule: Rule<Facts, Action>, at now: Instant) -> RuleLimit? {
        var next = self
        return next.match(rule, at: now)
    }

    /// What keeps the rule from firing for the match that was just counted.
    ///
    /// A chance is drawn last, when all else lets the rule fire.
    private mutating func limit<Facts, Action>(of rule: Rule<Facts, Action>, at now: Instant) -> RuleLimit? {
        // Every match in its time counts, also one that another limit keeps from firing.
        var withinRate: RuleLimit?
        if let rate = rule.action.rateLimit, rule.limits.timeLimit(at: now) == nil, !exceeds(rate, at: now) {
            withinRate = .rate(rate)
        }
        if let limit = rule.limits.limit(attempt: matched, fired: fired, at: now) ?? withinRate { return limit }
        guard let chance = rule.limits.chance, !draw(chance, for: rule) else { return nil }
        return .chance(chance)
    }

    private mutating func draw<Facts, Action>(_ chance: Double, for rule: Rule<Facts, Action>) -> Bool {
        var stream = draws ?? rule.draws(number: 0, seed: 0)
        defer { draws = stream }
        return Double(stream.next() >> 11) * 0x1p-53 < chance
    }

    /// Counts a match in the window of a `rateLimit`, and says whether it is beyond the limit.
    private mutating func exceeds(_ limit: RateLimit, at now: Instant) -> Bool {
        var current = window.flatMap { now < $0.end ? $0 : nil } ?? Window(end: now + limit.window, calls: 0)
        current.calls += 1
        window = current
        return current.calls > limit.calls
    }
}

extension [RuleRecord] {
    /// The records of rules that have seen nothing; the draws of each depend on the seed and its name alone.
    ///
    /// The name of a rule without one is its place. Of rules with one name each has a stream of its own.
    package init<Facts, Action>(for rules: [Rule<Facts, Action>], seed: UInt64) {
        var namesakes: [String: Int] = [:]
        self = rules.map { rule in
            let number = namesakes[rule.name, default: 0]
            namesakes[rule.name] = number + 1
            return RuleRecord(draws: rule.limits.chance.map { _ in rule.draws(number: number, seed: seed) })
        }
    }

    /// Makes room for rules that they were not made for.
    mutating func grow<Facts, Action>(to rules: [Rule<Facts, Action>]) {
        if rules.count > count { self += [RuleRecord](for: rules, seed: 0)[count...] }
    }
}

extension Rule {
    /// The draws of the rule, or of one of its namesakes.
    fileprivate func draws(number: Int, seed: UInt64) -> SeededStream {
        SeededStream(seed: seed, label: "\(Facts.drawLabel) \(number) \(name)")
    }
}
