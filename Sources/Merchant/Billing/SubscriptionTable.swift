package import Database
internal import JSON
internal import TossAPI

/// The subscriptions in a database.
package struct SubscriptionTable {
    let db: Session

    fileprivate init(_ db: Session) { self.db = db }

    func add(for userID: Int64, order: Order, at provider: ProviderID, now: Instant) throws -> Int64 {
        try db.insert(
            """
            INSERT INTO subscriptions (user_id, provider, state, first_order_id, amount, anchor, started_at)
            VALUES (?1, ?2, 'starting', ?3, ?4, ?5, ?5) RETURNING id
            """,
            [.integer(userID), .text(provider.rawValue), .text(order.id), .won(order.amount), .instant(now)]
        )
    }

    func existing(_ id: Int64) throws -> Subscription {
        guard let found = try one("id = ?1", [.integer(id)]) else { throw ShopError.corrupt("no subscription \(id)") }
        return found
    }

    /// The subscription, locked until the transaction ends: what is read decides what is written.
    func locked(_ id: Int64) throws -> Subscription {
        try db.lock("subscriptions", where: "id", is: .integer(id))
        return try existing(id)
    }

    /// The user's subscription that has not ended, or nil.
    package func live(of userID: Int64) throws -> Subscription? {
        try one("user_id = ?1 AND state <> 'expired'", [.integer(userID)])
    }

    /// The user's newest subscription, ended or not.
    package func newest(of userID: Int64) throws -> Subscription? {
        try one("user_id = ?1 ORDER BY id DESC LIMIT 1", [.integer(userID)])
    }

    /// Some of those whose next charge or end has come, locked; those with a charge under way are left out.
    func due(_ now: Instant, atMost count: Int) throws -> [Subscription] {
        try many(
            "\(Self.isDue) ORDER BY next_charge_at, id LIMIT \(count) \(db.skipLocked)",
            [.instant(now)]
        )
    }

    /// Some of those that are not paid any more and still have the tier, locked.
    func lapsed(_ now: Instant, atMost count: Int) throws -> [Subscription] {
        try many(
            "\(Self.isLapsed) ORDER BY access_until, id LIMIT \(count) \(db.skipLocked)",
            [.instant(now)]
        )
    }

    /// Whether there is something for the renewals to do.
    func isAnyDue(_ now: Instant) throws -> Bool {
        for condition in [Self.isDue, Self.isLapsed] {
            let found = try db.number("SELECT 1 FROM subscriptions WHERE \(condition) LIMIT 1", [.instant(now)])
            if found != nil { return true }
        }
        return false
    }

    private static let isDue =
        "next_charge_at <= ?1 AND open_order_id IS NULL AND state IN ('active', 'past_due', 'cancelled')"
    private static let isLapsed = """
        access_until <= ?1 AND state IN ('active', 'past_due') AND user_id IN (SELECT id FROM users WHERE tier = 'PRO')
        """

    func save(_ subscription: Subscription) throws {
        try db.execute(
            """
            UPDATE subscriptions SET state = ?2, billing_key_id = ?3, anchor = ?4, period = ?5, refusals = ?6,
                next_charge_at = ?7, access_until = ?8, open_order_id = ?9, failure_code = ?10, failure_message = ?11,
                cancelled_at = ?12, ended_at = ?13
            WHERE id = ?1
            """,
            [
                .integer(subscription.id), .text(subscription.state.rawValue), .optional(subscription.billingKeyID),
                .instant(subscription.anchor), .integer(Int64(subscription.period)),
                .integer(Int64(subscription.refusals)), .instant(subscription.nextChargeAt),
                .instant(subscription.accessUntil), .optional(subscription.openOrderID),
                .optional(subscription.failureCode), .optional(subscription.failureMessage),
                .instant(subscription.cancelledAt), .instant(subscription.endedAt),
            ]
        )
    }

    /// The key that providers know the user by; made once from `fresh`.
    func customerKey(of userID: Int64, fresh: String) throws -> String {
        try db.execute(
            "INSERT INTO customers (user_id, customer_key) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            [.integer(userID), .text(fresh)]
        )
        return try knownCustomerKey(of: userID) ?? fresh
    }

    func knownCustomerKey(of userID: Int64) throws -> String? {
        try db.first("SELECT customer_key FROM customers WHERE user_id = ?1", [.integer(userID)]) { try $0.text(0) }
    }

    /// Changes the user's tier and tells the world, in the transaction that is under way.
    func setTier(_ tier: String, of userID: Int64, because reference: String, now: Instant) throws {
        let changed = try db.execute(
            "UPDATE users SET tier = ?2 WHERE id = ?1 AND tier <> ?2",
            [.integer(userID), .text(tier)]
        )
        guard changed == 1 else { return }
        try db.outbox.add(.tierChange, id: "\(reference)/\(tier)", now: now) { json in
            json.member("userId", userID)
            json.member("tier", tier)
        }
    }

    private func one(_ condition: String, _ values: [DatabaseValue]) throws -> Subscription? {
        try many(condition, values).first
    }

    private func many(_ condition: String, _ values: [DatabaseValue]) throws -> [Subscription] {
        try db.query(
            """
            SELECT id, user_id, provider, state, billing_key_id, first_order_id, amount, anchor, period, refusals,
                next_charge_at, access_until, open_order_id, started_at, failure_code, failure_message, cancelled_at,
                ended_at
            FROM subscriptions WHERE \(condition)
            """,
            values,
            Subscription.init
        )
    }
}

extension Session {
    /// The subscriptions.
    package var subscriptions: SubscriptionTable { SubscriptionTable(self) }
}

extension Subscription {
    fileprivate init(_ row: borrowing Row) throws {
        id = try row.integer(0)
        userID = try row.integer(1)
        provider = ProviderID(rawValue: try row.text(2))
        state = try row.word(3, as: State.self)
        billingKeyID = try row.optionalInteger(4)
        firstOrderID = try row.text(5)
        amount = try row.won(6)
        anchor = try row.instant(7)
        period = Int(try row.integer(8))
        refusals = Int(try row.integer(9))
        nextChargeAt = try row.optionalInstant(10)
        accessUntil = try row.optionalInstant(11)
        openOrderID = try row.optionalText(12)
        startedAt = try row.instant(13)
        failureCode = try row.optionalText(14)
        failureMessage = try row.optionalText(15)
        cancelledAt = try row.optionalInstant(16)
        endedAt = try row.optionalInstant(17)
    }
}
