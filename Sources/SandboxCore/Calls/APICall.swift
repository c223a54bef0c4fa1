package import JournalCodec
package import APIDescription
package import JSON
package import Routing
package import Scenarios
package import TossAPI

/// One call of a payment API: where it is found, what it takes, what it does, and how a journal keeps it.
///
/// A call is one file, in the order of the five steps. To add one, write the file and name it in its API's list.
package protocol APICall: Sendable {
    /// What step 3 decides and step 4 carries out.
    associatedtype Change: Sendable

    /// The API it belongs to.
    static var api: any PaymentAPI.Type { get }
    /// Where it is found; the documented form stands first.
    static var places: [CallPlace] { get }
    /// The spelling under which the API's error tables list it.
    static var documentedName: String { get }
    /// What a document says of it, one for each place; none for a call that no document tells of.
    static var described: [DescribedPlace] { get }
    /// What scenario rules call it.
    static var kind: CallKind { get }
    /// Whether it changes nothing, so that many of one kind can be kept together.
    static var isLookUp: Bool { get }
    /// Whether it brings a card along, whose other members are secrets as well.
    static var bringsCard: Bool { get }

    /// Step 2: reads what is asked and checks each field by itself; a rule broken is a refusal.
    init(_ request: APIRequest, _ parameters: PathParameters) throws(Refusal)

    /// The order and the payment that it names, for the log.
    var names: CallNames { get }
    /// The object it is about, by the key that the API gave out for it; nil when it names none.
    var subject: IssuedKey? { get }
    /// Why it may not be kept because of the card it brings; nil when it may.
    func refusal(ofCardIn cards: CardTable) -> Refusal?
    /// Says what rules may ask about; what the call lacks comes from the object it names.
    func describe(_ facts: inout CallFacts, of request: APIRequest, in sandbox: Sandbox)

    /// Step 3, which changes nothing: the gateway's own checks, then the card.
    func decide(_ work: Work, in sandbox: Sandbox, at now: Instant) throws(Refusal) -> Decision<Change>
    /// Step 4: state, ids, timers and webhooks change together, or nothing does.
    func commit(
        _ change: Change,
        _ work: Work,
        in sandbox: inout Sandbox,
        at now: Instant
    ) throws(Contradiction) -> Answer
    /// Steps 3 and 4; nobody writes another. As a requirement it is compiled for each call by itself, where its `Change`
    /// is known, which would be looked up at run time otherwise.
    func carryOut(_ work: Work, in sandbox: inout Sandbox, at now: Instant) -> Answer
    /// Puts what a change is about onto a stage that holds nothing else, and says the same change of it; nil when there
    /// is none to pretend.
    func stage(_ change: Change, from sandbox: Sandbox, on stage: inout Sandbox) -> Change?
    /// Uses up the keys that a stage has given out, so that they never are again; false when one of them was before.
    func claim(_ keys: SegmentedArray<IssuedKey>, _ work: Work, in sandbox: inout Sandbox) -> Bool

    /// Writes what `init(journal:)` reads, masked.
    func write(to json: inout JSONWriter)
    /// Reads what `write` wrote.
    init(journal members: JournalObject) throws(JournalError)
}

extension APICall {
    package static var described: [DescribedPlace] { [] }
    package static var isLookUp: Bool { false }
    package static var bringsCard: Bool { false }
    package static var documentedName: String { places[0].description }
    package var subject: IssuedKey? { nil }
    package func refusal(ofCardIn cards: CardTable) -> Refusal? { nil }
    package func claim(_ keys: SegmentedArray<IssuedKey>, _ work: Work, in sandbox: inout Sandbox) -> Bool { true }
}

extension APICall where Change == Never {
    package func commit(_ change: Never, _ work: Work, in sandbox: inout Sandbox, at now: Instant) -> Answer {}
    package func stage(_ change: Never, from sandbox: Sandbox, on stage: inout Sandbox) -> Never? {}
}

/// A method and a path, such as `POST /v1/payments/{paymentKey}/cancel`.
package struct CallPlace: Sendable, CustomStringConvertible {
    package let method: String
    package let pattern: String

    package init(_ method: String, _ pattern: String) {
        self.method = method
        self.pattern = pattern
    }

    package var description: String { "\(method) \(pattern)" }
}

/// The names that a log shows of a call.
package struct CallNames: Sendable {
    package var orderId: String?
    package var paymentKey: String?

    package init(orderId: String? = nil, paymentKey: String? = nil) {
        self.orderId = orderId
        self.paymentKey = paymentKey
    }
}

/// An object of an API, by the key that was given out for it.
package struct IssuedKey: Hashable, Sendable {
    /// Whose it is: the API's name.
    package let api: String
    /// What it is a key of, in the API's words: `paymentKey`.
    package let kind: String
    package let key: String

    package init(_ api: any PaymentAPI.Type, _ kind: String, _ key: String) {
        self.api = api.name
        self.kind = kind
        self.key = key
    }
}

/// What step 3 comes to, unless it refuses.
package enum Decision<Change: Sendable>: Sendable {
    /// Show this object; nothing changes.
    case show([UInt8])
    case change(Change)
}
