package import Database
internal import JSON
package import TossAPI

/// One attempt to charge one period of a subscription.
package struct PeriodCharge: Sendable, Hashable {
    /// Where an attempt stands; an unknown one keeps every other from starting.
    package enum State: String, Sendable {
        case charging
        case unknown
        case paid
        case refused
    }

    /// The number of its row.
    package let id: Int64
    /// The subscription it belongs to.
    package let subscriptionID: Int64
    /// Counts from 0, the first month.
    package let period: Int
    /// Counts from 1; a further one only after a refusal.
    package let attempt: Int
    /// Its own order: Toss refuses one that has been paid.
    package let orderID: String
    /// What is charged.
    package let amount: Won
    /// Where it stands.
    package let state: State
    /// Toss's key, once it is paid.
    package let paymentKey: String?
    /// Toss's code when it was refused.
    package let failureCode: String?
    /// When it began.
    package let createdAt: Instant
}

/// The charges in a database.
package struct ChargeTable {
    private let db: Connection

    fileprivate init(_ db: Connection) { self.db = db }

    /// Stores a charge and its operation, which is carried out afterwards; returns the operation.
    ///
    /// The database refuses a second one for the period unless the first was refused. The idempotency key stays the
    /// same until then; after a refusal Toss would only repeat the refusal under it.
    func begin(_ subscription: Subscription, order: Order, isForJanitor: Bool = false, now: Instant) throws -> Int64 {
        let attempts = try db.number(
            "SELECT max(attempt) FROM charges WHERE subscription_id = ?1 AND period = ?2",
            [.integer(subscription.id), .integer(Int64(subscription.period))]
        )
        try db.execute(
            """
            INSERT INTO charges (subscription_id, period, attempt, order_id, amount, state, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, 'charging', ?6)
            """,
            [
                .integer(subscription.id), .integer(Int64(subscription.period)), .integer((attempts ?? 0) + 1),
                .text(order.id), .won(order.amount), .instant(now),
            ]
        )
        return try db.operations.record(
            .charge,
            about: "\(db.lastInsertedRowID)",
            idempotencyKey: "charge-\(order.id)",
            request: "{}",
            isForJanitor: isForJanitor,
            now: now
        )
    }

    func existing(_ id: Int64) throws -> PeriodCharge {
        guard let charge = try many("id = ?1", [.integer(id)]).first else { throw ShopError.corrupt("no charge \(id)") }
        return charge
    }

    /// The charge of an order, or nil.
    package func find(orderID: String) throws -> PeriodCharge? {
        try many("order_id = ?1", [.text(orderID)]).first
    }

    /// Whether a charge of the subscription has no outcome yet.
    func isUnderWay(for subscriptionID: Int64) throws -> Bool {
        try db.number(
            "SELECT 1 FROM charges WHERE subscription_id = ?1 AND state IN ('charging', 'unknown')",
            [.integer(subscriptionID)]
        ) != nil
    }

    /// A subscription's charges, oldest first.
    package func all(of subscriptionID: Int64) throws -> [PeriodCharge] {
        try many("subscription_id = ?1 ORDER BY id", [.integer(subscriptionID)])
    }

    /// Changes the state of a charge that is under way, and says whether it was.
    func move(
        _ id: Int64,
        to state: PeriodCharge.State,
        paymentKey: String? = nil,
        failureCode: String? = nil,
        at instant: Instant?
    ) throws -> Bool {
        try db.execute(
            """
            UPDATE charges SET state = ?2, payment_key = ?3, failure_code = ?4, finished_at = ?5
            WHERE id = ?1 AND state IN ('charging', 'unknown')
            """,
            [
                .integer(id), .text(state.rawValue), .optional(paymentKey), .optional(failureCode), .instant(instant),
            ]
        ) == 1
    }

    private func many(_ condition: String, _ values: [DatabaseValue]) throws -> [PeriodCharge] {
        try db.query(
            """
            SELECT id, subscription_id, period, attempt, order_id, amount, state, payment_key, failure_code, created_at
            FROM charges WHERE \(condition)
            """,
            values
        ) { row in
            PeriodCharge(
                id: try row.integer(0),
                subscriptionID: try row.integer(1),
                period: Int(try row.integer(2)),
                attempt: Int(try row.integer(3)),
                orderID: try row.text(4),
                amount: try row.won(5),
                state: try row.word(6, as: PeriodCharge.State.self),
                paymentKey: try row.optionalText(7),
                failureCode: try row.optionalText(8),
                createdAt: try row.instant(9)
            )
        }
    }
}

extension Connection {
    /// The charges of subscriptions.
    package var charges: ChargeTable { ChargeTable(self) }
}
