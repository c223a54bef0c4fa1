package import Database
internal import JSON
package import TossAPI

/// A user's paid tier, renewed each month.
package struct Subscription: Sendable, Hashable {
    /// Where a subscription stands.
    ///
    ///     starting ──pay──▶ active ──refuse──▶ pastDue ──pay──▶ active
    ///         │               │  ↺ pay           │  ↺ refuse
    ///         │               │                  └──end──▶ expired
    ///         │               │                  │
    ///         │               └──cancel──────────┴──cancel, while a charge is under way──▶ cancelled ──end──▶ expired
    ///         │                                                                               ↺ pay, of that charge
    ///         └──end──▶ expired
    package enum State: String, CaseIterable, Sendable {
        /// The billing key is being issued, or the first month charged.
        case starting
        case active
        /// A renewal was refused and will be tried again; the tier stays.
        case pastDue = "past_due"
        /// It runs to the end of what is paid, and is not renewed.
        case cancelled
        case expired

        /// What can happen to a subscription.
        package enum Event: CaseIterable, Sendable {
            case pay, refuse, cancel, end
        }

        /// Moves along one arrow of the diagram, and says whether there was one.
        package mutating func apply(_ event: Event) -> Bool {
            switch (self, event) {
            case (.starting, .pay), (.pastDue, .pay): self = .active
            case (.active, .refuse): self = .pastDue
            case (.active, .cancel), (.pastDue, .cancel): self = .cancelled
            case (.starting, .end), (.pastDue, .end), (.cancelled, .end): self = .expired
            case (.active, .pay), (.pastDue, .refuse), (.cancelled, .pay): return true
            case (.starting, _), (.active, _), (.pastDue, _), (.cancelled, _), (.expired, _): return false
            }
            return true
        }
    }

    /// The number of its row.
    package let id: Int64
    /// Who subscribed.
    package let userID: Int64
    /// Where it stands.
    package var state: State
    /// The sealed billing key; nil until it is issued.
    package var billingKeyID: Int64?
    /// The order of the first month.
    package let firstOrderID: String
    /// What a month costs.
    package let amount: Won
    /// The day of the month that all charges follow: that of the first payment.
    package var anchor: Instant
    /// How many periods are paid; the number of the next one, since they count from 0.
    package var period: Int
    /// Refusals in a row of the next period's charge.
    package var refusals: Int
    /// When the next charge is due, or the end of what is paid; nil while starting and at the end.
    package var nextChargeAt: Instant?
    /// When the first month was asked for.
    package let startedAt: Instant
    /// Toss's code of the last refusal, until a charge is paid.
    package var failureCode: String?
    /// Toss's words of the last refusal.
    package var failureMessage: String?
    /// When its owner ended the renewals.
    package var cancelledAt: Instant?
    /// When the tier was taken away.
    package var endedAt: Instant?
}

/// The subscriptions in a database.
package struct SubscriptionTable {
    let db: Connection

    fileprivate init(_ db: Connection) { self.db = db }

    func add(for userID: Int64, order: Order, now: Instant) throws -> Int64 {
        try db.execute(
            """
            INSERT INTO subscriptions (user_id, state, first_order_id, amount, anchor, started_at)
            VALUES (?1, 'starting', ?2, ?3, ?4, ?4)
            """,
            [.integer(userID), .text(order.id), .won(order.amount), .instant(now)]
        )
        return db.lastInsertedRowID
    }

    func existing(_ id: Int64) throws -> Subscription {
        guard let found = try one("id = ?1", [.integer(id)]) else { throw ShopError.corrupt("no subscription \(id)") }
        return found
    }

    /// The user's subscription that has not ended, or nil.
    package func live(of userID: Int64) throws -> Subscription? {
        try one("user_id = ?1 AND state <> 'expired'", [.integer(userID)])
    }

    /// The user's newest subscription, ended or not.
    package func newest(of userID: Int64) throws -> Subscription? {
        try one("user_id = ?1 ORDER BY id DESC LIMIT 1", [.integer(userID)])
    }

    /// Those whose next charge or end has come, unless a charge of theirs is under way.
    func due(_ now: Instant) throws -> [Subscription] {
        try many(
            """
            next_charge_at <= ?1 AND state IN ('active', 'past_due', 'cancelled') AND NOT EXISTS (
                SELECT 1 FROM charges WHERE subscription_id = subscriptions.id AND state IN ('charging', 'unknown')
            ) ORDER BY next_charge_at, id
            """,
            [.instant(now)]
        )
    }

    func save(_ subscription: Subscription) throws {
        try db.execute(
            """
            UPDATE subscriptions SET state = ?2, billing_key_id = ?3, anchor = ?4, period = ?5, refusals = ?6,
                next_charge_at = ?7, failure_code = ?8, failure_message = ?9, cancelled_at = ?10, ended_at = ?11
            WHERE id = ?1
            """,
            [
                .integer(subscription.id), .text(subscription.state.rawValue), .optional(subscription.billingKeyID),
                .instant(subscription.anchor), .integer(Int64(subscription.period)),
                .integer(Int64(subscription.refusals)), .instant(subscription.nextChargeAt),
                .optional(subscription.failureCode), .optional(subscription.failureMessage),
                .instant(subscription.cancelledAt), .instant(subscription.endedAt),
            ]
        )
    }

    /// The key that Toss knows the user by; made once from `fresh`.
    func customerKey(of userID: Int64, fresh: String) throws -> String {
        try db.execute(
            "INSERT OR IGNORE INTO customers (user_id, customer_key) VALUES (?1, ?2)",
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
            SELECT id, user_id, state, billing_key_id, first_order_id, amount, anchor, period, refusals,
                next_charge_at, started_at, failure_code, failure_message, cancelled_at, ended_at
            FROM subscriptions WHERE \(condition)
            """,
            values,
            Subscription.init
        )
    }
}

extension Connection {
    /// The subscriptions.
    package var subscriptions: SubscriptionTable { SubscriptionTable(self) }
}

extension Subscription {
    fileprivate init(_ row: borrowing Statement) throws {
        id = try row.integer(0)
        userID = try row.integer(1)
        state = try row.word(2, as: State.self)
        billingKeyID = try row.optionalInteger(3)
        firstOrderID = try row.text(4)
        amount = try row.won(5)
        anchor = try row.instant(6)
        period = Int(try row.integer(7))
        refusals = Int(try row.integer(8))
        nextChargeAt = try row.optionalInstant(9)
        startedAt = try row.instant(10)
        failureCode = try row.optionalText(11)
        failureMessage = try row.optionalText(12)
        cancelledAt = try row.optionalInstant(13)
        endedAt = try row.optionalInstant(14)
    }
}
