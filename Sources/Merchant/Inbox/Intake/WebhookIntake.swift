internal import Crypto
internal import Database
internal import Encodings
internal import TossAPI

/// Takes webhooks in: stored and answered at once, whatever is being processed meanwhile.
///
/// Anybody can send one, so it costs as little as can be. One that names no order of ours leaves a short record for a day
/// and a count. One that does is kept until Toss was asked about the order, which happens a few times at once and then
/// every quarter of an hour, however many events ask for it; who sends many is put off besides.
package struct WebhookIntake: Sendable {
    private let context: ShopContext
    private let senders = SenderBudgets()

    /// Takes events into the context's store.
    init(_ context: ShopContext) { self.context = context }

    /// Stores an event, and says whether it was new: ten deliveries of one transmission are one event.
    ///
    /// Throws `.malformedEvent` for a body that is no JSON object, and `.badSignature` for a deposit callback whose
    /// secret is not the payment's.
    package func receive(
        _ body: [UInt8],
        transmissionID: String?,
        from sender: WebhookSender,
        at door: String
    ) async throws(ShopError) -> Bool {
        guard body.count <= WebhookEvent.longestBody, let event = WebhookEvent(body) else { throw .malformedEvent }
        let id = "\(door)/\(try Self.identity(of: body, transmissionID))"
        let now = try await context.clock.now()
        var putOff: Instant?
        if case .address(let address) = sender, !sender.isTrusted { putOff = senders.spend(address, now: now) }
        let arrival = Arrival(id: id, door: door, putOff: putOff, now: now)
        switch try await context.store.write({ try Self.store(event, arrival, $0) }) {
        case .waits:
            await context.bell.ring(.inbox)
            return true
        case .ignored(let isNew): return isNew
        case .known: return false
        case .forged: throw .badSignature
        }
    }

    /// Checks `TossPayments-Signature`: the hexadecimal HMAC-SHA256 of the body as it came.
    ///
    /// Toss signs no event of payments this way; guides do, and so does an endpoint of the legacy profile.
    package func verify(_ body: [UInt8], signature: String?, secret: Secret) async throws(ShopError) {
        do throws(ShopError) { try WebhookInbox.verify(body, signature: signature, secret: secret.bytes) } catch {
            let now = try await context.clock.now()
            try await context.store.write { try $0.forgeries.note(.signature, now: now) }
            throw error
        }
    }

    /// What is known of an event beside its body.
    private struct Arrival: Sendable {
        let id: String
        let door: String
        /// When its sender may have something looked at again; nil when it may now.
        let putOff: Instant?
        let now: Instant
    }

    private enum Reception: Sendable {
        case waits, known, forged
        case ignored(isNew: Bool)
    }

    private static func store(_ event: WebhookEvent, _ arrival: Arrival, _ db: Session) throws -> Reception {
        if let secret = event.depositSecret, let orderID = event.orderID {
            let known = try db.payments.find(orderID)?.secret
            guard let known, constantTimeEqual(Array(secret.utf8), Array(known.utf8)) else {
                try db.forgeries.note(.depositSecret, now: arrival.now)
                return .forged
            }
        }
        if try db.inbox.isKnown(arrival.id) { return .known }
        // It is charged no more. There is nothing to ask about it, and only who knows the secret can name it.
        if let secret = event.deletedBillingKey, try db.billingKeys.markDeleted(secret: secret, now: arrival.now) {
            return .ignored(
                isNew: try db.inbox.addIgnored(arrival.id, at: arrival.door, outcome: "processed", now: arrival.now)
            )
        }
        guard let orderID = event.orderID else {
            return try ignore(arrival, .noOrder, InboxTable.noOrder, db)
        }
        guard try db.orders.find(orderID) != nil else {
            return try ignore(arrival, .foreignOrder, InboxTable.foreignOrder, db)
        }
        let next = try db.lookUpBudgets.nextLookUp(of: orderID, now: arrival.now)
        let isNew = try db.inbox.add(
            arrival.id,
            about: orderID,
            body: event.body,
            at: arrival.door,
            mayHaveRow: arrival.putOff == nil,
            due: max(next, arrival.putOff ?? next),
            now: arrival.now
        )
        return isNew ? .waits : .known
    }

    /// Counts an event that there is nothing to do about; a sender of many leaves no more than the count.
    private static func ignore(
        _ arrival: Arrival,
        _ forgery: Forgery,
        _ outcome: String,
        _ db: Session
    ) throws -> Reception {
        guard arrival.putOff == nil else {
            try db.forgeries.note(forgery, now: arrival.now)
            return .ignored(isNew: true)
        }
        let isNew = try db.inbox.addIgnored(arrival.id, at: arrival.door, outcome: outcome, now: arrival.now)
        if isNew { try db.forgeries.note(forgery, now: arrival.now) }
        return .ignored(isNew: isNew)
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
