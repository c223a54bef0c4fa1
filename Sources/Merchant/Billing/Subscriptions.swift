internal import Encodings
internal import Crypto
internal import Database
internal import JSON
package import TossAPI
internal import TossClient

/// The PRO tier: started, looked at, renewed, cancelled.
package struct Subscriptions: Sendable {
    private let context: ShopContext
    private let desk: OperationDesk
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
        /// Every attempt to charge it, oldest first.
        package let charges: [PeriodCharge]
        /// As Toss masked it.
        package let card: String?
        /// The billing key's last four characters behind asterisks.
        package let maskedKey: String?
    }

    /// Stores an order for the first month, and tells the key that Toss knows the user by.
    package func create(for buyer: Buyer) async throws(ShopError) -> (order: Order, customerKey: String) {
        let now = try await context.clock.now()
        let fresh = "cust_" + hex(context.randomBytes(16))
        return try await context.store.write { db in
            let order = try db.orders.addSubscription(
                named: Self.orderName,
                amount: Self.price,
                for: buyer.id,
                now: now
            )
            return (order, try db.subscriptions.customerKey(of: buyer.id, fresh: fresh))
        }
    }

    /// Issues the billing key and charges the first month once; PRO from then on.
    ///
    /// Called twice with the same proof it gives the same answer. Throws `.refused` when Toss refuses either step and
    /// `.outcomeUnknown` when nobody knows yet; the janitor then goes on.
    package func authorize(
        _ proof: BillingProof,
        customerKey: String? = nil,
        by buyer: Buyer
    ) async throws(ShopError) -> Overview {
        let now = try await context.clock.now()
        let id = try await context.store.write { db in
            try begin(proof, customerKey: customerKey, buyer, db, now)
        }
        // First the issue, then the charge that it has brought about.
        for kind in [PaymentOperation.Kind.issue, .charge] {
            if let operation = try await openOperation(kind, of: id) { try await desk.carryOut(operation) }
        }
        let overview = try await self.overview(of: id)
        let subscription = overview.subscription
        switch subscription.state {
        case .active, .pastDue, .cancelled: return overview
        case .expired:
            throw .refused(code: subscription.failureCode ?? "", message: subscription.failureMessage ?? "")
        case .starting: throw .outcomeUnknown(orderId: overview.charges.last?.orderID ?? subscription.firstOrderID)
        }
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
        let now = try await context.clock.now()
        let id = try await context.store.write { db in
            guard var subscription = try db.subscriptions.live(of: buyer.id) else { throw ShopError.noSubscription }
            switch subscription.state {
            case .starting: throw ShopError.outcomeUnknown(orderId: subscription.firstOrderID)
            case .active:
                _ = subscription.state.apply(.cancel)
                subscription.cancelledAt = now
                try db.subscriptions.save(subscription)
            // The money may be on its way: whether this month is paid, and so when it ends, the charge will tell.
            case .pastDue where try db.charges.isUnderWay(for: subscription.id):
                _ = subscription.state.apply(.cancel)
                subscription.cancelledAt = now
                try db.subscriptions.save(subscription)
            case .pastDue:
                subscription.cancelledAt = now
                try db.subscriptions.end(&subscription, now: now)
            case .cancelled, .expired: break
            }
            return subscription.id
        }
        await context.bell.ring(.outbox)
        await context.bell.ring(.renewals)
        return try await overview(of: id)
    }

    /// Asks Toss how an order's charge stands, unless that is known; what the webhook itself says is not used.
    package func synchronize(_ orderID: String) async throws(ShopError) {
        let operation: Int64? = try await context.store.read { db in
            guard let charge = try db.charges.find(orderID: orderID) else { throw ShopError.unknownOrder(orderID) }
            return try db.operations.open(.charge, about: "\(charge.id)")
        }
        if let operation { try await desk.carryOut(operation) }
    }

    /// Charges what is due and ends what is over; a charge whose outcome is unknown keeps every other from starting.
    package func renewDue(_ now: Instant) async throws(ShopError) {
        let operations = try await context.store.write { db in
            var operations: [Int64] = []
            for var subscription in try db.subscriptions.due(now) {
                if subscription.state == .cancelled {
                    try db.subscriptions.end(&subscription, now: now)
                    continue
                }
                let order = try db.orders.addSubscription(
                    named: Self.orderName,
                    amount: subscription.amount,
                    for: subscription.userID,
                    now: now
                )
                operations.append(try db.charges.begin(subscription, order: order, now: now))
            }
            return operations
        }
        var failure: ShopError?
        do throws(ShopError) { try await desk.carryOut(operations) } catch { failure = error }
        // Also after a failure: the others may have brought something about.
        await context.bell.ring(.outbox)
        await context.bell.ring(.janitor)
        if let failure { throw failure }
    }

    /// When the renewals have to look again: at once when something is overdue, else at the next 09:00 in Seoul.
    package func nextRenewal(after now: Instant) async throws(ShopError) -> Instant {
        let isOverdue = try await context.store.read { try !$0.subscriptions.due(now).isEmpty }
        return isOverdue ? now : now.nextNineInSeoul
    }

    private func begin(
        _ proof: BillingProof,
        customerKey: String?,
        _ buyer: Buyer,
        _ db: Connection,
        _ now: Instant
    ) throws -> Int64 {
        guard let known = try db.subscriptions.knownCustomerKey(of: buyer.id) else {
            throw ShopError.customerKeyDiffers
        }
        if let customerKey, !constantTimeEqual(Array(customerKey.utf8), Array(known.utf8)) {
            throw ShopError.customerKeyDiffers
        }
        // Also when it was brought before: the same payment under another order or amount is not the same wish.
        let named = try namedOrder(in: proof, buyer, db)
        let fingerprint = SealedProof.fingerprint(of: proof)
        if let earlier = try db.subscription(of: buyer.id, startedWith: fingerprint) { return earlier }
        guard try db.subscriptions.live(of: buyer.id) == nil else { throw ShopError.alreadySubscribed }
        let order = try named ?? firstOrder(for: buyer, db, now)
        let id = try db.subscriptions.add(for: buyer.id, order: order, now: now)
        let place = IssueWork.place(of: try db.subscriptions.existing(id))
        _ = try db.operations.record(
            .issue,
            about: "\(id)",
            idempotencyKey: "issue-\(order.id)-\(fingerprint)",
            request: try SealedProof(proof, at: place, vault: vault).json,
            now: now
        )
        return id
    }

    /// The buyer's order that the proof names; nil when it names none.
    private func namedOrder(in proof: BillingProof, _ buyer: Buyer, _ db: Connection) throws -> Order? {
        guard case .payment(let confirmation) = proof else { return nil }
        guard let order = try db.orders.find(confirmation.orderId), order.kind == .subscription else {
            throw ShopError.unknownOrder(confirmation.orderId)
        }
        guard order.userID == buyer.id else { throw ShopError.notTheOwner }
        guard order.amount == confirmation.amount else {
            throw ShopError.amountDiffers(asked: confirmation.amount, stored: order.amount)
        }
        return order
    }

    /// The newest unused order, or a new one.
    private func firstOrder(for buyer: Buyer, _ db: Connection, _ now: Instant) throws -> Order {
        if let order = try db.unusedSubscriptionOrder(of: buyer.id) { return order }
        return try db.orders.addSubscription(named: Self.orderName, amount: Self.price, for: buyer.id, now: now)
    }

    private func openOperation(_ kind: PaymentOperation.Kind, of id: Int64) async throws(ShopError) -> Int64? {
        try await context.store.read { db in
            guard kind == .charge else { return try db.operations.open(kind, about: "\(id)") }
            guard let charge = try db.charges.all(of: id).last else { return nil }
            return try db.operations.open(kind, about: "\(charge.id)")
        }
    }

    private func overview(of id: Int64) async throws(ShopError) -> Overview {
        try await context.store.read { db in
            let subscription = try db.subscriptions.existing(id)
            let card = try subscription.billingKeyID.flatMap { try db.billingKeys.card($0) }
            let key = try subscription.billingKeyID.map { try db.billingKeys.open($0, vault: vault) }
            return Overview(
                subscription: subscription,
                charges: try db.charges.all(of: id),
                card: card,
                maskedKey: key.map { String(repeating: "*", count: 12) + $0.suffix(min(4, $0.count / 4)) }
            )
        }
    }
}

extension Connection {
    /// The subscription that a proof, known by its fingerprint, has started.
    fileprivate func subscription(of userID: Int64, startedWith fingerprint: String) throws -> Int64? {
        try number(
            """
            SELECT subscriptions.id FROM subscriptions
            JOIN operations ON operations.kind = 'issue' AND operations.subject = CAST(subscriptions.id AS TEXT)
            WHERE subscriptions.user_id = ?1
                AND operations.idempotency_key = 'issue-' || subscriptions.first_order_id || '-' || ?2
            """,
            [.integer(userID), .text(fingerprint)]
        )
    }

    /// The user's newest order for a subscription that nothing has come of.
    fileprivate func unusedSubscriptionOrder(of userID: Int64) throws -> Order? {
        let id = try first(
            """
            SELECT order_id FROM orders WHERE user_id = ?1 AND kind = 'subscription'
                AND order_id NOT IN (SELECT order_id FROM charges)
                AND order_id NOT IN (SELECT first_order_id FROM subscriptions)
            ORDER BY created_at DESC, order_id DESC LIMIT 1
            """,
            [.integer(userID)]
        ) { try $0.text(0) }
        return try id.flatMap { try orders.find($0) }
    }
}
