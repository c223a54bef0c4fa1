internal import Database
package import TossAPI

/// Gives money back: a whole purchase to its owner within seven days, anything to anybody when staff says so.
package struct Refunds: Sendable {
    private let context: ShopContext
    private let desk: OperationDesk

    /// How long the owner may ask for the money back.
    package static let period = Duration.seconds(7 * 86_400)

    /// How long the same wish, without a key that tells two apart, is taken for a repetition of one that was granted.
    static let repetition = Duration.seconds(600)

    /// Works in `context` and has `desk` talk to the provider.
    package init(_ context: ShopContext, desk: OperationDesk) {
        self.context = context
        self.desk = desk
    }

    /// What somebody wants to have given back.
    struct Wish: Sendable, Hashable {
        let orderID: String
        /// Nil for all that is left.
        let amount: Won?
        let reason: String
        /// What makes repetitions of one request one refund; two wishes with different keys are two.
        let requestKey: String?
    }

    /// Refunds `amount`, or all that is left.
    ///
    /// The amount is reserved before the provider is called, so of two refunds that exceed the price together one is
    /// refused here. The same wish while one is open, or has just been granted, is that one and gets its outcome; another
    /// waits for it, and is refused with `.refundUnderWay` when it stays open, since nobody could tell the two apart at
    /// the provider. Throws `.refused` when the provider refuses and `.outcomeUnknown` when nobody knows yet. Without a
    /// `buyer` it is the guest's whose order this is, as a caller has made sure.
    package func refund(
        _ orderID: String,
        amount: Won? = nil,
        reason: String,
        requestKey: String? = nil,
        by buyer: Buyer?
    ) async throws(ShopError) -> OrderPayment {
        let now = try await context.clock.now()
        let wish = Wish(orderID: orderID, amount: amount, reason: reason, requestKey: requestKey)
        let key = context.freshKey()
        var start = try await context.store.write { try begin(wish, buyer, idempotencyKey: key, $0, now) }
        if case .waits(let other) = start {
            try await desk.carryOut(other)
            start = try await context.store.write { try begin(wish, buyer, idempotencyKey: key, $0, now) }
        }
        guard case .recorded(let refund, let operation) = start else { throw .refundUnderWay }
        let conclusion = try await operation.mapAsync { id async throws(ShopError) in try await desk.carryOut(id) }
        if case .ours(let refusal)? = conclusion { throw .gatewayMisused(code: refusal.code) }
        let (outcome, payment) = try await context.store.read { db in
            (try db.refunds.existing(refund), try db.payments.existing(orderID))
        }
        switch outcome.state {
        case .done: return payment
        case .refused: throw .refused(code: outcome.failureCode ?? "", message: outcome.failureMessage ?? "")
        case .requested, .unknown: throw .outcomeUnknown(orderId: orderID)
        }
    }

    private enum Start: Sendable {
        /// The refund, and what has to be carried out for it; nil when it has its outcome.
        case recorded(refund: Int64, operation: Int64?)
        /// Another refund of the order has to get its outcome first.
        case waits(for: Int64)
    }

    private func begin(
        _ wish: Wish,
        _ buyer: Buyer?,
        idempotencyKey: String,
        _ db: Session,
        _ now: Instant
    ) throws -> Start {
        let payment = try db.payments.locked(wish.orderID)
        guard buyer?.mayRefundAll == true || payment.order.userID == buyer?.id else { throw ShopError.notTheOwner }
        if let earlier = try earlier(wish, of: payment, db, now) {
            let operation = try db.operations.open(.refund, about: "\(earlier.id)")
            return .recorded(refund: earlier.id, operation: operation)
        }
        switch payment.state {
        case .completed, .partiallyRefunded: break
        case .pending, .confirming, .unknown, .awaitingDeposit, .failed, .refunded: throw ShopError.notRefundable
        }
        let approvedAt = payment.approvedAt ?? payment.order.createdAt
        guard buyer?.mayRefundAll == true || now <= approvedAt + Self.period else { throw ShopError.refundPeriodOver }
        // Nothing is left, and it may come back: the refund under way has to get its outcome first.
        if payment.left == 0, payment.reserved > 0, let other = try db.operations.open(onOrder: wish.orderID).first {
            return .waits(for: other)
        }
        let asked = wish.amount ?? payment.left
        guard asked > 0, asked <= payment.left else {
            throw ShopError.refundOutOfRange(asked: asked, left: payment.left)
        }
        guard buyer?.mayRefundAll == true || asked == payment.left else { throw ShopError.partialRefundByOwner }
        if let other = try db.operations.open(onOrder: wish.orderID).first { return .waits(for: other) }
        let refund = try db.refunds.add(
            asked,
            isRest: wish.amount == nil,
            of: wish.orderID,
            reason: wish.reason,
            by: buyer?.id,
            requestKey: wish.requestKey,
            now: now
        )
        try db.ledger.bookRefundBegun(asked, of: payment, refund: refund, now: now)
        let operation = try db.operations.record(
            .refund,
            about: "\(refund)",
            order: wish.orderID,
            at: payment.provider,
            idempotencyKey: idempotencyKey,
            now: now
        )
        return .recorded(refund: refund, operation: operation)
    }

    /// The refund that this wish has brought about before.
    private func earlier(
        _ wish: Wish,
        of payment: OrderPayment,
        _ db: Session,
        _ now: Instant
    ) throws -> Refund? {
        if let key = wish.requestKey {
            guard let earlier = try db.refunds.find(key, of: wish.orderID) else { return nil }
            guard wish.amount ?? earlier.amount == earlier.amount, wish.reason == earlier.reason else {
                throw ShopError.requestKeyReused
            }
            return earlier
        }
        return try db.refunds.all(of: wish.orderID).last { earlier in
            guard earlier.reason == wish.reason else { return false }
            // All that was left, and the amount that this came to, are one wish in two forms.
            let isSame = wish.amount.map { $0 == earlier.amount } ?? (earlier.isRest || payment.left == 0)
            guard isSame else { return false }
            return switch earlier.state {
            case .requested, .unknown: true
            case .done: now < earlier.createdAt + Self.repetition
            case .refused: false
            }
        }
    }
}

extension Optional {
    /// As `map`, for what takes time.
    func mapAsync<Value, Failure>(
        _ transform: (Wrapped) async throws(Failure) -> Value
    ) async throws(Failure) -> Value? {
        guard let value = self else { return nil }
        return try await transform(value)
    }
}
