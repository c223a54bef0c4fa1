internal import Database
internal import JSON
internal import TossAPI

/// Takes the money for an order, and finds out what became of an attempt whose answer was lost.
struct SettleWork: SettlingWork {
    let context: ShopContext
    let provider: any PaymentProvider
    let isNamedByBuyer = true

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
            return try await believeOrLookUp(refusal, operation, settlement.reference, now)
        case .refused(let refusal): return try await refuse(operation, refusal, now)
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
