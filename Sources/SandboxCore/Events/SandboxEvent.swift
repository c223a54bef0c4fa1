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
    /// The Toss request that caused it; nil when a person, a timer or a receiver did.
    package let request: Int?

    /// What changed, by the names it is known by; they outlive what they name.
    package enum Subject: Sendable {
        case sandbox
        /// `amount` is what was taken or given back by this change, or what the payment is about.
        case payment(paymentKey: MaskedText, orderId: MaskedText, status: PaymentStatus, amount: Won)
        case billingKey(MaskedText, customerKey: MaskedText)
        case authorization(authKey: MaskedText, customerKey: MaskedText)
        /// A charge that reached the card company and changed nothing but the count of its card's attempts.
        case turnedAway(billingKey: MaskedText?, code: ErrorCode)
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

/// What an event tells of.
package enum EventType: String, CaseIterable, Sendable {
    case paymentCreated = "payment.created"
    case paymentAuthenticated = "payment.authenticated"
    case paymentDone = "payment.done"
    case paymentAborted = "payment.aborted"
    case paymentExpired = "payment.expired"
    case paymentCanceled = "payment.canceled"
    case paymentPartialCanceled = "payment.partial-canceled"
    /// Used up by the older form of the billing issue call.
    case paymentUsedForBilling = "payment.used-for-billing"
    /// Came from the sandbox of a client key that was bound to this one.
    case paymentAdopted = "payment.adopted"
    /// Refused what had been decided for it, and stayed as it was: a fault of Tossbox.
    case paymentContradicted = "payment.contradicted"
    case authorizationCreated = "authorization.created"
    case authorizationAdopted = "authorization.adopted"
    case billingKeyIssued = "billing-key.issued"
    case billingKeyDeleted = "billing-key.deleted"
    case chargeTurnedAway = "charge.turned-away"
    case deliveryQueued = "delivery.queued"
    /// An attempt began.
    case deliverySending = "delivery.sending"
    case deliverySucceeded = "delivery.succeeded"
    /// An attempt failed, and another one is due.
    case deliveryRetried = "delivery.retried"
    /// The last attempt failed.
    case deliveryFailed = "delivery.failed"
    /// Somebody asked for one more attempt.
    case deliveryResent = "delivery.resent"
    /// It waits until somebody, or a rule, releases it.
    case deliveryHeld = "delivery.held"
    case deliveryReleased = "delivery.released"
    /// Given up, by a rule or by somebody.
    case deliveryDropped = "delivery.dropped"
    case endpointAdded = "endpoint.added"
    case endpointRemoved = "endpoint.removed"
    case alarmSet = "alarm.set"
    case alarmRemoved = "alarm.removed"
    case alarmRang = "alarm.rang"
    case alarmAnswered = "alarm.answered"
    case clockSet = "clock.set"
    case clockAdvanced = "clock.advanced"
    case scenarioLoaded = "scenario.loaded"
    case sandboxReset = "sandbox.reset"
    /// Gone back to a snapshot.
    case sandboxRestored = "sandbox.restored"
    /// No change by itself: a request got its answer, whatever that was.
    case requestAnswered = "request.answered"
}
