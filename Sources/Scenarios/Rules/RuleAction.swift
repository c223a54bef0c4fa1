/// What a rule does to a call: at most one outcome, one delay and one fault.
package struct RuleAction: RuleConsequence, Equatable {
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

    package var rateLimit: RateLimit? { if case .rateLimit(let limit) = outcome { limit } else { nil } }
}

/// What a rule decides in place of the card.
package enum Outcome: Sendable, Equatable {
    /// The card's own outcome is ignored; the gateway's checks stay.
    case approve
    /// The card company says no, after the gateway's checks.
    ///
    /// The code always has an HTTP status. With `beforeCommit`, or a status of 401, 404, 409, 429 or 5xx, it is the
    /// answer only and nothing changes. Nil is what a file without `phase` says.
    case refuse(RefusalCode, phase: Phase?)
    /// This answer; `body` is the JSON or the text of the file, and nil leaves the body to the API.
    ///
    /// The status is 200...599; from 400 on an API that is left the body answers with an error of its own, else with
    /// nothing.
    case status(Int, body: [UInt8]?, phase: Phase)
    /// The calls beyond so many in a window of the sandbox's clock get 429, before the commit.
    case rateLimit(RateLimit)
}

/// How many calls a rule lets pass in a window that begins with the first of them.
package struct RateLimit: Sendable, Equatable {
    /// At least 1.
    package let calls: Int
    /// Above zero.
    package let window: Duration

    /// A limit; the reader sees to its bounds.
    package init(calls: Int, window: Duration) {
        self.calls = calls
        self.window = window
    }
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
        /// No byte for a time, then a FIN.
        case hang
        /// A TCP reset, and no byte of an answer.
        case reset
        /// A FIN, and no byte of an answer.
        case close
        /// Whole headers, half the body, a FIN.
        case truncate
        /// Bytes that are no HTTP, and a FIN.
        case garbage
        /// The whole answer, one byte at a time.
        case drip
        /// 200 with an HTML page.
        case wrongContentType = "wrong-content-type"
        /// The answer of success, and nothing stored; it has no phase, and nothing shows on the wire.
        case phantom

        /// How long it lasts, or waits between two bytes, when the file does not say; nil for those that take no time.
        package var usualDuration: Duration? {
            switch self {
            case .hang: .seconds(60)
            case .drip: .seconds(1)
            case .reset, .close, .truncate, .garbage, .wrongContentType, .phantom: nil
            }
        }
    }

    /// The longest that a hang may last, or a drip wait between two bytes.
    package static let longestDuration = Duration.seconds(600)

    /// What the client sees.
    package let kind: Kind
    /// Whether the money has moved by then; a phantom moves none.
    package let phase: Phase
    /// How long a hang lasts, or a drip waits between two bytes; zero for the others.
    package let duration: Duration

    /// A fault, before the commit and of the usual length unless it is said otherwise.
    package init(kind: Kind, phase: Phase = .beforeCommit, duration: Duration? = nil) {
        self.kind = kind
        self.phase = phase
        self.duration = duration ?? kind.usualDuration ?? .zero
    }
}
