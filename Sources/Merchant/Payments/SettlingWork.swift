internal import Database
internal import TossAPI

/// What taking money has in common, whether a buyer's proof or a stored means of payment stands for it.
protocol SettlingWork: Sendable {
    var context: ShopContext { get }
    var provider: any PaymentProvider { get }
    /// Whether a buyer's browser has named the payment, which may then be another order's, or have its deposit to come.
    var isNamedByBuyer: Bool { get }
}

extension SettlingWork {
    /// A provider refuses a second attempt at an order, so the refusal may mean that an earlier one of ours succeeded:
    /// it stands only when the payment itself is not paid.
    func believeOrLookUp(
        _ refusal: Refusal,
        _ operation: PaymentOperation,
        _ reference: PaymentReference,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        switch await provider.find(reference) {
        case .done(let truth?) where truth.state == .paid || (isNamedByBuyer && truth.state == .awaitingDeposit):
            return try await conclude(operation, truth, now)
        case .done: return try await refuse(operation, refusal, now)
        case .refused(let other): return .open(other.code)
        case .open(let reason): return .open(reason.text)
        }
    }

    /// Takes over what the provider says, and gives the operation its outcome where that is one.
    func conclude(
        _ operation: PaymentOperation,
        _ truth: ProviderPayment,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        try await context.store.write { db in
            guard !isNamedByBuyer || truth.orderID == operation.subject else {
                let refusal = Refusal(code: "FORBIDDEN_REQUEST", message: "The payment is another order's.")
                return try db.refuse(operation, refusal, now: now)
            }
            switch try db.payments.absorb(truth, into: operation.subject, now: now) {
            case .paid: _ = try db.operations.finish(operation.id, "paid", now: now)
            // The deposit is learnt of by a callback, or by the reconciliation.
            case .awaitingDeposit where isNamedByBuyer:
                _ = try db.operations.finish(operation.id, "awaiting_deposit", now: now)
            case .notPaid(let refusal): return try db.refuse(operation, refusal, now: now)
            case .waiting, .awaitingDeposit: return .open("the provider says \(truth.stateWord)")
            case .contradiction: return .open("the provider says something else than the shop's books")
            }
            return .finished
        }
    }

    /// The provider said no, and what follows from that is stored.
    func refuse(
        _ operation: PaymentOperation,
        _ refusal: Refusal,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        try await context.store.write { try $0.refuse(operation, refusal, now: now) }
    }
}

extension Session {
    fileprivate func refuse(_ operation: PaymentOperation, _ refusal: Refusal, now: Instant) throws -> Conclusion {
        // An operation that had its outcome before may be about a payment key that the buyer has replaced since.
        guard try operations.finish(operation.id, refusal.code, now: now) else { return .finished }
        _ = try payments.refuse(operation.subject, refusal, mail: "\(operation.id)", now: now)
        return .finished
    }
}
