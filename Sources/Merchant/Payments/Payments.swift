internal import Database
internal import JSON
package import TossAPI
package import TossClient

/// One-time purchases: prepared, confirmed once, and looked at.
package struct Payments: Sendable {
    private let context: ShopContext
    private let desk: OperationDesk

    /// Works in `context` and has `desk` talk to Toss.
    package init(_ context: ShopContext, desk: OperationDesk) {
        self.context = context
        self.desk = desk
    }

    /// A price as a client believes it to be.
    package struct Claim: Sendable, Hashable {
        /// Before the discount.
        package var originalPrice: Won?
        /// What is to be paid.
        package var amount: Won?

        /// Claims nothing unless a price is given.
        package init(originalPrice: Won? = nil, amount: Won? = nil) {
            self.originalPrice = originalPrice
            self.amount = amount
        }
    }

    /// Stores an order and its pending payment at the catalogue's price; a claim that differs is refused.
    package func prepare(
        productID: String,
        claim: Claim = Claim(),
        for buyer: Buyer?
    ) async throws(ShopError) -> OrderPayment {
        let now = try await context.clock.now()
        let product = try await Catalogue(context.store).product(productID)
        let discount = Discount(memberSince: buyer?.memberSince, now: now)
        let amount = discount.price(of: product.price)
        if let asked = claim.originalPrice, asked != product.price {
            throw .priceDiffers(asked: asked, actual: product.price)
        }
        if let asked = claim.amount, asked != amount { throw .priceDiffers(asked: asked, actual: amount) }
        return try await context.store.write { db in
            let order = try db.orders.add(product, for: buyer?.id, discount: discount, now: now)
            try db.payments.add(for: order, now: now)
            return try db.payments.existing(order.id)
        }
    }

    /// Confirms a payment once, however often and by however many it is asked at the same time.
    ///
    /// Amount and owner are compared with the stored order before Toss is called. Returns the payment when it is paid
    /// or waits for a deposit; throws the stored `.refused` when it failed and `.outcomeUnknown` when nobody knows.
    package func confirm(_ confirmation: Confirmation, by userID: Int64?) async throws(ShopError) -> OrderPayment {
        try Self.check(confirmation)
        let now = try await context.clock.now()
        let operation = try await context.store.write { db in try Self.begin(confirmation, userID, db, now) }
        if let operation { try await desk.carryOut(operation) }
        let payment = try await context.store.read { try $0.payments.existing(confirmation.orderId) }
        return try Self.answer(payment)
    }

    /// The payment of an order, for its owner or whoever may see all.
    package func payment(_ orderID: String, for buyer: Buyer?) async throws(ShopError) -> OrderPayment {
        let payment = try await context.store.read { try $0.payments.existing(orderID) }
        guard payment.order.userID == buyer?.id || buyer?.mayReadAll == true else { throw .notTheOwner }
        return payment
    }

    /// Asks Toss how an order's payment stands and takes that over; what the webhook itself says is not used.
    ///
    /// Operations without an outcome are tried first. Throws `.outcomeUnknown` when Toss cannot be asked now, or while
    /// a refund has no outcome: its cancel could not be told from one made elsewhere.
    package func synchronize(_ orderID: String) async throws(ShopError) {
        try await desk.carryOutAfresh(try await context.store.read { try $0.openOperations(on: orderID) })
        let (payment, isOpen) = try await context.store.read { db in
            (try db.payments.existing(orderID), try !db.openOperations(on: orderID).isEmpty)
        }
        guard !isOpen else {
            guard payment.reserved == 0 else { throw .outcomeUnknown(orderId: orderID) }
            // The janitor goes on with the confirm, and asks the same question.
            return
        }
        let answer = await outcome { () async throws(TossFailure) in
            if let key = payment.paymentKey { return try await context.gateway.payment(paymentKey: key) }
            return try await context.gateway.payment(orderId: orderID)
        }
        switch answer {
        case .success(let truth):
            let now = try await context.clock.now()
            _ = try await context.store.write { try $0.payments.absorb(truth, into: orderID, now: now) }
            await context.bell.ring(.outbox)
        case .failure(let failure) where failure.saysNoPayment: return
        case .failure: throw .outcomeUnknown(orderId: orderID)
        }
    }

    /// Decides what a confirm has to do, and records it: the operation to carry out, or nil when all is known.
    private static func begin(
        _ confirmation: Confirmation,
        _ userID: Int64?,
        _ db: Connection,
        _ now: Instant
    ) throws -> Int64? {
        var payment = try db.payments.existing(confirmation.orderId)
        let order = payment.order
        guard order.userID == userID else { throw ShopError.notTheOwner }
        guard order.amount == confirmation.amount else {
            throw ShopError.amountDiffers(asked: confirmation.amount, stored: order.amount)
        }
        let isSame = payment.paymentKey == confirmation.paymentKey
        switch payment.state {
        case .confirming, .unknown, .awaitingDeposit:
            guard isSame else { throw ShopError.orderTaken }
            return payment.state == .awaitingDeposit ? nil : try db.operations.open(.confirm, about: order.id)
        case .completed, .partiallyRefunded, .refunded:
            guard isSame else { throw ShopError.orderTaken }
            return nil
        case .failed where isSame: return nil
        case .pending, .failed: break
        }
        guard try !db.payments.isTaken(confirmation.paymentKey, butFor: order.id), payment.state.apply(.begin) else {
            throw ShopError.orderTaken
        }
        payment.paymentKey = confirmation.paymentKey
        try db.payments.save(payment, now: now)
        let request = JSONWriter.bytes {
            $0.object { json in
                json.member("paymentKey", confirmation.paymentKey)
                json.member("amount", confirmation.amount.amount)
            }
        }
        return try db.operations.record(
            .confirm,
            about: order.id,
            idempotencyKey: "confirm-\(order.id)-\(confirmation.paymentKey)",
            request: String(decoding: request, as: UTF8.self),
            now: now
        )
    }

    private static func answer(_ payment: OrderPayment) throws(ShopError) -> OrderPayment {
        switch payment.state {
        case .completed, .partiallyRefunded, .refunded, .awaitingDeposit: return payment
        case .failed: throw .refused(code: payment.failureCode ?? "", message: payment.failureMessage ?? "")
        case .pending, .confirming, .unknown: throw .outcomeUnknown(orderId: payment.order.id)
        }
    }

    /// Both come from a browser and end up in a path, a header and a log.
    private static func check(_ confirmation: Confirmation) throws(ShopError) {
        guard isPaymentKey(confirmation.paymentKey) else { throw .malformedIdentifier("paymentKey") }
        guard isOrderID(confirmation.orderId) else { throw .malformedIdentifier("orderId") }
    }

    /// Whether a text can be a payment key.
    static func isPaymentKey(_ text: String) -> Bool {
        let key = text.utf8
        return (1...200).contains(key.count) && key.allSatisfy { isTossCharacter($0) || $0 == 0x3D || $0 == 0x2E }
    }

    /// Whether a text can be an order's id.
    static func isOrderID(_ text: String) -> Bool {
        let order = text.utf8
        return (6...64).contains(order.count) && order.allSatisfy(isTossCharacter)
    }
}

extension PaymentTable {
    /// The payment of an order, or `.unknownOrder`.
    func existing(_ orderID: String) throws -> OrderPayment {
        guard let payment = try find(orderID) else { throw ShopError.unknownOrder(orderID) }
        return payment
    }
}

extension Connection {
    /// Every operation on an order's payment without an outcome.
    fileprivate func openOperations(on orderID: String) throws -> [Int64] {
        try query(
            """
            SELECT id FROM operations WHERE outcome IS NULL AND (
                (kind = 'confirm' AND subject = ?1)
                OR (kind = 'refund' AND subject IN (SELECT CAST(id AS TEXT) FROM refunds WHERE order_id = ?1))
            ) ORDER BY id
            """,
            [.text(orderID)]
        ) { try $0.integer(0) }
    }
}
