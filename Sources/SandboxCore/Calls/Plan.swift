package import Scenarios
import TossAPI

/// Step 2: what is to become of a request, before anybody looks at what it is about.
package struct Plan: Sendable {
    /// The answer, when the gateway's own checks are not asked any more.
    var settled: Answer?
    /// The rule that fired.
    package internal(set) var firing: Firing?
    /// Where its answer will be kept; nil when it will not.
    var scope: IdempotencyStore.Scope?

    var rule: CallRule? { firing?.rule }
    package var action: RuleAction { rule?.action ?? RuleAction() }
}

/// An answer's content, before it has headers and bytes.
package enum Answer: Sendable {
    case refusal(Refusal)
    /// An object of the API, or nothing at all.
    case object([UInt8])
    /// What a rule wants said, with its own status.
    case scripted(status: Int, body: [UInt8]?)
    case replay(IdempotencyStore.StoredAnswer)
    /// An object that shows what did not happen.
    case phantom([UInt8])
    /// Too many calls; the seconds until there may be more.
    case limited(Refusal, retryAfter: Int64)
}

/// One request on its way through the steps.
package struct Work: Sendable {
    /// Its place in the request log.
    package let id: Int
    let shared: SharedCall
    package let plan: Plan

    package var call: ReceivedCall { _read { yield shared.value } }
}

/// A request whose answer waits.
enum HeldRequest: Sendable {
    /// Nothing has happened yet.
    case undecided(Work)
    /// All has happened; only the answer waits, and what will be kept of it.
    case answered(Work, APIAnswer, IdempotencyStore.StoredAnswer?)
}
