import TossAPI

extension RuleAction {
    /// What the rule does, for people: `refuse FDS_ERROR; delay PT3S, after-commit`.
    package var words: String {
        let parts = [outcome?.words, delay?.words, fault?.words]
        return parts.compactMap { $0 }.joined(separator: "; ")
    }
}

extension Outcome {
    fileprivate var words: String {
        switch self {
        case .approve: "approve"
        case .refuse(let code, let phase): "refuse \(code.rawValue)" + (phase.map { ", \($0.rawValue)" } ?? "")
        case .status(let status, _, let phase): "status \(status), \(phase.rawValue)"
        case .rateLimit(let limit): "429 beyond \(counted(limit.calls, "call")) in \(limit.window.words)"
        }
    }
}

extension Fault {
    /// A phantom is on no side of a commit.
    fileprivate var words: String { kind == .phantom ? kind.rawValue : "\(kind.rawValue), \(phase.rawValue)" }
}

extension Delay {
    fileprivate var words: String { "delay \(duration.words), \(phase.rawValue)" }
}

extension Duration {
    /// As a scenario writes it: `PT1.5S`.
    fileprivate var words: String {
        let (seconds, attoseconds) = components
        let digits = String(attoseconds / 1_000_000_000_000)
        let padded = String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
        let fraction = attoseconds == 0 ? "" : "." + String(padded.reversed().drop { $0 == "0" }.reversed())
        return "PT\(seconds)\(fraction)S"
    }
}
