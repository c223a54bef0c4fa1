internal import Database
package import TossAPI

/// Delivers what the outbox holds.
///
/// Rows are marked once their effects were carried out, so an effect is carried out at least once, and always with the
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
            var next: [(claim: OutboxTable.Claim, due: Instant?)] = []
            for claim in claims { next.append((claim, await deliver(claim, now))) }
            // At once, since each commit waits for the disk.
            let outcomes = next
            try await context.store.write { db in
                for (claim, due) in outcomes {
                    if let due {
                        try db.outbox.postpone(claim.effect.id, until: due)
                    } else {
                        try db.outbox.markDelivered(claim.effect.id, now: now)
                    }
                }
            }
        }
    }

    private static let batch = 50

    /// Carries an effect out; returns when it has to be tried again, or nil.
    private func deliver(_ claim: OutboxTable.Claim, _ now: Instant) async -> Instant? {
        do {
            try await sink.deliver(claim.effect)
            return nil
        } catch {
            return now + Self.delays[min(claim.attempts, Self.delays.count - 1)]
        }
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
