internal import Database
internal import JSON
internal import TossAPI
internal import TossClient

/// Confirms payments, and finds out what became of a confirm whose answer was lost.
struct ConfirmWork: Sendable {
    private let context: ShopContext

    init(_ context: ShopContext) { self.context = context }

    func perform(_ operation: PaymentOperation, now: Instant) async throws(ShopError) -> Conclusion {
        let confirmation = Confirmation(
            paymentKey: try operation.text("paymentKey"),
            orderId: operation.subject,
            amount: try operation.won("amount")
        )
        // An earlier attempt may have gone through, so Toss is asked how the payment stands before a second confirm.
        guard operation.attempts > 1 else { return try await confirm(operation, confirmation, now) }
        switch await outcome(of: { () async throws(TossFailure) in
            try await context.gateway.payment(paymentKey: confirmation.paymentKey)
        }) {
        case .success(let truth):
            switch truth.status.known {
            // Not charged: the same key again, so that Toss executes it once, whatever is still on its way.
            case .inProgress, .ready: return try await confirm(operation, confirmation, now)
            case .done, .canceled, .partialCanceled, .waitingForDeposit, .aborted, .expired, nil:
                return try await conclude(operation, truth, now)
            }
        case .failure(let failure) where failure.saysNoPayment: return try await refuse(operation, failure, now)
        case .failure: return .unknown
        }
    }

    /// Says in the payment's state that nobody knows what became of it.
    static func markUnknown(_ operation: PaymentOperation, in db: Connection, now: Instant) throws {
        guard var payment = try db.payments.find(operation.subject), payment.state.apply(.lose) else { return }
        try db.payments.save(payment, now: now)
    }

    private func confirm(
        _ operation: PaymentOperation,
        _ confirmation: Confirmation,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        let answer = await outcome { () async throws(TossFailure) in
            try await context.gateway.confirm(confirmation, idempotencyKey: operation.idempotencyKey)
        }
        switch answer {
        case .success(let truth): return try await conclude(operation, truth, now)
        // Without a status nothing reached Toss, so a later attempt may succeed.
        case .failure(.unknownOutcome), .failure(.ourMistake(status: nil, _, _)): return .unknown
        case .failure(let failure) where failure.needsLookUp:
            return try await believeOrLookUp(failure, operation, confirmation, now)
        case .failure(let failure): return try await refuse(operation, failure, now)
        }
    }

    /// Toss refuses a second confirm, so the refusal may mean that an earlier one of ours succeeded: it stands only
    /// when the payment itself is not paid.
    private func believeOrLookUp(
        _ refusal: TossFailure,
        _ operation: PaymentOperation,
        _ confirmation: Confirmation,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        switch await outcome(of: { () async throws(TossFailure) in
            try await context.gateway.payment(paymentKey: confirmation.paymentKey)
        }) {
        case .success(let truth):
            switch truth.status.known {
            case .done, .canceled, .partialCanceled, .waitingForDeposit:
                return try await conclude(operation, truth, now)
            case .ready, .inProgress, .aborted, .expired: return try await refuse(operation, refusal, now)
            case nil: return .unknown
            }
        case .failure(let failure) where failure.saysNoPayment: return try await refuse(operation, refusal, now)
        case .failure: return .unknown
        }
    }

    private func conclude(
        _ operation: PaymentOperation,
        _ truth: TossPayment,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        try await context.store.write { db in
            guard truth.orderId == operation.subject else {
                return try Self.refuse(operation, ("FORBIDDEN_REQUEST", "The payment is another order's."), db, now)
            }
            switch try db.payments.absorb(truth, into: operation.subject, now: now) {
            case .paid:
                _ = try db.operations.finish(operation.id, "approved", now: now)
                return .finished
            case .notPaid:
                let failure = truth.failure.map { ($0.code, $0.message) }
                return try Self.refuse(operation, failure ?? (truth.status.rawValue, ""), db, now)
            case .open, .contradiction: return .unknown
            }
        }
    }

    private func refuse(
        _ operation: PaymentOperation,
        _ failure: TossFailure,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        try await context.store.write { try Self.refuse(operation, failure.refusal, $0, now) }
    }

    private static func refuse(
        _ operation: PaymentOperation,
        _ failure: (code: String, message: String),
        _ db: Connection,
        _ now: Instant
    ) throws -> Conclusion {
        // An operation that had its outcome before may be about a payment key that the buyer has replaced since.
        guard try db.operations.finish(operation.id, failure.code, now: now) else { return .finished }
        guard var payment = try db.payments.find(operation.subject) else {
            throw ShopError.corrupt("operation \(operation.id) without a payment")
        }
        if payment.state.apply(.refuse) {
            payment.failureCode = failure.code
            payment.failureMessage = failure.message
            try db.payments.save(payment, now: now)
            // Nobody pays with a key that Toss does not know: that is somebody's guess, and told by the day.
            if madeUpCodes.contains(failure.code) {
                try db.forgeries.note(.paymentKey, now: now)
                return .finished
            }
            try db.outbox.add(.failureMail, id: operation.idempotencyKey, now: now) { json in
                json.member("orderId", payment.order.id)
                json.member("amount", payment.order.amount.amount)
                json.member("code", failure.code)
                json.member("message", failure.message)
            }
        }
        return .finished
    }
}

private let madeUpCodes: Set<String> = ["NOT_FOUND_PAYMENT", "NOT_FOUND_PAYMENT_SESSION", "INVALID_PAYMENT_KEY"]
