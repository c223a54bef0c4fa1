package import TossAPI

/// What keeps a rule from firing for a call that it matches: each limit of a rule is a case, and says why.
package enum RuleLimit: Sendable, Equatable {
    /// It fires for some of its matching calls, and this is another one.
    case attempts(Set<Int>, attempt: Int)
    /// It has fired as often as it may.
    case times(Int)
    /// It begins later.
    case from(Instant, now: Instant)
    /// It is over.
    case until(Instant, now: Instant)
    /// It lost the draw.
    case chance(Double)
    /// The calls of its window are not used up.
    case rate(RateLimit)

    /// Why, as the rest of a sentence whose subject is the call, or whatever else `noun` calls it.
    package func reason(about noun: String = CallFacts.noun) -> String {
        switch self {
        case .attempts(let attempts, let attempt):
            let wanted = attempts.sorted().map(ordinal).joined(separator: ", ")
            return "it is the rule's \(ordinal(attempt)) matching \(noun), the rule fires for the \(wanted) only"
        case .times(let times):
            return "the rule has fired \(counted(times, "time")), which is as often as its \"times\" allow"
        case .from(let from, let now):
            return "the clock shows \(now), the rule begins at \(from)"
        case .until(let until, let now):
            return "the clock shows \(now), the rule ended at \(until)"
        case .chance(let chance): return "it lost the draw; the rule's chance is \(chance)"
        case .rate(let limit): return "it is within the rule's limit of \(counted(limit.calls, "call"))"
        }
    }
}

/// 1st, 2nd, 3rd, 4th, 11th.
func ordinal(_ number: Int) -> String {
    let suffix =
        switch (number % 10, number % 100) {
        case (_, 11...13): "th"
        case (1, _): "st"
        case (2, _): "nd"
        case (3, _): "rd"
        default: "th"
        }
    return "\(number)\(suffix)"
}

/// "1 time", "2 times".
package func counted(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
}
