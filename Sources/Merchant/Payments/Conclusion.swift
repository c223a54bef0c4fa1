/// What an attempt at an operation came to.
enum Conclusion: Sendable, Equatable {
    /// The operation has its outcome, and all that follows from it is stored.
    case finished
    /// The same, and the reason is a mistake of ours that the caller should hear of.
    case ours(Refusal)
    /// Nobody knows; it is to be tried again later, under the same key.
    case open(String)
    /// It certainly did not happen, because of a mistake of ours; it is to be tried again later, under a new key.
    case later(Refusal)
    /// Somebody else is at it.
    case busy
}

extension OpenReason {
    /// What is open, for a log and a finding.
    var text: String {
        switch self {
        case .mayHaveHappened(let text), .notSent(let text): text
        }
    }
}
