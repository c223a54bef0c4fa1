internal import Database
internal import TossAPI

/// Has a provider store a means of payment; an answer that was lost is asked for again under the same idempotency key.
struct StoreWork: Sendable {
    private let context: ShopContext
    private let vault: KeyVault
    private let provider: any PaymentProvider

    init(_ context: ShopContext, _ vault: KeyVault, _ provider: any PaymentProvider) {
        self.context = context
        self.vault = vault
        self.provider = provider
    }

    func perform(_ operation: PaymentOperation, now: Instant) async throws(ShopError) -> Conclusion {
        let (subscription, customerKey) = try await context.store.read { db in
            let subscription = try db.subscriptions.existing(try operation.number())
            return (subscription, try db.subscriptions.knownCustomerKey(of: subscription.userID) ?? "")
        }
        let proof = try SealedProof.open(operation, at: Self.place(of: subscription), vault: vault)
        let answer = await provider.store(proof, of: customerKey, idempotencyKey: operation.idempotencyKey)
        switch answer {
        case .done(let means): return try await keep(means, operation, now)
        case .open(let reason): return .open(reason.text)
        case .refused(let refusal): return try await refuse(operation, proof, refusal, now)
        }
    }

    static func place(of subscription: Subscription) -> KeyVault.Place {
        KeyVault.Place("subscriptions", row: subscription.id, user: subscription.userID)
    }

    /// Keeps the means of payment and, in the same transaction, begins the charge that waits for it, so that neither is
    /// without the other.
    private func keep(
        _ means: StoredMeans,
        _ operation: PaymentOperation,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        let (key, tail, id) = (context.freshKey(), context.freshTail(), context.freshNumber())
        return try await context.store.write { db in
            guard try db.operations.finish(operation.id, "stored", now: now) else { return .finished }
            var subscription = try db.subscriptions.locked(try operation.number())
            try db.billingKeys.add(means, id: id, of: subscription, vault: vault, now: now)
            let former = subscription.billingKeyID
            subscription.billingKeyID = id
            subscription.failureCode = nil
            subscription.failureMessage = nil
            switch subscription.state {
            case .starting:
                let order = try firstOrder(of: subscription, db, now, tail)
                _ = try db.subscriptions.beginCharge(
                    &subscription,
                    order,
                    idempotencyKey: key,
                    isForJanitor: true,
                    now: now
                )
            case .pastDue where subscription.openOrderID == nil:
                let order = try db.subscriptions.addMonth(
                    of: subscription,
                    named: Subscriptions.orderName,
                    now: now,
                    tail: tail
                )
                _ = try db.subscriptions.beginCharge(
                    &subscription,
                    order,
                    idempotencyKey: key,
                    isForJanitor: true,
                    now: now
                )
            case .active, .pastDue: try db.subscriptions.save(subscription)
            // Who brings a card wants it to go on.
            case .cancelled:
                subscription.resume()
                try db.subscriptions.save(subscription)
            // It ended while the provider was asked: nobody needs the means any more.
            case .expired:
                try db.subscriptions.save(subscription)
                try db.forget(id, at: subscription.provider, now: now)
            }
            if let former { try db.forget(former, at: subscription.provider, now: now) }
            return .finished
        }
    }

    /// The order that the customer saw, unless an earlier attempt has used it up.
    private func firstOrder(
        of subscription: Subscription,
        _ db: Session,
        _ now: Instant,
        _ tail: OrderTail
    ) throws -> Order {
        let payment = try db.payments.existing(subscription.firstOrderID)
        if payment.state == .pending { return payment.order }
        return try db.subscriptions.addMonth(of: subscription, named: payment.order.name, now: now, tail: tail)
    }

    /// The first card of a subscription that is refused ends it; a further one changes nothing.
    private func refuse(
        _ operation: PaymentOperation,
        _ proof: MeansProof,
        _ refusal: Refusal,
        _ now: Instant
    ) async throws(ShopError) -> Conclusion {
        try await context.store.write { db in
            guard try db.operations.finish(operation.id, refusal.code, now: now) else { return .finished }
            var subscription = try db.subscriptions.locked(try operation.number())
            subscription.failureCode = refusal.code
            subscription.failureMessage = refusal.message
            if subscription.state == .starting {
                _ = subscription.state.apply(.end)
                subscription.endedAt = now
            }
            try db.subscriptions.save(subscription)
            guard refusal.kind == .ours else { return .finished }
            // The proof was not used up, and may be brought again once the mistake is mended.
            try db.forgetConsent(SealedProof.fingerprint(of: proof), of: subscription.userID)
            try db.tellOfMisuse(refusal, of: provider.id, now: now)
            return .ours(refusal)
        }
    }
}
