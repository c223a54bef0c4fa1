package import TossAPI

/// What a rule does to a call: at most one outcome, one delay and one fault.
package struct RuleAction: Sendable, Equatable {
    /// What is decided; nil leaves it to the gateway and the card.
    package let outcome: Outcome?
    /// How long the answer, or the commit, waits.
    package let delay: Delay?
    /// How the answer is spoilt on its way.
    package let fault: Fault?

    /// An action of these parts.
    package init(outcome: Outcome? = nil, delay: Delay? = nil, fault: Fault? = nil) {
        self.outcome = outcome
        self.delay = delay
        self.fault = fault
    }
}

/// What a rule decides in place of the card.
package enum Outcome: Sendable, Equatable {
    /// The card's own outcome is ignored; the gateway's checks stay.
    case approve
    /// The card company says no, after the gateway's checks.
    ///
    /// The code always has an HTTP status. With `beforeCommit`, or a status of 401, 404, 409, 429 or 5xx, it is the
    /// answer only and nothing changes. Nil is what a file without `phase` says.
    case refuse(ErrorCode, phase: Phase?)
    /// This answer; `body` is the JSON or the text of the file, and nil leaves the body empty.
    ///
    /// The status is 200...599.
    case status(Int, body: [UInt8]?, phase: Phase)
}

/// A wait in real time.
package struct Delay: Sendable, Equatable {
    /// How long; never negative.
    package let duration: Duration
    /// `afterCommit` commits at once and answers later; `beforeCommit` commits when the wait ends.
    package let phase: Phase

    /// A wait, after the commit unless it is said otherwise.
    package init(duration: Duration, phase: Phase = .afterCommit) {
        self.duration = duration
        self.phase = phase
    }
}

/// A way to lose an answer.
package struct Fault: Sendable, Equatable {
    /// What the client sees.
    package enum Kind: String, CaseIterable, Sendable {
        /// A TCP reset, and no byte of an answer.
        case reset
    }

    /// What the client sees.
    package let kind: Kind
    /// Whether the money has moved by then.
    package let phase: Phase

    /// A fault, before the commit unless it is said otherwise.
    package init(kind: Kind, phase: Phase = .beforeCommit) {
        self.kind = kind
        self.phase = phase
    }
}
