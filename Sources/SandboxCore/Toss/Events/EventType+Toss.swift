/// What events tell of Toss's payments and keys.
extension EventType {
    package static let paymentCreated = EventType(rawValue: "payment.created")
    package static let paymentAuthenticated = EventType(rawValue: "payment.authenticated")
    package static let paymentDone = EventType(rawValue: "payment.done")
    package static let paymentAborted = EventType(rawValue: "payment.aborted")
    package static let paymentExpired = EventType(rawValue: "payment.expired")
    package static let paymentCanceled = EventType(rawValue: "payment.canceled")
    package static let paymentPartialCanceled = EventType(rawValue: "payment.partial-canceled")
    /// Used up by the older form of the billing issue call.
    package static let paymentUsedForBilling = EventType(rawValue: "payment.used-for-billing")
    /// Came from the sandbox of a client key that was bound to this one.
    package static let paymentAdopted = EventType(rawValue: "payment.adopted")
    /// Refused what had been decided for it, and stayed as it was: a fault of Tossbox.
    package static let paymentContradicted = EventType(rawValue: "payment.contradicted")
    package static let authorizationCreated = EventType(rawValue: "authorization.created")
    package static let authorizationAdopted = EventType(rawValue: "authorization.adopted")
    package static let billingKeyIssued = EventType(rawValue: "billing-key.issued")
    package static let billingKeyDeleted = EventType(rawValue: "billing-key.deleted")
    package static let chargeTurnedAway = EventType(rawValue: "charge.turned-away")

    static let toss: [EventType] = [
        .paymentCreated, .paymentAuthenticated, .paymentDone, .paymentAborted, .paymentExpired, .paymentCanceled,
        .paymentPartialCanceled, .paymentUsedForBilling, .paymentAdopted, .paymentContradicted, .authorizationCreated,
        .authorizationAdopted, .billingKeyIssued, .billingKeyDeleted, .chargeTurnedAway,
    ]
}
