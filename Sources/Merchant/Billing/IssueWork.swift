internal import Database
internal import TossAPI
internal import TossClient

/// Has Toss issue a billing key; an answer that was lost is asked for again under the same idempotency key.
struct IssueWork: Sendable {
    private let context: ShopContext
    private let vault: KeyVault

    init(_ context: ShopContext, _ vault: KeyVault) {
        self.context = context
        self.vault = vault
    }

    func perform(_ operation: PaymentOperation, now: Instant) async throws(ShopError) -> Conclusion {
        let (subscription, customerKey) = try await context.store.read { db in
            let subscription = try db.subscriptions.existing(try operation.number())
            return (subscription, try db.subscriptions.knownCustomerKey(of: subscription.userID) ?? "")
        }
        let place = Self.place(of: subscription)
        let proof = try SealedProof.open(operation, at: place, vault: vault)
        let answer = await outcome { () async throws(TossFailure) in
            try await context.gateway.issue(
                proof,
                customerKey: customerKey,
                idempotencyKey: operation.idempotencyKey
            )
        }
        switch answer {
        case .success(let key): return try await store(key, for: subscription, operation, now)
        case .failure(.unknownOutcome), .failure(.ourMistake(status: nil, _, _)): return .unknown
        case .failure(let failure): return try await refuse(subscription, failure, operation, now)
        }
    }

    static func place(of subscription: Subscription) -> KeyVault.Place {
        KeyVault.Place("subscriptions", row: subscription.id, user: subscription.userID)
    }

    /// Stores the key and, in the same transaction, the first month's charge, so that neither is without the other.
    private func store(
        _ key: IssuedBillingKey,
        for subscription: Subscription,
        _ operation: PaymentOperation,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        try await context.store.write { db in
            guard try db.operations.finish(operation.id, "issued", now: now) else { return .finished }
            var subscription = subscription
            subscription.billingKeyID = try db.billingKeys.add(
                key,
                of: subscription.userID,
                vault: vault,
                now: now
            )
            try db.subscriptions.save(subscription)
            let order = try firstOrder(of: subscription, db, now)
            _ = try db.charges.begin(subscription, order: order, isForJanitor: true, now: now)
            return .finished
        }
    }

    /// The order that the customer saw, unless an earlier attempt has used it up.
    private func firstOrder(of subscription: Subscription, _ db: Connection, _ now: Instant) throws -> Order {
        guard let order = try db.orders.find(subscription.firstOrderID) else {
            throw ShopError.corrupt("subscription \(subscription.id) without an order")
        }
        guard try db.charges.find(orderID: order.id) != nil else { return order }
        return try db.orders.addSubscription(
            named: order.name,
            amount: order.amount,
            for: subscription.userID,
            now: now
        )
    }

    private func refuse(
        _ subscription: Subscription,
        _ failure: TossFailure,
        _ operation: PaymentOperation,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        try await context.store.write { db in
            let refusal = failure.refusal
            guard try db.operations.finish(operation.id, refusal.code, now: now) else { return .finished }
            var subscription = subscription
            _ = subscription.state.apply(.end)
            subscription.failureCode = refusal.code
            subscription.failureMessage = refusal.message
            subscription.endedAt = now
            try db.subscriptions.save(subscription)
            return .finished
        }
    }
}
