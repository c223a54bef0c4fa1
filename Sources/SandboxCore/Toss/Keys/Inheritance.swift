package import TossAPI

/// The unfinished business of a client key that was not paired yet, on its way to the sandbox of its secret key.
package struct Inheritance: SandboxCommand {
    /// By the clock of the sandbox they come from.
    package let payments: [Payment]
    package let authorizations: [BillingAuthorization]
    /// What that clock showed.
    package let now: Instant

    package static let word = "adopt"

    /// Takes in what a client key left, each with the time it had left there.
    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) -> Done {
        let shift = turn.now - now
        // A key that this sandbox gave out itself stays what it is here.
        for payment in payments where !sandbox.payments.knows(payment.paymentKey) {
            let place = sandbox.add(payment.shifted(by: shift))
            sandbox.note(.paymentAdopted, sandbox.payments[place], at: turn.now)
            if let deadline = sandbox.payments[place].deadline {
                sandbox.schedule(place, of: TossPayments.self, at: deadline)
            }
        }
        for authorization in authorizations where sandbox.billing.authorizations[authorization.authKey] == nil {
            sandbox.add(authorization.shifted(by: shift))
            sandbox.note(.authorizationAdopted, authorization, at: turn.now)
        }
        return Done()
    }

    package var weight: Int { 256 + (payments.count + authorizations.count) * 512 }
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
}
