internal import Encodings
internal import Crypto
internal import Database
internal import JSON
package import TossAPI

/// Webhooks: stored as they came, answered at once, and processed later by asking Toss how the order stands.
///
/// Anybody can send one, so nothing in it is taken for true but the order to look at.
package struct WebhookInbox: Sendable {
    private let context: ShopContext
    private let payments: Payments

    /// Has `payments` ask the provider about what events name.
    package init(_ context: ShopContext, payments: Payments) {
        self.context = context
        self.payments = payments
    }

    /// Stores an event, and says whether it was new: ten deliveries of one transmission are one event.
    ///
    /// Throws `.malformedEvent` for a body that is no JSON object, and `.badSignature` for a deposit callback whose
    /// secret is not the payment's.
    package func receive(_ body: [UInt8], transmissionID: String?, at door: String) async throws(ShopError) -> Bool {
        guard let event = try? JSONNode(parsing: body), event.object != nil else { throw .malformedEvent }
        let id = try Self.identity(of: body, transmissionID)
        try await check(event)
        let now = try await context.clock.now()
        let isNew = try await context.store.write { db in
            try db.execute(
                """
                INSERT INTO inbox (transmission_id, door, body, due_at, received_at) VALUES (?1, ?2, ?3, ?4, ?4)
                ON CONFLICT (transmission_id) DO NOTHING
                """,
                [.text("\(door)/\(id)"), .text(door), .blob(body), .instant(now)]
            ) == 1
        }
        if isNew { await context.bell.ring(.inbox) }
        return isNew
    }

    /// Checks `TossPayments-Signature`: the hexadecimal HMAC-SHA256 of the body as it came.
    ///
    /// Toss signs no event of payments this way; guides do, and so does an endpoint of the legacy profile.
    package static func verify(_ body: [UInt8], signature: String?, secret: [UInt8]) throws(ShopError) {
        let expected = hex(HMAC.authenticate(body, key: secret, using: .sha256))
        guard let signature, !secret.isEmpty, constantTimeEqual(Array(signature.utf8), Array(expected.utf8)) else {
            throw .badSignature
        }
    }

    /// Processes what is due; an event about which the provider cannot be asked now is tried again later.
    package func processDue(_ now: Instant) async throws(ShopError) {
        var first: ShopError?
        while true {
            let events = try await context.store.write { try $0.claimEvents(now, owner: context.owner) }
            guard !events.isEmpty else { break }
            for event in events {
                do throws(ShopError) { try await process(event, now) } catch { first = first ?? error }
            }
        }
        if let first { throw first }
    }

    /// Gives back what this process was at when it ended.
    func takeUpAbandoned() async throws(ShopError) {
        try await context.store.write { try $0.releaseEvents(ownedBy: context.owner) }
    }

    /// When there is something to process.
    package func nextEvent() async throws(ShopError) -> Instant? {
        try await context.store.read { db in
            try db.number(
                """
                SELECT min(CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END) FROM inbox
                WHERE outcome IS NULL
                """
            ).map { Instant(microseconds: $0) }
        }
    }

    private func process(_ event: StoredEvent, _ now: Instant) async throws(ShopError) {
        let outcome: Result<String?, ShopError>
        do throws(ShopError) { outcome = .success(try await process(event)) } catch { outcome = .failure(error) }
        try await context.store.write { db in
            if case .success(let word?) = outcome {
                try db.finishEvent(event.id, word, now: now)
            } else {
                try db.postponeEvent(event, now: now)
            }
        }
        _ = try outcome.get()
    }

    /// Asks the provider about the order that an event names; nil when that cannot be done now.
    private func process(_ event: StoredEvent) async throws(ShopError) -> String? {
        if let secret = event.deletedBillingKey { return try await forget(secret) }
        guard let orderID = event.orderID else { return "ignored: it names no order" }
        let payment = try await context.store.read { try $0.payments.find(orderID) }
        guard let payment else { return "ignored: no order of ours" }
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

    /// A means of payment that its provider has forgotten is charged no more; whoever names it knows its secret.
    private func forget(_ secret: String) async throws(ShopError) -> String {
        let now = try await context.clock.now()
        return try await context.store.write { try $0.billingKeys.markDeleted(secret: secret, now: now) }
            ? "processed" : "ignored: no billing key of ours"
    }

    /// A deposit callback brings the payment's secret; one with a wrong secret is not Toss's.
    private func check(_ event: JSONNode) async throws(ShopError) {
        guard event["eventType"] == nil, let secret = event["secret"]?.string, let order = event["orderId"]?.string
        else { return }
        let known = try await context.store.read { try $0.payments.find(order)?.secret }
        guard let known, constantTimeEqual(Array(secret.utf8), Array(known.utf8)) else { throw .badSignature }
    }

    /// The transmission's id, or for a sender without one the body's own digest.
    private static func identity(of body: [UInt8], _ transmissionID: String?) throws(ShopError) -> String {
        guard let transmissionID else {
            return "body-" + hex(HMAC.authenticate(body, key: Array("inbox".utf8), using: .sha256))
        }
        let bytes = transmissionID.utf8
        guard (1...200).contains(bytes.count), bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .malformedEvent
        }
        return transmissionID
    }
}

