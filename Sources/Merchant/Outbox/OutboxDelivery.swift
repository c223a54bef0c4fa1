internal import Database
package import TossAPI

/// Delivers what the outbox holds.
///
/// A row is marked once its effect was carried out, so an effect is carried out at least once, and always with the
/// same id: only a process that ends between the two does it again.
package struct OutboxDelivery: Sendable {
    private let context: ShopContext
    private let sink: any EffectSink

    /// Delivers the shop's effects to `sink`.
    package init(_ context: ShopContext, sink: any EffectSink) {
        self.context = context
        self.sink = sink
    }

    /// How long to wait after the first, the second, … delivery that failed; the last one for all that follow.
    static let delays: [Duration] = [.seconds(5), .seconds(30), .seconds(120), .seconds(600), .seconds(3_600)]

    /// Delivers everything due, oldest first; what fails is tried again later, and does not hold up the rest.
    package func deliverDue(_ now: Instant) async throws(ShopError) {
        while true {
            let claims = try await context.store.write {
                try $0.outbox.claim(now, owner: context.owner, atMost: Self.batch)
            }
            guard !claims.isEmpty else { return }
            for claim in claims { try await deliver(claim, now) }
        }
    }

    private static let batch = 50

    private func deliver(_ claim: OutboxTable.Claim, _ now: Instant) async throws(ShopError) {
        do {
            try await sink.deliver(claim.effect)
        } catch {
            let next = now + Self.delays[min(claim.attempts, Self.delays.count - 1)]
            return try await context.store.write { try $0.outbox.postpone(claim.effect.id, until: next) }
        }
        try await context.store.write { try $0.outbox.markDelivered(claim.effect.id, now: now) }
    }

    /// Gives back what this process was at when it ended.
    func takeUpAbandoned() async throws(ShopError) {
        try await context.store.write { try $0.outbox.release(ownedBy: context.owner) }
    }

    /// When there is something to deliver.
    package func nextDelivery() async throws(ShopError) -> Instant? {
        try await context.store.read { try $0.outbox.nextDue() }
    }
}
