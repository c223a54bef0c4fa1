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

    /// Delivers everything due, oldest first; what fails is tried again later, and does not hold up the rest.
    package func deliverDue(_ now: Instant) async throws(ShopError) {
        for (effect, attempts) in try await context.store.read({ try $0.outbox.due(now) }) {
            do {
                try await sink.deliver(effect)
            } catch {
                let delays = OperationTable.delays
                let next = now + delays[min(attempts, delays.count - 1)]
                try await context.store.write { try $0.outbox.postpone(effect.id, until: next) }
                continue
            }
            try await context.store.write { try $0.outbox.markDelivered(effect.id, now: now) }
        }
    }

    /// When there is something to deliver.
    package func nextDelivery() async throws(ShopError) -> Instant? {
        try await context.store.read { try $0.outbox.nextDue() }
    }
}
