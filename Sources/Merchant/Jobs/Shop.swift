internal import TossAPI

/// The core put together: what doors call, and what runs by itself.
package struct Shop: Sendable {
    /// What all of it works with.
    package let context: ShopContext
    /// What is sold.
    package let catalogue: Catalogue
    /// One-time purchases.
    package let payments: Payments
    /// Money given back.
    package let refunds: Refunds
    /// The PRO tier.
    package let subscriptions: Subscriptions
    /// What people paid and own.
    package let history: PurchaseHistory
    /// Webhooks.
    package let inbox: WebhookInbox
    /// The books against the providers.
    package let reconciliation: Reconciliation
    /// What is asked of providers.
    package let desk: OperationDesk
    private let outbox: OutboxDelivery
    private let tidying: Tidying

    /// Puts the parts together; nothing runs yet.
    package init(_ context: ShopContext, vault: KeyVault, sink: any EffectSink) {
        self.context = context
        let desk = OperationDesk(context, vault: vault)
        let payments = Payments(context, desk: desk)
        let subscriptions = Subscriptions(context, desk: desk, vault: vault)
        self.desk = desk
        self.payments = payments
        self.subscriptions = subscriptions
        catalogue = Catalogue(context.store)
        refunds = Refunds(context, desk: desk)
        history = PurchaseHistory(context.store)
        reconciliation = Reconciliation(context, desk: desk)
        inbox = WebhookInbox(context, payments: payments)
        outbox = OutboxDelivery(context, sink: sink)
        tidying = Tidying(context)
    }

    /// What has to be done once before anything else: the catalogue planted, abandoned operations taken up.
    package func prepare() async throws(ShopError) {
        try await catalogue.plant()
        try await desk.takeUpAbandoned()
        try await outbox.takeUpAbandoned()
        try await inbox.takeUpAbandoned()
    }

    /// Every job, in the order in which those due at the same instant run.
    package var jobs: [Job] {
        [
            Job(
                .janitor,
                next: { _ async throws(ShopError) in try await context.store.read { try $0.operations.nextDue() } },
                run: { now async throws(ShopError) in try await desk.carryOutDue(now) }
            ),
            Job(
                .inbox,
                next: { _ async throws(ShopError) in try await inbox.nextEvent() },
                run: { now async throws(ShopError) in try await inbox.processDue(now) }
            ),
            Job(
                .renewals,
                next: { now async throws(ShopError) in try await subscriptions.nextRenewal(after: now) },
                run: { now async throws(ShopError) in try await subscriptions.renewDue(now) }
            ),
            Job(
                .reconciliation,
                next: { now async throws(ShopError) in try await reconciliation.nextComparison(after: now) },
                run: { now async throws(ShopError) in try await reconciliation.compareDue(now) }
            ),
            Job(
                .outbox,
                next: { _ async throws(ShopError) in try await outbox.nextDelivery() },
                run: { now async throws(ShopError) in try await outbox.deliverDue(now) }
            ),
            Job(
                .tidying,
                next: { now async throws(ShopError) in try await tidying.next(now) },
                run: { now async throws(ShopError) in try await tidying.run(now) }
            ),
        ]
    }
}
