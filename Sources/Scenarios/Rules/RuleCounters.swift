import Determinism
package import TossAPI

/// What a sandbox remembers of each rule of its scenario, in the order of the rules.
package struct RuleCounters: Sendable, Equatable {
    /// The calls a `rateLimit` has seen since the first of them.
    package struct Window: Sendable, Equatable {
        /// When it ends, and the next call begins another.
        package let end: Instant
        /// Calls so far, those beyond the limit included.
        package internal(set) var calls: Int
    }

    /// How many calls it was about.
    package var matched: [Int]
    /// How many calls it decided.
    package var fired: [Int]
    /// The calls that came nearest to each rule without matching it.
    package private(set) var missed: [NearestMisses]
    /// What last kept each rule from firing for a call that it matched.
    package private(set) var limited: [RuleLimit?]
    /// The draws of a rule with a `chance`.
    private var draws: [SeededStream?]
    /// The window of a rule with a `rateLimit`.
    package private(set) var windows: [Window?]

    /// Zeros for so many rules, none of which has a chance.
    package init(ruleCount: Int = 0) {
        matched = Array(repeating: 0, count: max(0, ruleCount))
        fired = matched
        missed = Array(repeating: NearestMisses(), count: matched.count)
        limited = Array(repeating: nil, count: matched.count)
        draws = Array(repeating: nil, count: matched.count)
        windows = Array(repeating: nil, count: matched.count)
    }

    /// Zeros for these rules; the draws of each depend on the seed and its name alone.
    ///
    /// The name of a rule without one is its place. Of rules with one name each has a stream of its own.
    package init(for rules: [Rule], seed: UInt64) {
        self.init(ruleCount: rules.count)
        var namesakes: [String: Int] = [:]
        for (index, rule) in rules.enumerated() {
            let number = namesakes[rule.name, default: 0]
            namesakes[rule.name] = number + 1
            if rule.chance != nil { draws[index] = Self.draws(of: rule.name, number: number, seed: seed) }
        }
    }

    /// Makes room for rules that it was not made for.
    mutating func grow(to rules: [Rule]) {
        guard rules.count > matched.count else { return }
        let grown = RuleCounters(for: rules, seed: 0)
        matched += grown.matched[matched.count...]
        fired += grown.fired[fired.count...]
        missed += grown.missed[missed.count...]
        limited += grown.limited[limited.count...]
        draws += grown.draws[draws.count...]
        windows += grown.windows[windows.count...]
    }

    mutating func miss(_ index: Int, by unmet: [RuleConditions.Condition], _ call: CallFacts) {
        missed[index].add(unmet, of: call)
    }

    mutating func hold(_ index: Int, by limit: RuleLimit) { limited[index] = limit }

    private static func draws(of name: String, number: Int, seed: UInt64) -> SeededStream {
        SeededStream(seed: seed, label: "chance \(number) \(name)")
    }

    /// Draws once for the rule at this place; surely true for one without a chance.
    mutating func draw(_ rule: Rule, at index: Int) -> Bool {
        guard let chance = rule.chance else { return true }
        var stream = draws[index] ?? Self.draws(of: rule.name, number: 0, seed: 0)
        defer { draws[index] = stream }
        return Double(stream.next() >> 11) * 0x1p-53 < chance
    }

    /// Counts a call in the window of the rule at this place, and says whether it is beyond the limit.
    mutating func exceeds(_ limit: RateLimit, at index: Int, now: Instant) -> Bool {
        var window = windows[index].flatMap { now < $0.end ? $0 : nil } ?? Window(end: now + limit.window, calls: 0)
        window.calls += 1
        windows[index] = window
        return window.calls > limit.calls
    }
}
