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
    private let subscriptions: Subscriptions

    /// Has `payments` and `subscriptions` ask Toss about what events name.
    package init(_ context: ShopContext, payments: Payments, subscriptions: Subscriptions) {
        self.context = context
        self.payments = payments
        self.subscriptions = subscriptions
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

    /// Processes what is due; an event about which Toss cannot be asked now is tried again later.
    package func processDue(_ now: Instant) async throws(ShopError) {
        try await each(of: try await context.store.read { try $0.dueEvents(now) }) { event async throws(ShopError) in
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
    }

    /// When there is something to process.
    package func nextEvent() async throws(ShopError) -> Instant? {
        try await context.store.read { db in
            try db.number("SELECT min(due_at) FROM inbox WHERE outcome IS NULL").map { Instant(microseconds: $0) }
        }
    }

    /// Asks Toss about the order that an event names; nil when that cannot be done now.
    private func process(_ event: StoredEvent) async throws(ShopError) -> String? {
        guard let orderID = event.orderID else { return "ignored: it names no order" }
        let kind = try await context.store.read { try $0.orders.find(orderID)?.kind }
        do throws(ShopError) {
            switch kind {
            case .product: try await payments.synchronize(orderID)
            case .subscription: try await subscriptions.synchronize(orderID)
            case nil: return "ignored: no order of ours"
            }
            return "processed"
        } catch .unknownOrder {
            // An order for a subscription that was never charged.
            return "ignored: nothing was asked of Toss for it"
        } catch .outcomeUnknown {
            return nil
        }
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
}

extension Connection {
    fileprivate func dueEvents(_ now: Instant) throws -> [StoredEvent] {
        try query(
            "SELECT id, body, attempts FROM inbox WHERE outcome IS NULL AND due_at <= ?1 ORDER BY due_at, id",
            [.instant(now)]
        ) { StoredEvent(id: try $0.integer(0), body: try $0.bytes(1), attempts: Int(try $0.integer(2))) }
    }

    fileprivate func finishEvent(_ id: Int64, _ outcome: String, now: Instant) throws {
        try execute(
            "UPDATE inbox SET outcome = ?2, processed_at = ?3, attempts = attempts + 1 WHERE id = ?1",
            [.integer(id), .text(outcome), .instant(now)]
        )
    }

    fileprivate func postponeEvent(_ event: StoredEvent, now: Instant) throws {
        let delays = OperationTable.delays
        let next = now + delays[min(event.attempts, delays.count - 1)]
        try execute(
            "UPDATE inbox SET due_at = ?2, attempts = attempts + 1 WHERE id = ?1",
            [.integer(event.id), .instant(next)]
        )
    }
}
