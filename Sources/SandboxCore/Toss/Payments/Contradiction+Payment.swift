import TossAPI

extension Contradiction {
    /// A payment refused to change.
    init(paymentKey: String, event: Payment.Event, refusal: PaymentError) {
        self.init("the payment \(paymentKey)", refused: Self.name(of: event), because: Self.reason(of: refusal))
    }

    /// What was to be done, without what the event carries, which may be a card.
    private static func name(of event: Payment.Event) -> String {
        switch event {
        case .authenticate: "to be authenticated"
        case .approve: "to be approved"
        case .decline: "to be declined"
        case .expire: "to expire"
        case .useForBilling: "to be used for a billing key"
        case .cancel(let cancel): "a cancel of \(cancel.cancelAmount)"
        }
    }

    private static func reason(of refusal: PaymentError) -> String {
        switch refusal {
        case .overBalance(let balance): "its balance is \(balance)"
        case .notAllowed(in: let state): "it is \(name(of: state))"
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
