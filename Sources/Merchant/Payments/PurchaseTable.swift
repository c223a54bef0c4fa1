package import Database
package import TossAPI

/// Something somebody owns, or owned until it was refunded.
package struct Purchase: Sendable, Hashable {
    /// The order that paid for it.
    package let orderID: String
    /// Nil for a guest.
    package let userID: Int64?
    /// The product.
    package let promptID: String
    /// The product's name when it was bought.
    package let promptTitle: String
    /// What was paid.
    package let price: Won
    /// When it was paid.
    package let purchasedAt: Instant
}

/// What people own, in a database.
package struct PurchaseTable {
    private let db: Session

    fileprivate init(_ db: Session) { self.db = db }

    /// Gives the buyer what was bought; a second time changes nothing.
    func add(of payment: OrderPayment, now: Instant) throws {
        try db.execute(
            """
            INSERT INTO purchases (order_id, user_id, prompt_id, prompt_title, price, purchased_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING
            """,
            [
                .text(payment.order.id), .optional(payment.order.userID), .text(payment.order.productID ?? ""),
                .text(payment.order.name), .won(payment.order.amount), .instant(payment.approvedAt ?? now),
            ]
        )
    }

    /// Takes it away again.
    func revoke(_ orderID: String, now: Instant) throws {
        try db.execute(
            "UPDATE purchases SET revoked_at = ?2 WHERE order_id = ?1 AND revoked_at IS NULL",
            [.text(orderID), .instant(now)]
        )
    }

    /// Whether a user owns a product.
    func owns(_ userID: Int64, _ productID: String) throws -> Bool {
        try db.number(
            "SELECT 1 FROM purchases WHERE user_id = ?1 AND prompt_id = ?2 AND revoked_at IS NULL LIMIT 1",
            [.integer(userID), .text(productID)]
        ) != nil
    }

    /// What a user owns, newest first.
    package func all(of userID: Int64) throws -> [Purchase] {
        try db.query(
            """
            SELECT order_id, user_id, prompt_id, prompt_title, price, purchased_at FROM purchases
            WHERE user_id = ?1 AND revoked_at IS NULL ORDER BY purchased_at DESC, order_id DESC
            """,
            [.integer(userID)]
        ) { row in
            Purchase(
                orderID: try row.text(0),
                userID: try row.optionalInteger(1),
                promptID: try row.text(2),
                promptTitle: try row.text(3),
                price: try row.won(4),
                purchasedAt: try row.instant(5)
            )
        }
    }
}

extension Session {
    /// What people own.
    package var purchases: PurchaseTable { PurchaseTable(self) }
}
