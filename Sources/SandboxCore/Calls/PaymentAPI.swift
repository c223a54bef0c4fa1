package import APIDescription
package import Scenarios
package import TossAPI

/// The API of one payment provider, as far as it is emulated: which calls it has and how it speaks.
///
/// The engine (five steps, clock, webhooks, rules, faults, idempotency, logs, journal) knows none of them by name.
package protocol PaymentAPI: Sendable {
    /// All that it knows in one life of a sandbox, as one value.
    associatedtype State: Sendable

    /// As messages name it: `Toss`.
    static var name: String { get }
    /// What scenario files may name of it.
    static var words: Vocabulary.API { get }
    /// Every call, each in a file of its own.
    static var calls: [any APICall.Type] { get }
    /// The commands about its own things: a buyer in its window, say.
    static var commands: [any SandboxCommand.Type] { get }
    /// What nearly every path of its look-ups begins with; nil when it has nothing of the kind.
    static var usualLookUp: String? { get }
    /// The headers that it reads beside those that everybody does, as they are spelled; none may hold a secret.
    static var headers: [String] { get }
    /// What its events tell of, beside what everybody's do.
    static var eventTypes: [EventType] { get }
    /// The webhook that tells of a payment's status, which is what people wait for; nil when there is none.
    static var statusEvent: String? { get }
    /// What it knows at the first moment of a life.
    static func begin() -> State

    // MARK: How it speaks

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
    /// What the ids of its webhooks begin with.
    static var deliveryPrefix: String { get }
    /// The headers of one attempt of a webhook.
    static func headers(of delivery: Delivery, at now: Instant) -> [APIRequest.Header]
    /// How webhooks to an endpoint are signed; nil for those that are not.
    static func signing(for endpoint: WebhookEndpoint) -> WebhookSigning?
    /// What is odd about what a receiver answered; nil when nothing is.
    static func remark(onAnswer status: Int, to delivery: Delivery) -> String?

    // MARK: What a document says of it

    /// What its calls take beside what each says, by method.
    static func parameters(of method: String) -> [Parameter]
    /// What a call may be refused with, at least.
    static func codes(of call: any APICall.Type, method: String) -> [RefusalCode]
    /// What a refusal's body looks like; nil for what is no JSON.
    static var refusalBody: Component? { get }
    /// The components of its that stand in an order of their own; others follow as its calls name them.
    static var components: [Component] { get }

    // MARK: What the engine asks about its state

    /// Its payments, oldest first.
    static func payments(in sandbox: Sandbox) -> PaymentRecords
    /// Its payments of an order, oldest first.
    static func payments(ofOrder orderId: String, in sandbox: Sandbox) -> [PaymentRecord]
    /// Its payment with this key.
    static func payment(_ paymentKey: String, in sandbox: Sandbox) -> PaymentRecord?
    /// Why it sends no webhook about a payment as it stands; nil when there is no reason.
    static func silence(about paymentKey: String, in sandbox: Sandbox) -> String?
    /// Whether it ever gave out this key, of a kind of its own.
    static func knows(_ kind: String, _ key: String, in sandbox: Sandbox) -> Bool
    /// Whether nothing of it has a time that a clock taken back would contradict.
    static func isUntouched(in sandbox: Sandbox) -> Bool
    /// Adds to what somebody says of a call what its object says.
    static func complete(_ facts: inout CallFacts, in sandbox: Sandbox)
    /// What a card would be asked for by such a call, and which attempt it would be; nil when none is asked.
    static func cardUse(of facts: CallFacts, in sandbox: Sandbox) -> (use: CardUse, attempt: Int)?

    // MARK: What it leaves to the clock

    /// Whether a timer still means something.
    static func holds(timer: Int, at instant: Instant, in sandbox: Sandbox) -> Bool
    /// The name of what a timer is about.
    static func subject(ofTimer timer: Int, in sandbox: Sandbox) -> String
    /// Does what a timer was set for, and says whether it did anything.
    static func fire(timer: Int, at instant: Instant, in sandbox: inout Sandbox) -> Bool
}

extension PaymentAPI {
    package static var commands: [any SandboxCommand.Type] { [] }
    package static var usualLookUp: String? { nil }
    package static var name: String { words.name }
    package static var deliveryPrefix: String { "delivery-" }
    package static var headers: [String] { [] }
    package static var eventTypes: [EventType] { [] }
    package static var statusEvent: String? { nil }
    package static func headers(of delivery: Delivery, at now: Instant) -> [APIRequest.Header] {
        [APIRequest.Header(name: "Content-Type", value: "application/json; charset=utf-8")]
    }
    package static func parameters(of method: String) -> [Parameter] { [] }
    package static func codes(of call: any APICall.Type, method: String) -> [RefusalCode] { [] }
    package static var refusalBody: Component? { nil }
    package static var components: [Component] { [] }
    package static func signing(for endpoint: WebhookEndpoint) -> WebhookSigning? { endpoint.ownSigning }
    package static func remark(onAnswer status: Int, to delivery: Delivery) -> String? { nil }
    package static func knows(_ kind: String, _ key: String, in sandbox: Sandbox) -> Bool { false }
    package static func silence(about paymentKey: String, in sandbox: Sandbox) -> String? { nil }
    package static func complete(_ facts: inout CallFacts, in sandbox: Sandbox) {}
    package static func cardUse(of facts: CallFacts, in sandbox: Sandbox) -> (use: CardUse, attempt: Int)? { nil }
    package static func holds(timer: Int, at instant: Instant, in sandbox: Sandbox) -> Bool { false }
    package static func subject(ofTimer timer: Int, in sandbox: Sandbox) -> String { "" }
    package static func fire(timer: Int, at instant: Instant, in sandbox: inout Sandbox) -> Bool { false }
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
