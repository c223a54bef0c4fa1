internal import Database
internal import JSON
internal import TossAPI

/// Takes the money for an order, and finds out what became of an attempt whose answer was lost.
struct SettleWork: Sendable {
    private let context: ShopContext
    private let provider: any PaymentProvider

    init(_ context: ShopContext, _ provider: any PaymentProvider) {
        self.context = context
        self.provider = provider
    }

    func perform(_ operation: PaymentOperation, now: Instant) async throws(ShopError) -> Conclusion {
        let settlement = Settlement(
            paymentKey: try operation.text("paymentKey"),
            orderID: operation.subject,
            amount: try operation.won("amount")
        )
        // An earlier attempt may have gone through, so the provider is asked how the payment stands before a second one.
        guard operation.attempts > 1 else { return try await settle(operation, settlement, now) }
        switch await provider.find(settlement.reference) {
        // Not charged: the same key again, so that it is executed once, whatever is still on its way.
        case .done(let truth?) where truth.state == .waiting: return try await settle(operation, settlement, now)
        case .done(let truth?): return try await conclude(operation, truth, now)
        case .done(nil): return try await refuse(operation, .noPayment, now)
        case .refused(let refusal): return .open(refusal.code)
        case .open(let reason): return .open(reason.text)
        }
    }

    private func settle(
        _ operation: PaymentOperation,
        _ settlement: Settlement,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        switch await provider.settle(settlement, idempotencyKey: operation.idempotencyKey) {
        case .done(let truth): return try await conclude(operation, truth, now)
        case .open(let reason): return .open(reason.text)
        case .refused(let refusal) where refusal.kind == .ours: return try await release(operation, refusal, now)
        case .refused(let refusal) where refusal.mayHideSuccess:
            return try await believeOrLookUp(refusal, operation, settlement, now)
        case .refused(let refusal): return try await refuse(operation, refusal, now)
        }
    }

    /// A second attempt is refused, so the refusal may mean that an earlier one of ours succeeded: it stands only when
    /// the payment itself is not paid.
    private func believeOrLookUp(
        _ refusal: Refusal,
        _ operation: PaymentOperation,
        _ settlement: Settlement,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        switch await provider.find(settlement.reference) {
        case .done(let truth?) where truth.state == .paid || truth.state == .awaitingDeposit:
            return try await conclude(operation, truth, now)
        case .done: return try await refuse(operation, refusal, now)
        case .refused(let other): return .open(other.code)
        case .open(let reason): return .open(reason.text)
        }
    }

    private func conclude(
        _ operation: PaymentOperation,
        _ truth: ProviderPayment,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        try await context.store.write { db in
            guard truth.orderID == operation.subject else {
                let refusal = Refusal(code: "FORBIDDEN_REQUEST", message: "The payment is another order's.")
                return try Self.refuse(operation, refusal, db, now)
            }
            switch try db.payments.absorb(truth, into: operation.subject, now: now) {
            case .paid: _ = try db.operations.finish(operation.id, "approved", now: now)
            // The deposit is learnt of by a callback, or by the reconciliation.
            case .awaitingDeposit: _ = try db.operations.finish(operation.id, "awaiting_deposit", now: now)
            case .notPaid(let refusal): return try Self.refuse(operation, refusal, db, now)
            case .waiting: return .open("the provider says \(truth.stateWord)")
            case .contradiction: return .open("the provider says something else than the shop's books")
            }
            return .finished
        }
    }

    /// Nothing was charged and the buyer did nothing wrong: the payment stays to be made, under a new key.
    private func release(
        _ operation: PaymentOperation,
        _ refusal: Refusal,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        try await context.store.write { db in
            guard try db.operations.finish(operation.id, "ours: \(refusal.code)", now: now) else { return .finished }
            var payment = try db.payments.locked(operation.subject)
            if payment.state.apply(.release) {
                payment.paymentKey = nil
                try db.payments.save(payment, now: now)
            }
            try db.tellOfMisuse(refusal, of: provider.id, now: now)
            return .ours(refusal)
        }
    }

    private func refuse(
        _ operation: PaymentOperation,
        _ refusal: Refusal,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        try await context.store.write { try Self.refuse(operation, refusal, $0, now) }
    }

    private static func refuse(
        _ operation: PaymentOperation,
        _ refusal: Refusal,
        _ db: Session,
        _ now: Instant
    ) throws -> Conclusion {
        // An operation that had its outcome before may be about a payment key that the buyer has replaced since.
        guard try db.operations.finish(operation.id, refusal.code, now: now) else { return .finished }
        _ = try db.payments.refuse(operation.subject, refusal, mail: "\(operation.id)", now: now)
        return .finished
    }
}

extension Settlement {
    /// What it is looked up by.
    fileprivate var reference: PaymentReference { PaymentReference(orderID: orderID, paymentKey: paymentKey) }
}

extension Session {
    /// Tells the operator, once a day for each code, that a provider refuses the shop itself.
    func tellOfMisuse(_ refusal: Refusal, of provider: ProviderID, now: Instant) throws {
        let day = now.timestamp.prefix(10)
        try outbox.add(.misuseMail, id: "\(provider.rawValue)/\(refusal.code)/\(day)", now: now) { json in
            json.member("provider", provider.rawValue)
            json.member("code", refusal.code)
            json.member("message", refusal.message)
        }
    }
}
