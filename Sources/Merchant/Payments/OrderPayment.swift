package import Database
package import TossAPI

/// What became of an order.
package struct OrderPayment: Sendable, Hashable {
    /// What is paid for.
    package let order: Order
    /// Where it stands.
    package var state: PaymentState
    /// The key of the confirm that was tried last; nil before any.
    package var paymentKey: String?
    /// Toss's Korean name, such as `카드`.
    package var method: String?
    /// What a deposit callback proves itself with.
    package var secret: String?
    /// Toss's code when it failed.
    package var failureCode: String?
    /// Toss's words when it failed.
    package var failureMessage: String?
    /// When it was paid, by Toss's clock.
    package var approvedAt: Instant?
    /// What has been given back.
    package var refunded: Won
    /// What refunds under way will give back unless Toss refuses.
    package var reserved: Won

    /// What can still be refunded.
    package var left: Won { order.amount - refunded - reserved }
}

/// The payments in a database, purchases included.
package struct PaymentTable {
    let db: Connection

    fileprivate init(_ db: Connection) { self.db = db }

    /// Stores that an order waits to be paid.
    package func add(for order: Order, now: Instant) throws {
        try db.execute(
            """
            INSERT INTO payments (order_id, state, amount, created_at, updated_at) VALUES (?1, 'pending', ?2, ?3, ?3)
            """,
            [.text(order.id), .won(order.amount), .instant(now)]
        )
    }

    /// The payment of an order, or nil when the order is unknown or not for a product.
    package func find(_ orderID: String) throws -> OrderPayment? {
        guard let order = try db.orders.find(orderID) else { return nil }
        return try db.first(
            """
            SELECT state, payment_key, method, secret, failure_code, failure_message, approved_at, refunded, reserved
            FROM payments WHERE order_id = ?1
            """,
            [.text(orderID)]
        ) { row in
            OrderPayment(
                order: order,
                state: try row.word(0, as: PaymentState.self),
                paymentKey: try row.optionalText(1),
                method: try row.optionalText(2),
                secret: try row.optionalText(3),
                failureCode: try row.optionalText(4),
                failureMessage: try row.optionalText(5),
                approvedAt: try row.optionalInstant(6),
                refunded: try row.won(7),
                reserved: try row.won(8)
            )
        }
    }

    /// Writes everything of a payment that can change.
    package func save(_ payment: OrderPayment, now: Instant) throws {
        try db.execute(
            """
            UPDATE payments SET state = ?2, payment_key = ?3, method = ?4, secret = ?5, failure_code = ?6,
                failure_message = ?7, approved_at = ?8, refunded = ?9, reserved = ?10, updated_at = ?11
            WHERE order_id = ?1
            """,
            [
                .text(payment.order.id), .text(payment.state.rawValue), .optional(payment.paymentKey),
                .optional(payment.method), .optional(payment.secret), .optional(payment.failureCode),
                .optional(payment.failureMessage), .instant(payment.approvedAt), .won(payment.refunded),
                .won(payment.reserved), .instant(now),
            ]
        )
    }

    /// Whether another order has this payment key.
    package func isTaken(_ paymentKey: String, butFor orderID: String) throws -> Bool {
        try db.number(
            "SELECT 1 FROM payments WHERE payment_key = ?1 AND order_id <> ?2",
            [.text(paymentKey), .text(orderID)]
        ) != nil
    }

    /// Gives the buyer what was bought; a second time changes nothing.
    package func addPurchase(of payment: OrderPayment, now: Instant) throws {
        try db.execute(
            """
            INSERT OR IGNORE INTO purchases (order_id, user_id, prompt_id, prompt_title, price, purchased_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """,
            [
                .text(payment.order.id), .optional(payment.order.userID), .text(payment.order.productID ?? ""),
                .text(payment.order.name), .won(payment.order.amount), .instant(payment.approvedAt ?? now),
            ]
        )
    }

    /// Takes it away again.
    package func revokePurchase(of orderID: String, now: Instant) throws {
        try db.execute(
            "UPDATE purchases SET revoked_at = ?2 WHERE order_id = ?1 AND revoked_at IS NULL",
            [.text(orderID), .instant(now)]
        )
    }
}

extension Connection {
    /// The payments.
    package var payments: PaymentTable { PaymentTable(self) }
}
