internal import Database
internal import TossAPI

/// Gives money back, and finds out what became of a refund whose answer was lost.
struct RefundWork: Sendable {
    private let context: ShopContext
    private let provider: any PaymentProvider

    init(_ context: ShopContext, _ provider: any PaymentProvider) {
        self.context = context
        self.provider = provider
    }

    func perform(_ operation: PaymentOperation, now: Instant) async throws(ShopError) -> Conclusion {
        let (refund, payment) = try await context.store.read { db in
            let refund = try db.refunds.existing(try operation.number())
            return (refund, try db.payments.existing(refund.orderID))
        }
        guard let key = payment.paymentKey else { throw .corrupt("refund \(refund.id) of a payment without a key") }
        if operation.attempts > 1 {
            switch await provider.find(payment.reference) {
            case .done(let truth?):
                if try await take(truth, for: refund, operation, now, mustMatchReason: true) { return .finished }
            case .done(nil):
                // What was paid under this key is known no more: a case for the operator, and no reason to go on.
                return try await refuse(operation, refund, .noPayment, learns: true, now)
            case .refused(let refusal): return .open(refusal.code)
            case .open(let reason): return .open(reason.text)
            }
        }
        return try await send(operation, refund, payment, key, idempotencyKey: operation.idempotencyKey, now)
    }

    private func send(
        _ operation: PaymentOperation,
        _ refund: Refund,
        _ payment: OrderPayment,
        _ key: String,
        idempotencyKey: String,
        isSecond: Bool = false,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        // After a refund in the provider's dashboard, or in a database that was restored, the rest is less than the
        // books say. Told what it should be, the provider refuses instead of giving something back twice.
        let wish = RefundWish(
            paymentKey: key,
            amount: refund.amount,
            isWhole: refund.amount == payment.order.amount,
            refundable: payment.order.amount - payment.refunded,
            reason: refund.reason
        )
        switch await provider.refund(wish, idempotencyKey: idempotencyKey) {
        case .done(let truth):
            return try await take(truth, for: refund, operation, now, mustMatchReason: false)
                ? .finished : .open("the answer has no refund of this amount in it")
        case .open(let reason): return .open(reason.text)
        case .refused(let refusal) where refusal.mayHideSuccess && !isSecond:
            return try await reconsider(operation, refund, key, refusal, now)
        case .refused(let refusal):
            return try await refuse(operation, refund, refusal, learns: !isSecond && refusal.kind != .ours, now)
        }
    }

    /// The refusal may come from an earlier attempt that went through, or from a refund made elsewhere: the first is this
    /// refund, and after the second it may still be possible, under a new key.
    private func reconsider(
        _ operation: PaymentOperation,
        _ refund: Refund,
        _ key: String,
        _ refusal: Refusal,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        let before = try await context.store.read { try $0.payments.existing(refund.orderID) }
        let truth: ProviderPayment
        switch await provider.find(before.reference) {
        case .done(let found?): truth = found
        case .done(nil): return try await refuse(operation, refund, .noPayment, learns: true, now)
        case .refused(let other): return .open(other.code)
        case .open(let reason): return .open(reason.text)
        }
        if try await take(truth, for: refund, operation, now, mustMatchReason: true) { return .finished }
        let fresh = context.freshKey()
        let after = try await context.store.write { db in
            try db.payments.takeOverRefunds(of: truth, refund.orderID, besides: refund.amount, now: now)
            try db.operations.renewKey(of: operation.id, fresh)
            return try db.payments.existing(refund.orderID)
        }
        guard after.refunded > before.refunded, after.order.amount - after.refunded >= refund.amount else {
            return try await refuse(operation, refund, refusal, now)
        }
        return try await send(operation, refund, after, key, idempotencyKey: fresh, isSecond: true, now)
    }

    /// Books the newest refund at the provider that can be this one, and says whether there was one.
    private func take(
        _ truth: ProviderPayment,
        for refund: Refund,
        _ operation: PaymentOperation,
        _ now: Instant,
        mustMatchReason: Bool
    ) async throws(ShopError) -> Bool {
        try await context.store.write { db in
            let payment = try db.payments.locked(refund.orderID)
            let candidates = try truth.refunds.filter {
                try $0.amount == refund.amount && (!mustMatchReason || $0.reason == refund.reason)
                    && db.refunds.isNew($0.key)
            }
            guard let found = candidates.last else { return false }
            _ = try db.operations.finish(operation.id, "done", now: now)
            guard try db.refunds.move(refund.id, to: .done, transactionKey: found.key, at: found.at) else {
                return true
            }
            try db.ledger.bookRefundDone(refund.amount, of: payment, refund: refund.id, now: now)
            try db.payments.settleRefund(of: refund.orderID, refund.amount, reference: found.key, now: now)
            // Refunds made elsewhere were not booked while this one was under way, so that is done now.
            try db.payments.takeOverRefunds(of: truth, refund.orderID, now: now)
            return true
        }
    }

    private func refuse(
        _ operation: PaymentOperation,
        _ refund: Refund,
        _ refusal: Refusal,
        learns: Bool = false,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        let isOurs = refusal.kind == .ours
        try await context.store.write { db in
            let payment = try db.payments.locked(refund.orderID)
            _ = try db.operations.finish(operation.id, refusal.code, now: now)
            if try db.refunds.move(refund.id, to: .refused, refusal: refusal, at: now) {
                try db.ledger.bookRefundReleased(refund.amount, of: payment, refund: refund.id, now: now)
            }
            if isOurs { try db.tellOfMisuse(refusal, of: provider.id, now: now) }
        }
        // A refusal may come of a payment that is no longer what the books say.
        if learns { try await learn(refund.orderID, now) }
        return isOurs ? .ours(refusal) : .finished
    }

    /// Takes over how the payment stands now.
    private func learn(_ orderID: String, _ now: Instant) async throws(ShopError) {
        let payment = try await context.store.read { try $0.payments.existing(orderID) }
        guard case .done(let truth) = await provider.find(payment.reference) else { return }
        _ = try await context.store.write { db in
            guard let truth else { return try db.payments.absorbNone(orderID, now: now) }
            return try db.payments.absorb(truth, into: orderID, now: now)
        }
    }

    /// Says in the refund's state that nobody knows what became of it.
    static func markUnknown(_ operation: PaymentOperation, in db: Session) throws {
        _ = try db.refunds.move(try operation.number(), to: .unknown, at: nil)
    }
}
