/// The API of one payment provider, as far as it is emulated: which calls it has and how it speaks.
///
/// The engine (five steps, clock, webhooks, rules, faults, idempotency, logs, journal) knows none of them by name.
package protocol PaymentAPI: Sendable {
    /// Every call, each in a file of its own.
    static var calls: [any APICall.Type] { get }

    /// The key under which the answer to a call is kept and replayed; nil for a call that brings none.
    static func idempotencyKey(of call: ReceivedCall) throws(Refusal) -> String?
    /// Whether an answer with this status is kept under its key.
    static func keeps(status: Int) -> Bool
    /// The refusal that a request itself asks for, by a header for tests.
    static func forcedRefusal(of request: APIRequest) -> Refusal?
    /// The API's own refusal where the engine has a reason to refuse.
    static func refusal(_ cause: EngineCause, note: String) -> Refusal

    /// The status of a refusal.
    static func status(of refusal: Refusal) -> Int
    /// The body of a refusal, in the API's shape and the caller's language.
    static func body(of refusal: Refusal, to call: ReceivedCall) -> [UInt8]
    /// The headers of an answer.
    static func headers(of answer: AnswerHead, to call: ReceivedCall) -> [APIRequest.Header]
}

/// Why the engine itself refuses a call.
package enum EngineCause: Sendable {
    /// Another request with the same key is still running.
    case stillRunning
    /// There were too many calls.
    case limited
    /// A rule wants an error of the caller, and says no more.
    case wrongRequest
    /// A rule wants an error of the gateway, or the answer is to be lost.
    case trouble
}

/// What is known of an answer when its headers are made.
package struct AnswerHead: Sendable {
    package let isEmpty: Bool
    /// The id under which this answer can be traced.
    package let trace: String
    /// The trace of the answer that is replayed; nil for one of its own.
    package let replayed: String?
    /// Seconds until there may be more calls; nil without a limit.
    package let retryAfter: Int64?
}
