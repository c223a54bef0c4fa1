internal import Database
internal import JSON
package import TossAPI

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

    /// Stores an order and its pending payment at the catalogue's price; a claim that differs is refused, and so is what
    /// the buyer owns already, unless the product may be bought again.
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
        let (tail, provider) = (context.freshTail(), context.providers.standard)
        let payment = try await context.store.write { db in
            if let buyer, !product.isRepeatable, try db.purchases.owns(buyer.id, product.id) {
                throw ShopError.alreadyOwned(product.id)
            }
            let order = try db.orders.add(product, for: buyer?.id, discount: discount, now: now, tail: tail)
            try db.payments.add(for: order, by: provider.id, now: now)
            return try db.payments.existing(order.id)
        }
        switch await provider.start(payment.order) {
        case .done: return payment
        case .refused(let refusal): throw .gatewayMisused(code: refusal.code)
        case .open: throw .gatewayMisused(code: nil)
        }
    }

    /// Settles a payment once, however often and by however many it is asked at the same time.
    ///
    /// Amount and owner are compared with the stored order before the provider is called. Returns the payment when it is
    /// paid or waits for a deposit; throws the stored `.refused` when it failed and `.outcomeUnknown` when nobody knows.
    package func confirm(_ settlement: Settlement, by userID: Int64?) async throws(ShopError) -> OrderPayment {
        try Self.check(settlement)
        let now = try await context.clock.now()
        let key = context.freshKey()
        let operation = try await context.store.write { db in try Self.begin(settlement, userID, key, db, now) }
        let conclusion = try await operation.mapAsync { id async throws(ShopError) in try await desk.carryOut(id) }
        if case .ours(let refusal)? = conclusion { throw .gatewayMisused(code: refusal.code) }
        let payment = try await context.store.read { try $0.payments.existing(settlement.orderID) }
        return try Self.answer(payment)
    }

    /// The payment of an order, for its owner or whoever may see all.
    package func payment(_ orderID: String, for buyer: Buyer?) async throws(ShopError) -> OrderPayment {
        let payment = try await context.store.read { try $0.payments.existing(orderID) }
        guard payment.order.userID == buyer?.id || buyer?.mayReadAll == true else { throw .notTheOwner }
        return payment
    }

    /// Asks the provider how an order's payment stands and takes that over; what a webhook itself says is not used.
    ///
    /// Operations without an outcome are tried first. Throws `.outcomeUnknown` when the provider cannot be asked now, or
    /// while a refund has no outcome: it could not be told from one made elsewhere.
    package func synchronize(_ orderID: String) async throws(ShopError) {
        try await desk.carryOutAfresh(try await context.store.read { try $0.operations.open(onOrder: orderID) })
        let (payment, isOpen) = try await context.store.read { db in
            (try db.payments.existing(orderID), try !db.operations.open(onOrder: orderID).isEmpty)
        }
        guard !isOpen else {
            guard payment.reserved == 0 else { throw .outcomeUnknown(orderId: orderID) }
            // The janitor goes on with it, and asks the same question.
            return
        }
        guard let provider = context.providers[payment.provider] else {
            throw .corrupt("order \(orderID) at the unknown provider \(payment.provider.rawValue)")
        }
        let truth: ProviderPayment?
        switch await provider.find(payment.reference) {
        case .done(let found): truth = found
        case .refused, .open: throw .outcomeUnknown(orderId: orderID)
        }
        let now = try await context.clock.now()
        try await context.store.write { db in
            let outcome =
                if let truth { try db.payments.absorb(truth, into: orderID, now: now) } else {
                    try db.payments.absorbNone(orderID, now: now)
                }
            // A deposit that never came.
            guard case .notPaid(let refusal) = outcome, payment.state == .awaitingDeposit else { return }
            _ = try db.payments.refuse(orderID, refusal, mail: orderID, now: now)
        }
        await context.bell.ringMoney()
    }

    /// Decides what a confirm has to do, and records it: the operation to carry out, or nil when all is known.
    private static func begin(
        _ settlement: Settlement,
        _ userID: Int64?,
        _ idempotencyKey: String,
        _ db: Session,
        _ now: Instant
    ) throws -> Int64? {
        var payment = try db.payments.locked(settlement.orderID)
        let order = payment.order
        // The months of a subscription are paid by its card.
        guard order.kind == .product else { throw ShopError.unknownOrder(order.id) }
        guard order.userID == userID else { throw ShopError.notTheOwner }
        guard order.amount == settlement.amount else {
            throw ShopError.amountDiffers(asked: settlement.amount, stored: order.amount)
        }
        let isSame = payment.paymentKey == settlement.paymentKey
        switch payment.state {
        case .confirming, .unknown, .awaitingDeposit:
            guard isSame else { throw ShopError.orderTaken }
            return payment.state == .awaitingDeposit ? nil : try db.operations.open(.settle, about: order.id)
        case .completed, .partiallyRefunded, .refunded:
            guard isSame else { throw ShopError.orderTaken }
            return nil
        case .failed where isSame: return nil
        case .pending, .failed: break
        }
        if let expiresAt = order.expiresAt, now >= expiresAt { throw ShopError.orderExpired(order.id) }
        if let userID, let product = order.productID, try !db.isRepeatable(product) {
            try db.lock("users", where: "id", is: .integer(userID))
            let isPaying = try db.payments.isPaying(userID, for: product)
            if try isPaying || db.purchases.owns(userID, product) { throw ShopError.alreadyOwned(product) }
        }
        guard
            try !db.payments.hasPaidAnother(settlement.paymentKey, of: payment.provider, than: order.id),
            payment.state.apply(.begin)
        else { throw ShopError.orderTaken }
        payment.paymentKey = settlement.paymentKey
        try db.payments.save(payment, now: now)
        let request = JSONWriter.bytes {
            $0.object { json in
                json.member("paymentKey", settlement.paymentKey)
                json.member("amount", settlement.amount.amount)
            }
        }
        return try db.operations.record(
            .settle,
            about: order.id,
            order: order.id,
            at: payment.provider,
            idempotencyKey: idempotencyKey,
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
    private static func check(_ settlement: Settlement) throws(ShopError) {
        guard isPaymentKey(settlement.paymentKey) else { throw .malformedIdentifier("paymentKey") }
        guard isOrderID(settlement.orderID) else { throw .malformedIdentifier("orderId") }
    }

    /// Whether a text can be a payment key: Toss's are made of letters, digits, `-`, `_` and `=` (measured).
    static func isPaymentKey(_ text: String) -> Bool {
        let key = text.utf8
        return (1...200).contains(key.count) && key.allSatisfy { isTossCharacter($0) || $0 == 0x3D }
    }

    /// Whether a text can be an order's id.
    static func isOrderID(_ text: String) -> Bool {
        let order = text.utf8
        return (6...64).contains(order.count) && order.allSatisfy(isTossCharacter)
    }
}
