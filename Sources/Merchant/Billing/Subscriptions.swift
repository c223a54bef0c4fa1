internal import Encodings
internal import Crypto
internal import Database
package import TossAPI

/// The PRO tier: started, looked at, renewed, cancelled.
package struct Subscriptions: Sendable {
    let context: ShopContext
    let desk: OperationDesk
    private let vault: KeyVault

    /// What a month costs.
    package static let price: Won = 29_000
    /// What the payment window shows.
    package static let orderName = "PRO 1 month"

    /// Works in `context` and has `desk` talk to Toss.
    package init(_ context: ShopContext, desk: OperationDesk, vault: KeyVault) {
        self.context = context
        self.desk = desk
        self.vault = vault
    }

    /// A subscription with what its page shows.
    package struct Overview: Sendable, Hashable {
        /// The subscription itself.
        package let subscription: Subscription
        /// Every payment of a month, oldest first.
        package let months: [OrderPayment]
        /// As the provider masked it.
        package let card: String?
        /// The billing key's last four characters behind asterisks.
        package let maskedKey: String?
    }

    /// Stores an order for the first month, and tells the key that the provider knows the user by.
    package func create(for buyer: Buyer) async throws(ShopError) -> (order: Order, customerKey: String) {
        let now = try await context.clock.now()
        let fresh = "cust_" + hex(context.randomBytes(16))
        let (tail, provider) = (context.freshTail(), context.providers.standard.id)
        return try await context.store.write { db in
            let order = try db.orders.addSubscription(
                named: Self.orderName,
                amount: Self.price,
                for: buyer.id,
                now: now,
                tail: tail
            )
            try db.payments.add(for: order, by: provider, now: now)
            return (order, try db.subscriptions.customerKey(of: buyer.id, fresh: fresh))
        }
    }

    /// Stores a means of payment and charges what is open.
    ///
    /// That is the first month of a new subscription, PRO from then on, or the month of one that is past due. One that
    /// was cancelled goes on.
    ///
    /// Called twice with the same proof it gives the same answer. Throws `.refused` when the provider refuses either
    /// step and `.outcomeUnknown` when nobody knows yet; the janitor then goes on.
    package func authorize(
        _ proof: MeansProof,
        customerKey: String? = nil,
        by buyer: Buyer
    ) async throws(ShopError) -> Overview {
        let now = try await context.clock.now()
        let draws = Draws(key: context.freshKey(), tail: context.freshTail())
        let id = try await context.store.write { db in
            try begin(proof, customerKey: customerKey, buyer, db, now, draws)
        }
        if let operation = try await context.store.read({ try $0.operations.open(.store, about: "\(id)") }) {
            try await carryOut(operation)
        }
        // The charge that the new means of payment has brought about.
        if let order = try await context.store.read({ try $0.subscriptions.existing(id).openOrderID }),
            let operation = try await context.store.read({ try $0.operations.open(.charge, about: order) })
        {
            try await carryOut(operation)
        }
        let overview = try await self.overview(of: id)
        let subscription = overview.subscription
        switch subscription.state {
        // It goes on, or has not ended yet, with the card that was there before.
        case .active where subscription.failureCode != nil,
            .cancelled where subscription.failureCode != nil:
            throw .refused(code: subscription.failureCode ?? "", message: subscription.failureMessage ?? "")
        case .cancelled where try await isStoring(id):
            throw .outcomeUnknown(orderId: subscription.openOrderID ?? subscription.firstOrderID)
        case .active, .cancelled: return overview
        case .pastDue where subscription.openOrderID != nil:
            throw .outcomeUnknown(orderId: subscription.openOrderID ?? "")
        case .pastDue, .expired:
            throw .refused(code: subscription.failureCode ?? "", message: subscription.failureMessage ?? "")
        case .starting: throw .outcomeUnknown(orderId: overview.months.last?.order.id ?? subscription.firstOrderID)
        }
    }

    private func isStoring(_ id: Int64) async throws(ShopError) -> Bool {
        try await context.store.read { try $0.operations.open(.store, about: "\(id)") != nil }
    }

    private func carryOut(_ operation: Int64) async throws(ShopError) {
        if case .ours(let refusal) = try await desk.carryOut(operation) { throw .gatewayMisused(code: refusal.code) }
    }

    /// The user's newest subscription, or `.noSubscription`.
    package func newest(of buyer: Buyer) async throws(ShopError) -> Overview {
        let id = try await context.store.read { db in
            guard let found = try db.subscriptions.newest(of: buyer.id) else { throw ShopError.noSubscription }
            return found.id
        }
        return try await overview(of: id)
    }

    /// Ends the renewals: PRO to the end of what is paid, or FREE at once when the last month is not.
    package func cancel(by buyer: Buyer) async throws(ShopError) -> Overview {
        try await change(by: buyer) { db, subscription, now in
            let isUndecided = subscription.openOrderID != nil
            // Another card that is being stored just now would have it go on.
            if subscription.state != .starting,
                let storing = try db.operations.open(.store, about: "\(subscription.id)")
            {
                _ = try db.operations.finish(storing, "cancelled", now: now)
            }
            switch subscription.state {
            case .starting: throw ShopError.outcomeUnknown(orderId: subscription.firstOrderID)
            // With a charge under way whether this month is paid, and so when it ends, the charge will tell.
            case .active,
                .pastDue where isUndecided:
                _ = subscription.state.apply(.cancel)
                subscription.cancelledAt = now
                subscription.accessUntil = subscription.nextChargeAt
                try db.subscriptions.save(subscription)
            case .pastDue:
                subscription.cancelledAt = now
                try db.subscriptions.end(&subscription, now: now)
            case .cancelled, .expired: break
            }
        }
    }

    /// Takes a cancel back before the end of what is paid; the renewals go on.
    package func resume(by buyer: Buyer) async throws(ShopError) -> Overview {
        try await change(by: buyer) { db, subscription, _ in
            guard subscription.state == .cancelled else { return }
            subscription.resume()
            try db.subscriptions.save(subscription)
        }
    }

    private func change(
        by buyer: Buyer,
        _ body: @Sendable (Session, inout Subscription, Instant) throws -> Void
    ) async throws(ShopError) -> Overview {
        let now = try await context.clock.now()
        let id = try await context.store.write { db in
            guard let live = try db.subscriptions.live(of: buyer.id) else { throw ShopError.noSubscription }
            var subscription = try db.subscriptions.locked(live.id)
            try body(db, &subscription, now)
            return subscription.id
        }
        await context.bell.ringMoney()
        return try await overview(of: id)
    }

    /// What chance decides, drawn before a transaction that may run twice.
    struct Draws: Sendable {
        let key: String
        let tail: OrderTail
    }

    private func begin(
        _ proof: MeansProof,
        customerKey: String?,
        _ buyer: Buyer,
        _ db: Session,
        _ now: Instant,
        _ draws: Draws
    ) throws -> Int64 {
        // Of several calls at the same time the first begins, and the others find what it has begun.
        try db.lock("customers", where: "user_id", is: .integer(buyer.id))
        guard let known = try db.subscriptions.knownCustomerKey(of: buyer.id) else {
            throw ShopError.customerKeyDiffers
        }
        if let customerKey, !constantTimeEqual(Array(customerKey.utf8), Array(known.utf8)) {
            throw ShopError.customerKeyDiffers
        }
        // Also when it was brought before: the same payment under another order or amount is not the same wish.
        let named = try namedOrder(in: proof, buyer, db, now)
        let fingerprint = SealedProof.fingerprint(of: proof)
        if let earlier = try db.subscription(of: buyer.id, broughtBy: fingerprint) { return earlier }
        let id = try live(of: buyer, db) ?? start(named, for: buyer, db, now, draws)
        try db.keep(fingerprint, of: buyer.id, for: id, now: now)
        let subscription = try db.subscriptions.existing(id)
        _ = try db.operations.record(
            .store,
            about: "\(id)",
            order: nil,
            at: subscription.provider,
            idempotencyKey: draws.key,
            request: try SealedProof(proof, at: StoreWork.place(of: subscription), vault: vault).json,
            now: now
        )
        return id
    }

    /// The subscription that a further means of payment is for; nil for a first one.
    private func live(of buyer: Buyer, _ db: Session) throws -> Int64? {
        guard let live = try db.subscriptions.live(of: buyer.id) else { return nil }
        let subscription = try db.subscriptions.locked(live.id)
        switch subscription.state {
        case .starting, .active: throw ShopError.alreadySubscribed
        case .pastDue, .cancelled, .expired: break
        }
        // Which of two cards counts would be left to chance.
        guard try db.operations.open(.store, about: "\(subscription.id)") == nil else {
            throw ShopError.outcomeUnknown(orderId: subscription.openOrderID ?? subscription.firstOrderID)
        }
        return subscription.id
    }

    private func start(
        _ named: Order?,
        for buyer: Buyer,
        _ db: Session,
        _ now: Instant,
        _ draws: Draws
    ) throws -> Int64 {
        // An order that was brought for an earlier subscription is that one's for good.
        let unused = named.flatMap { $0.period == nil ? $0 : nil }
        let order = try unused ?? firstOrder(for: buyer, db, now, draws)
        let provider = try db.payments.existing(order.id).provider
        let id = try db.subscriptions.add(for: buyer.id, order: order, at: provider, now: now)
        let month = Order.Period(subscriptionID: id, number: 0, attempt: 1)
        try db.orders.assign(order.id, to: month)
        try db.payments.assign(order.id, to: month)
        return id
    }

    /// The buyer's order that the proof names; nil when it names none.
    private func namedOrder(in proof: MeansProof, _ buyer: Buyer, _ db: Session, _ now: Instant) throws -> Order? {
        guard case .payment(let settlement) = proof else { return nil }
        guard let order = try db.orders.find(settlement.orderID), order.kind == .subscription else {
            throw ShopError.unknownOrder(settlement.orderID)
        }
        guard order.userID == buyer.id else { throw ShopError.notTheOwner }
        guard order.amount == settlement.amount else {
            throw ShopError.amountDiffers(asked: settlement.amount, stored: order.amount)
        }
        guard order.period == nil else { return order }
        if let expiresAt = order.expiresAt, now >= expiresAt { throw ShopError.orderExpired(order.id) }
        return order
    }

    /// The newest order that nothing has come of, or a new one.
    private func firstOrder(for buyer: Buyer, _ db: Session, _ now: Instant, _ draws: Draws) throws -> Order {
        if let order = try db.unusedSubscriptionOrder(of: buyer.id, now) { return order }
        let order = try db.orders.addSubscription(
            named: Self.orderName,
            amount: Self.price,
            for: buyer.id,
            now: now,
            tail: draws.tail
        )
        try db.payments.add(for: order, by: context.providers.standard.id, now: now)
        return order
    }

    private func overview(of id: Int64) async throws(ShopError) -> Overview {
        try await context.store.read { db in
            let subscription = try db.subscriptions.existing(id)
            let card = try subscription.billingKeyID.flatMap { try db.billingKeys.card($0) }
            let key = try subscription.billingKeyID.map { try db.billingKeys.open($0, vault: vault) }
            return Overview(
                subscription: subscription,
                months: try db.payments.many(
                    "subscription_id = ?1 ORDER BY period, attempt",
                    [.integer(id)]
                ).filter { $0.state != .pending },
                card: card,
                maskedKey: key.map { String(repeating: "*", count: 12) + $0.suffix(min(4, $0.count / 4)) }
            )
        }
    }
}

