internal import Database
internal import JSON
package import TossAPI

/// Gives money back: to the owner within seven days, to anybody when an admin says so.
package struct Refunds: Sendable {
    private let context: ShopContext
    private let desk: OperationDesk

    /// How long the owner may ask for the money back.
    package static let period = Duration.seconds(7 * 86_400)

    /// Works in `context` and has `desk` talk to Toss.
    package init(_ context: ShopContext, desk: OperationDesk) {
        self.context = context
        self.desk = desk
    }

    /// Refunds `amount`, or all that is left.
    ///
    /// The amount is reserved before Toss is called, so of two refunds that exceed the price together one is refused
    /// here. A `requestKey` makes repetitions of one request one refund; without it every call is a refund of its own,
    /// also one that repeats a call whose answer was lost. Throws `.refused` when Toss refuses and `.outcomeUnknown`
    /// when nobody knows yet. Without a `buyer` it is the guest's whose order this is, as a caller has made sure.
    package func refund(
        _ orderID: String,
        amount: Won? = nil,
        reason: String,
        requestKey: String? = nil,
        by buyer: Buyer?
    ) async throws(ShopError) -> OrderPayment {
        let now = try await context.clock.now()
        let (refund, operation) = try await context.store.write { db in
            try Self.begin(orderID, amount, reason, requestKey, buyer, db, now)
        }
        if let operation { try await desk.carryOut(operation) }
        let (outcome, payment) = try await context.store.read { db in
            (try db.refunds.existing(refund), try db.payments.existing(orderID))
        }
        switch outcome.state {
        case .done: return payment
        case .refused: throw .refused(code: outcome.failureCode ?? "", message: outcome.failureMessage ?? "")
        case .requested, .unknown: throw .outcomeUnknown(orderId: orderID)
        }
    }

    private static func begin(
        _ orderID: String,
        _ amount: Won?,
        _ reason: String,
        _ requestKey: String?,
        _ buyer: Buyer?,
        _ db: Connection,
        _ now: Instant
    ) throws -> (refund: Int64, operation: Int64?) {
        var payment = try db.payments.existing(orderID)
        guard buyer?.mayRefundAll == true || payment.order.userID == buyer?.id else { throw ShopError.notTheOwner }
        if let requestKey, let earlier = try db.refunds.find(requestKey, of: orderID) {
            guard amount ?? earlier.amount == earlier.amount, reason == earlier.reason else {
                throw ShopError.requestKeyReused
            }
            return (earlier.id, try db.operations.open(.refund, about: "\(earlier.id)"))
        }
        switch payment.state {
        case .completed, .partiallyRefunded: break
        case .pending, .confirming, .unknown, .awaitingDeposit, .failed, .refunded: throw ShopError.notRefundable
        }
        let approvedAt = payment.approvedAt ?? payment.order.createdAt
        guard buyer?.mayRefundAll == true || now <= approvedAt + period else { throw ShopError.refundPeriodOver }
        let asked = amount ?? payment.left
        guard asked > 0, asked <= payment.left else {
            throw ShopError.refundOutOfRange(asked: asked, left: payment.left)
        }
        let isWhole = asked == payment.order.amount
        payment.reserved = payment.reserved + asked
        try db.payments.save(payment, now: now)
        let refund = try db.refunds.add(
            asked,
            of: orderID,
            reason: reason,
            by: buyer?.id,
            requestKey: requestKey,
            now: now
        )
        let request = JSONWriter.bytes { $0.object { $0.member("isWhole", isWhole) } }
        let operation = try db.operations.record(
            .refund,
            about: "\(refund)",
            idempotencyKey: "refund-\(orderID)-\(refund)",
            request: String(decoding: request, as: UTF8.self),
            now: now
        )
        return (refund, operation)
    }
}
