package import JSON

/// Whether every rule of a loaded scenario has done something.
package enum RuleCheck {
    /// What is wrong, from the counters of `GET /sandbox/scenario`; nil when each rule fired or is optional.
    package static func failure(_ rules: [JSONNode]) -> Failure? {
        let idle = rules.enumerated().filter { _, rule in
            rule["fired"]?.integer == 0 && rule["optional"]?.bool != true
        }
        guard !idle.isEmpty else { return nil }
        let details = idle.map { index, rule in
            let name = rule["name"]?.string.map { "\"\($0)\"" } ?? "number \(index + 1)"
            let matched = rule["matched"]?.integer ?? 0
            let calls = matched == 1 ? "1 call" : "\(matched) calls"
            return matched == 0
                ? "\(name) never fired: no call matched it"
                : "\(name) never fired: \(calls) matched, but none by its attempts, times or dates"
        }
        let count = idle.count == 1 ? "1 rule" : "\(idle.count) rules"
        return Failure("\(count) never fired; a rule that need not says \"optional\": true", details)
    }
}
