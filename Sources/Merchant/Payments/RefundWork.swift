internal import Database
internal import TossAPI
internal import TossClient

/// Cancels at Toss, and finds out what became of a cancel whose answer was lost.
struct RefundWork: Sendable {
    private let context: ShopContext

    init(_ context: ShopContext) { self.context = context }

    func perform(_ operation: PaymentOperation, now: Instant) async throws(ShopError) -> Conclusion {
        let (refund, payment, hasTwin) = try await context.store.read { db in
            let refund = try db.refunds.existing(try operation.number())
            return (refund, try db.payments.existing(refund.orderID), try db.refunds.hasTwin(refund))
        }
        guard let key = payment.paymentKey else { throw .corrupt("refund \(refund.id) of a payment without a key") }
        // With another refund of the same amount under way, a cancel found at Toss could belong to either. Sending the
        // same idempotency key again tells which.
        if operation.attempts > 1, !hasTwin {
            switch await outcome(of: { () async throws(TossFailure) in
                try await context.gateway.payment(paymentKey: key)
            })
            {
            case .success(let truth):
                if try await take(truth, for: refund, operation, now, mustMatchReason: true) { return .finished }
            case .failure: return .unknown
            }
        }
        return try await cancel(operation, refund, payment, key, now)
    }

    /// Says in the refund's state that nobody knows what became of it.
    static func markUnknown(_ operation: PaymentOperation, in db: Connection) throws {
        _ = try db.refunds.move(try operation.number(), to: .unknown, at: nil)
    }

    private func cancel(
        _ operation: PaymentOperation,
        _ refund: Refund,
        _ payment: OrderPayment,
        _ key: String,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        // Without an amount Toss gives everything back in one step and calls the payment cancelled, not partly so.
        let isWhole = refund.amount == payment.order.amount
        // After a cancel in Toss's dashboard the rest is less than this refund says. Told what it should be, Toss
        // refuses instead of giving back another amount.
        let cancellation = Cancellation(
            reason: refund.reason,
            amount: isWhole ? nil : refund.amount,
            refundableAmount: isWhole ? refund.amount : nil
        )
        let answer = await outcome { () async throws(TossFailure) in
            try await context.gateway.cancel(
                paymentKey: key,
                cancellation,
                idempotencyKey: operation.idempotencyKey
            )
        }
        switch answer {
        case .success(let truth):
            return try await take(truth, for: refund, operation, now, mustMatchReason: false) ? .finished : .unknown
        case .failure(.unknownOutcome), .failure(.ourMistake(status: nil, _, _)): return .unknown
        case .failure(let failure):
            let conclusion = try await refuse(operation, refund, failure, now)
            if failure.needsLookUp { try await learnOfForeignCancels(refund, key, now) }
            return conclusion
        }
    }

    /// Takes over what was cancelled elsewhere, such as in Toss's dashboard, when a refusal hints at that.
    private func learnOfForeignCancels(_ refund: Refund, _ key: String, _ now: Instant) async throws(ShopError) {
        let answer = await outcome { () async throws(TossFailure) in try await context.gateway.payment(paymentKey: key)
        }
        guard case .success(let truth) = answer else { return }
        _ = try await context.store.write { try $0.payments.absorb(truth, into: refund.orderID, now: now) }
    }

    /// Books the newest cancel that can be this refund's, and says whether there was one.
    private func take(
        _ truth: TossPayment,
        for refund: Refund,
        _ operation: PaymentOperation,
        _ now: Instant,
        mustMatchReason: Bool
    ) async throws(ShopError) -> Bool {
        try await context.store.write { db in
            let candidates = try truth.cancels.filter {
                try $0.amount == refund.amount && (!mustMatchReason || $0.reason == refund.reason)
                    && db.refunds.isNew($0.transactionKey)
            }
            guard let cancel = candidates.last else { return false }
            guard
                try db.refunds.move(
                    refund.id,
                    to: .done,
                    transactionKey: cancel.transactionKey,
                    at: cancel.canceledAt
                )
            else { return true }
            var payment = try db.payments.existing(refund.orderID)
            payment.reserved = payment.reserved - refund.amount
            try db.payments.book(refund.amount, of: &payment, reference: cancel.transactionKey, now: now)
            // Cancels made elsewhere were not booked while this refund was under way, so that is done now.
            try db.payments.takeOverCancels(of: truth, &payment, now: now)
            _ = try db.operations.finish(operation.id, "done", now: now)
            return true
        }
    }

    private func refuse(
        _ operation: PaymentOperation,
        _ refund: Refund,
        _ failure: TossFailure,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        try await context.store.write { db in
            let refusal = failure.refusal
            if try db.refunds.move(refund.id, to: .refused, failure: refusal, at: now) {
                var payment = try db.payments.existing(refund.orderID)
                payment.reserved = payment.reserved - refund.amount
                try db.payments.save(payment, now: now)
            }
            _ = try db.operations.finish(operation.id, refusal.code, now: now)
            return .finished
        }
    }
}
