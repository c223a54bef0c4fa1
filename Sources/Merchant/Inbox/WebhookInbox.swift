internal import Crypto
internal import Database
internal import Encodings
package import TossAPI

/// Webhooks: stored as they came, answered at once, and processed later by asking Toss how the order stands.
///
/// Anybody can send one, so nothing in it is taken for true but the order to look at.
package struct WebhookInbox: Sendable {
    /// Where events come in.
    package let intake: WebhookIntake
    private let context: ShopContext
    private let payments: Payments

    /// Has `payments` ask the provider about what events name.
    package init(_ context: ShopContext, payments: Payments) {
        self.context = context
        self.payments = payments
        intake = WebhookIntake(context)
    }

    /// Stores an event, and says whether it was new.
    package func receive(
        _ body: [UInt8],
        transmissionID: String?,
        from sender: WebhookSender = .address(""),
        at door: String
    ) async throws(ShopError) -> Bool {
        try await intake.receive(body, transmissionID: transmissionID, from: sender, at: door)
    }

    /// Checks the signature of the older guide, which knows no other proof.
    package static func verify(_ body: [UInt8], signature: String?, secret: [UInt8]) throws(ShopError) {
        let expected = hex(HMAC.authenticate(body, key: secret, using: .sha256))
        guard let signature, !secret.isEmpty, constantTimeEqual(Array(signature.utf8), Array(expected.utf8)) else {
            throw .badSignature
        }
    }

    /// Asks the provider about every order with events that are due: one look-up answers all that wait for an order.
    ///
    /// An order about which it cannot be asked now is tried again later.
    package func processDue(_ now: Instant) async throws(ShopError) {
        let orders = try await context.store.read { try $0.inbox.dueOrders(now, limit: 500) }
        try await each(of: orders, atOnce: 8) { order async throws(ShopError) in try await answer(order, now) }
    }

    /// Gives back what this process was at when it ended.
    func takeUpAbandoned() async throws(ShopError) {
        try await context.store.write { try $0.inbox.release(ownedBy: context.owner) }
    }

    /// When there is something to process.
    package func nextEvent() async throws(ShopError) -> Instant? {
        try await context.store.read { try $0.inbox.nextDue() }
    }

    private func answer(_ orderID: String, _ now: Instant) async throws(ShopError) {
        let taken = try await context.store.write { db -> InboxTable.Waiting? in
            let waiting = try db.inbox.claim(orderID, owner: context.owner, now: now)
            guard !waiting.events.isEmpty else { return nil }
            guard try db.lookUpBudgets.spend(on: orderID, now: now) else {
                let next = try db.lookUpBudgets.nextLookUp(of: orderID, now: now)
                try db.inbox.postpone(orderID, until: next, isAttempt: false)
                return nil
            }
            return waiting
        }
        guard let waiting = taken else { return }
        let outcome: Result<String?, ShopError>
        do throws(ShopError) { outcome = .success(try await process(orderID)) } catch { outcome = .failure(error) }
        try await context.store.write { db in
            if case .success(let word?) = outcome {
                try db.inbox.finish(waiting, word, now: now)
            } else {
                let delays = OutboxDelivery.delays
                let next = now + delays[min(waiting.attempts, delays.count - 1)]
                try db.inbox.postpone(orderID, until: next, isAttempt: true)
            }
        }
        _ = try outcome.get()
    }

    /// Asks the provider about an order; nil when that cannot be done now.
    private func process(_ orderID: String) async throws(ShopError) -> String? {
        let payment = try await context.store.read { try $0.payments.find(orderID) }
        guard let payment else { return InboxTable.foreignOrder }
        // Nobody but the shop charges a month, so there is nothing to learn before it has.
        if payment.order.kind == .subscription, payment.state == .pending {
            return "ignored: nothing was asked of the provider for it"
        }
        do throws(ShopError) {
            try await payments.synchronize(orderID)
            return "processed"
        } catch .outcomeUnknown {
            return nil
        }
    }
}
