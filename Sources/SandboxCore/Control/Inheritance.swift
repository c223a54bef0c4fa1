package import TossAPI

/// The unfinished business of a client key that was not paired yet, on its way to the sandbox of its secret key.
package struct Inheritance: Sendable {
    /// By the clock of the sandbox they come from.
    package let payments: [Payment]
    package let authorizations: [BillingAuthorization]
    /// What that clock showed.
    package let now: Instant
}

extension Sandbox {
    /// What another sandbox would inherit from this one: payments and registrations that are not finished.
    package func inheritance(at wall: Instant) -> Inheritance {
        let now = clock.now(at: wall)
        return Inheritance(
            payments: payments.payments.filter { $0.deadline != nil },
            authorizations: billing.authorizations.values
                .filter { !$0.isUsed && $0.expiresAt > now }
                .sorted { $0.authKey < $1.authKey },
            now: now
        )
    }

    /// Takes in what a client key left, each with the time it had left there.
    mutating func adopt(_ inheritance: Inheritance, at now: Instant) -> CommandAnswer {
        let shift = now - inheritance.now
        // A key that this sandbox gave out itself stays what it is here.
        for payment in inheritance.payments where !payments.knows(payment.paymentKey) {
            let place = payments.add(payment.shifted(by: shift))
            note(.paymentAdopted, payments[place], at: now)
            if let deadline = payments[place].deadline { schedule(.expiry(payment: place), at: deadline) }
        }
        for authorization in inheritance.authorizations where billing.authorizations[authorization.authKey] == nil {
            billing.add(authorization.shifted(by: shift))
            note(.authorizationAdopted, authorization, at: now)
        }
        return .done
    }
}
