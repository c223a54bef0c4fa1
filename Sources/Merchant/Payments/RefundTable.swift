package import Database
package import TossAPI

/// Money given back, or about to be.
package struct Refund: Sendable, Hashable {
    /// Where a refund stands.
    ///
    ///     requested ──▶ done
    ///         │  └────▶ refused
    ///         └─▶ unknown ──▶ done, refused
    package enum State: String, Sendable {
        /// Its amount is reserved; the provider is being asked.
        case requested
        /// The provider was asked, and nobody knows what it did.
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
    /// Whether all that was left was wished for, whatever that came to.
    package let isRest: Bool
    /// As the buyer or the shop gave it; the provider is told the same.
    package let reason: String
    /// Where it stands.
    package let state: State
    /// The provider's code when it was refused.
    package let failureCode: String?
    /// The provider's words, which may be shown.
    package let failureMessage: String?
    /// When it was wished for.
    package let createdAt: Instant
}

/// The refunds in a database.
package struct RefundTable {
    private let db: Session

    fileprivate init(_ db: Session) { self.db = db }

    /// The refund, or `.corrupt`.
    func existing(_ id: Int64) throws -> Refund {
        guard let refund = try db.first("\(Self.selection) WHERE id = ?1", [.integer(id)], Refund.init) else {
            throw ShopError.corrupt("no refund \(id)")
        }
        return refund
    }

    /// An order's refunds, oldest first.
    package func all(of orderID: String) throws -> [Refund] {
        try db.query("\(Self.selection) WHERE order_id = ?1 ORDER BY id", [.text(orderID)], Refund.init)
    }

    private static let selection = """
        SELECT id, order_id, amount, is_rest, reason, state, failure_code, failure_message, created_at FROM refunds
        """

    func add(
        _ amount: Won,
        isRest: Bool,
        of orderID: String,
        reason: String,
        by userID: Int64?,
        requestKey: String?,
        now: Instant
    ) throws -> Int64 {
        try db.insert(
            """
            INSERT INTO refunds (order_id, amount, is_rest, reason, state, requested_by, created_at, request_key)
            VALUES (?1, ?2, ?3, ?4, 'requested', ?5, ?6, ?7) RETURNING id
            """,
            [
                .text(orderID), .won(amount), .integer(isRest ? 1 : 0), .text(reason), .optional(userID),
                .instant(now), .optional(requestKey),
            ]
        )
    }

    /// The refund that a request has made before, or nil.
    func find(_ requestKey: String, of orderID: String) throws -> Refund? {
        try db.first(
            "\(Self.selection) WHERE order_id = ?1 AND request_key = ?2",
            [.text(orderID), .text(requestKey)],
            Refund.init
        )
    }

    func addForeign(_ refund: ProviderPayment.Refund, of orderID: String) throws -> Int64 {
        try db.insert(
            """
            INSERT INTO refunds (order_id, amount, is_rest, reason, state, transaction_key, created_at, finished_at)
            VALUES (?1, ?2, 0, ?3, 'done', ?4, ?5, ?5) RETURNING id
            """,
            [
                .text(orderID), .won(refund.amount), .text(refund.reason), .text(refund.key), .instant(refund.at),
            ]
        )
    }

    func isNew(_ transactionKey: String) throws -> Bool {
        try db.number("SELECT 1 FROM refunds WHERE transaction_key = ?1", [.text(transactionKey)]) == nil
    }

    /// Changes the state of a refund that is under way, and says whether it was.
    func move(
        _ id: Int64,
        to state: Refund.State,
        transactionKey: String? = nil,
        refusal: Refusal? = nil,
        at instant: Instant?
    ) throws -> Bool {
        // What failed by a mistake of ours may be wished for again under the same key.
        let keepsRequestKey = refusal?.kind != .ours
        return try db.execute(
            """
            UPDATE refunds SET state = ?2, transaction_key = ?3, failure_code = ?4, failure_message = ?5,
                finished_at = ?6, request_key = CASE WHEN ?7 = 1 THEN request_key END
            WHERE id = ?1 AND state IN ('requested', 'unknown')
            """,
            [
                .integer(id), .text(state.rawValue), .optional(transactionKey), .optional(refusal?.code),
                .optional(refusal?.message), .instant(instant), .integer(keepsRequestKey ? 1 : 0),
            ]
        ) == 1
    }
}

extension Session {
    /// The refunds.
    package var refunds: RefundTable { RefundTable(self) }
}

extension Refund {
    fileprivate init(_ row: borrowing Row) throws {
        id = try row.integer(0)
        orderID = try row.text(1)
        amount = try row.won(2)
        isRest = try row.integer(3) == 1
        reason = try row.text(4)
        state = try row.word(5, as: State.self)
        failureCode = try row.optionalText(6)
        failureMessage = try row.optionalText(7)
        createdAt = try row.instant(8)
    }
}
