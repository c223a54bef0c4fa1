import TossAPI

/// A payment refused what had been decided for it: a fault of Tossbox, never of who asked.
package struct Contradiction: Error, Sendable, CustomStringConvertible {
    package let paymentKey: String
    package let event: Payment.Event
    package let refusal: PaymentError

    package var description: String {
        "A fault of Tossbox: the payment \(paymentKey) refused \(name), which had been decided for it: \(reason). "
            + "Nothing was changed."
    }

    /// Without what the event carries, which may be a card.
    private var name: String {
        switch event {
        case .authenticate: "to be authenticated"
        case .approve: "to be approved"
        case .decline: "to be declined"
        case .expire: "to expire"
        case .useForBilling: "to be used for a billing key"
        case .cancel(let cancel): "a cancel of \(cancel.cancelAmount)"
        }
    }

    private var reason: String {
        switch refusal {
        case .overBalance(let balance): "its balance is \(balance)"
        case .notAllowed(in: let state): "it is \(Self.name(of: state))"
        }
    }

    private static func name(of state: Payment.State) -> String {
        switch state {
        case .ready: "READY"
        case .inProgress: "IN_PROGRESS"
        case .done: "DONE"
        case .partialCanceled: "PARTIAL_CANCELED"
        case .canceled: "CANCELED"
        case .aborted: "ABORTED"
        case .expired: "EXPIRED"
        case .usedForBilling: "used for a billing key"
        }
    }
}