/// An event that waits to be processed.
private struct StoredEvent: Sendable {
    let id: Int64
    let body: [UInt8]
    let attempts: Int

    /// The order that any of the known envelopes names.
    var orderID: String? {
        guard let event = try? JSONNode(parsing: body) else { return nil }
        return event["data"]?["orderId"]?.string ?? event["orderId"]?.string
    }

    /// The billing key that Toss says it has deleted.
    var deletedBillingKey: String? {
        guard let event = try? JSONNode(parsing: body), event["eventType"]?.string == "BILLING_DELETED" else {
            return nil
        }
        return event["data"]?["billingKey"]?.string ?? event["billingKey"]?.string
    }
}

extension Session {
    /// Takes some of what is due, oldest first, for so long that nobody else processes it meanwhile.
    fileprivate func claimEvents(_ now: Instant, owner: String) throws -> [StoredEvent] {
        try query(
            """
            UPDATE inbox SET owner = ?2, lease_until = ?3 WHERE id IN (
                SELECT id FROM inbox WHERE outcome IS NULL AND due_at <= ?1
                    AND (lease_until IS NULL OR lease_until <= ?1)
                ORDER BY due_at, id LIMIT 20 \(skipLocked)
            ) RETURNING id, body, attempts
            """,
            [.instant(now), .text(owner), .instant(now + .seconds(120))]
        ) { StoredEvent(id: try $0.integer(0), body: try $0.bytes(1), attempts: Int(try $0.integer(2))) }
        .sorted { $0.id < $1.id }
    }

    fileprivate func releaseEvents(ownedBy owner: String) throws {
        try execute(
            "UPDATE inbox SET lease_until = NULL, owner = NULL WHERE outcome IS NULL AND owner = ?1",
            [.text(owner)]
        )
    }

    fileprivate func finishEvent(_ id: Int64, _ outcome: String, now: Instant) throws {
        try execute(
            """
            UPDATE inbox SET outcome = ?2, processed_at = ?3, attempts = attempts + 1, lease_until = NULL, owner = NULL
            WHERE id = ?1
            """,
            [.integer(id), .text(outcome), .instant(now)]
        )
    }

    fileprivate func postponeEvent(_ event: StoredEvent, now: Instant) throws {
        let delays = OutboxDelivery.delays
        let next = now + delays[min(event.attempts, delays.count - 1)]
        try execute(
            "UPDATE inbox SET due_at = ?2, attempts = attempts + 1, lease_until = NULL, owner = NULL WHERE id = ?1",
            [.integer(event.id), .instant(next)]
        )
    }
}
