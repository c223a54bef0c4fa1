package import JSON
package import Masking
package import TossAPI

/// One change of a sandbox, or one answered request, as a listener is told of it.
package struct SandboxEvent: Sendable {
    /// Counts from 1, and goes on counting over a reset.
    package let id: Int
    /// By the sandbox's clock, which a reset may take back.
    package let at: Instant
    package let type: EventType
    package let subject: Subject
    /// The call that caused it; nil when a person, a timer or a receiver did.
    package let request: Int?

    /// What changed, by the names it is known by; they outlive what they name.
    package enum Subject: Sendable {
        case sandbox
        /// The status is in the API's words, `amount` is what was taken or given back by this change, or what the payment is about.
        case payment(paymentKey: MaskedText, orderId: MaskedText, status: String, amount: Won)
        /// Something of an API's own.
        case object(any EventSubject)
        /// `status` is what the receiver answered, if it did.
        case delivery(MaskedText, eventType: MaskedText, orderId: MaskedText?, paymentKey: MaskedText?, status: Int?)
        case endpoint(id: String, url: MaskedText)
        case alarm(id: MaskedText)
        /// Where the clock stands now.
        case clock(Instant)
        case scenario(name: MaskedText)
        case request(method: String, path: MaskedText, status: Int)
    }
}

/// What an API's own event is about.
package protocol EventSubject: Sendable {
    /// Writes the names it is known by, as members of the event.
    func write(to json: inout JSONWriter)
}

/// What an event tells of: one of those below, or one that an API declares.
package struct EventType: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }
}

extension EventType {
    package static let deliveryQueued = EventType(rawValue: "delivery.queued")
    /// An attempt began.
    package static let deliverySending = EventType(rawValue: "delivery.sending")
    package static let deliverySucceeded = EventType(rawValue: "delivery.succeeded")
    /// An attempt failed, and another one is due.
    package static let deliveryRetried = EventType(rawValue: "delivery.retried")
    /// The last attempt failed.
    package static let deliveryFailed = EventType(rawValue: "delivery.failed")
    /// Somebody asked for one more attempt.
    package static let deliveryResent = EventType(rawValue: "delivery.resent")
    /// It waits until somebody, or a rule, releases it.
    package static let deliveryHeld = EventType(rawValue: "delivery.held")
    package static let deliveryReleased = EventType(rawValue: "delivery.released")
    /// Given up, by a rule or by somebody.
    package static let deliveryDropped = EventType(rawValue: "delivery.dropped")
    package static let endpointAdded = EventType(rawValue: "endpoint.added")
    package static let endpointRemoved = EventType(rawValue: "endpoint.removed")
    package static let alarmSet = EventType(rawValue: "alarm.set")
    package static let alarmRemoved = EventType(rawValue: "alarm.removed")
    package static let alarmRang = EventType(rawValue: "alarm.rang")
    package static let alarmAnswered = EventType(rawValue: "alarm.answered")
    package static let clockSet = EventType(rawValue: "clock.set")
    package static let clockAdvanced = EventType(rawValue: "clock.advanced")
    package static let scenarioLoaded = EventType(rawValue: "scenario.loaded")
    package static let sandboxReset = EventType(rawValue: "sandbox.reset")
    /// Gone back to a snapshot.
    package static let sandboxRestored = EventType(rawValue: "sandbox.restored")
    /// No change by itself: a request got its answer, whatever that was.
    package static let requestAnswered = EventType(rawValue: "request.answered")

    /// Those of the engine.
    static let common: [EventType] = [
        .deliveryQueued, .deliverySending, .deliverySucceeded, .deliveryRetried, .deliveryFailed, .deliveryResent,
        .deliveryHeld, .deliveryReleased, .deliveryDropped, .endpointAdded, .endpointRemoved, .alarmSet,
        .alarmRemoved, .alarmRang, .alarmAnswered, .clockSet, .clockAdvanced, .scenarioLoaded, .sandboxReset,
        .sandboxRestored, .requestAnswered,
    ]
}
