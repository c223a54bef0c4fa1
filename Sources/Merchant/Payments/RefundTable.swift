package import Database
package import TossAPI
internal import TossClient

/// Money given back, or about to be.
package struct Refund: Sendable, Hashable {
    /// Where a refund stands.
    ///
    ///     requested ──▶ done
    ///         │  └────▶ refused
    ///         └─▶ unknown ──▶ done, refused
    package enum State: String, Sendable {
        /// Its amount is reserved; Toss is being asked.
        case requested
        /// Toss was asked, and nobody knows what it did.
        case unknown
        case done
        /// Its amount is free again.
        case refused
    }

    /// The number of its row.
    package let id: Int64
    /// The order it belongs to.
    package let orderID: String
    /// What goes back.
    package let amount: Won
    /// As the buyer or the shop gave it; Toss is told the same.
    package let reason: String
    /// Where it stands.
    package let state: State
    /// Toss's code when it was refused.
    package let failureCode: String?
    /// Toss's words, which may be shown.
    package let failureMessage: String?
}

/// The refunds in a database.
package struct RefundTable {
    private let db: Connection

    fileprivate init(_ db: Connection) { self.db = db }

    /// The refund, or `.corrupt`.
    func existing(_ id: Int64) throws -> Refund {
        guard let refund = try db.first("\(Self.selection) WHERE id = ?1", [.integer(id)], Refund.init) else {
            throw ShopError.corrupt("no refund \(id)")
        }
        return refund
    }

    /// An order's refunds, oldest first.
    package func all(of orderID: String) throws -> [Refund] {
        try db.query(
            "\(Self.selection) WHERE order_id = ?1 ORDER BY id",
            [.text(orderID)],
            Refund.init
        )
    }

    private static let selection =
        "SELECT id, order_id, amount, reason, state, failure_code, failure_message FROM refunds"

    func add(
        _ amount: Won,
        of orderID: String,
        reason: String,
        by userID: Int64?,
        requestKey: String?,
        now: Instant
    ) throws -> Int64 {
        try db.execute(
            """
            INSERT INTO refunds (order_id, amount, reason, state, requested_by, created_at, request_key)
            VALUES (?1, ?2, ?3, 'requested', ?4, ?5, ?6)
            """,
            [
                .text(orderID), .won(amount), .text(reason), .optional(userID), .instant(now), .optional(requestKey),
            ]
        )
        return db.lastInsertedRowID
    }

    /// The refund that a request has made before, or nil.
    func find(_ requestKey: String, of orderID: String) throws -> Refund? {
        try db.first(
            "\(Self.selection) WHERE order_id = ?1 AND request_key = ?2",
            [.text(orderID), .text(requestKey)],
            Refund.init
        )
    }

    func addForeign(_ cancel: TossPayment.Cancel, of orderID: String) throws {
        try db.execute(
            """
            INSERT INTO refunds (order_id, amount, reason, state, transaction_key, created_at, finished_at)
            VALUES (?1, ?2, ?3, 'done', ?4, ?5, ?5)
            """,
            [
                .text(orderID), .won(cancel.amount), .text(cancel.reason), .text(cancel.transactionKey),
                .instant(cancel.canceledAt),
            ]
        )
    }

    func isNew(_ transactionKey: String) throws -> Bool {
        try db.number("SELECT 1 FROM refunds WHERE transaction_key = ?1", [.text(transactionKey)]) == nil
    }

    /// Whether another refund under way on this order would look the same at Toss.
    func hasTwin(_ refund: Refund) throws -> Bool {
        try db.number(
            """
            SELECT 1 FROM refunds WHERE order_id = ?1 AND amount = ?2 AND id <> ?3 AND state IN ('requested', 'unknown')
            """,
            [.text(refund.orderID), .won(refund.amount), .integer(refund.id)]
        ) != nil
    }

    /// Changes the state of a refund that is under way, and says whether it was.
    func move(
        _ id: Int64,
        to state: Refund.State,
        transactionKey: String? = nil,
        failure: (code: String, message: String)? = nil,
        at instant: Instant?
    ) throws -> Bool {
        try db.execute(
            """
            UPDATE refunds SET state = ?2, transaction_key = ?3, failure_code = ?4, finished_at = ?5,
                failure_message = ?6
            WHERE id = ?1 AND state IN ('requested', 'unknown')
            """,
            [
                .integer(id), .text(state.rawValue), .optional(transactionKey), .optional(failure?.code),
                .instant(instant), .optional(failure?.message),
            ]
        ) == 1
    }
}

extension Connection {
    /// The refunds.
    package var refunds: RefundTable { RefundTable(self) }
}

extension Refund {
    fileprivate init(_ row: borrowing Statement) throws {
        id = try row.integer(0)
        orderID = try row.text(1)
        amount = try row.won(2)
        reason = try row.text(3)
        state = try row.word(4, as: State.self)
        failureCode = try row.optionalText(5)
        failureMessage = try row.optionalText(6)
    }
}