extension Session {
    /// The subscription that a proof, known by its fingerprint, was brought for.
    fileprivate func subscription(of userID: Int64, broughtBy fingerprint: String) throws -> Int64? {
        try number(
            "SELECT subscription_id FROM consents WHERE user_id = ?1 AND fingerprint = ?2",
            [.integer(userID), .text(fingerprint)]
        )
    }

    /// Remembers what a proof was brought for.
    fileprivate func keep(_ fingerprint: String, of userID: Int64, for subscription: Int64, now: Instant) throws {
        try execute(
            "INSERT INTO consents (user_id, fingerprint, subscription_id, brought_at) VALUES (?1, ?2, ?3, ?4)",
            [.integer(userID), .text(fingerprint), .integer(subscription), .instant(now)]
        )
    }

    /// Has a proof count as never brought, since nothing has come of it.
    func forgetConsent(_ fingerprint: String, of userID: Int64) throws {
        try execute(
            "DELETE FROM consents WHERE user_id = ?1 AND fingerprint = ?2",
            [.integer(userID), .text(fingerprint)]
        )
    }

    /// The user's newest order for a subscription that nothing has come of and that has not expired.
    fileprivate func unusedSubscriptionOrder(of userID: Int64, _ now: Instant) throws -> Order? {
        let id = try first(
            """
            SELECT order_id FROM orders WHERE user_id = ?1 AND kind = 'subscription' AND subscription_id IS NULL
                AND expires_at > ?2
            ORDER BY created_at DESC, order_id DESC LIMIT 1
            """,
            [.integer(userID), .instant(now)]
        ) { try $0.text(0) }
        return try id.flatMap { try orders.find($0) }
    }
}
