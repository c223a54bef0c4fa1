package import Database
package import TossAPI

/// What became of an order, whatever it is for: the one place where money is kept.
package struct OrderPayment: Sendable, Hashable {
    /// What is paid for.
    package let order: Order
    /// Who takes the money.
    package let provider: ProviderID
    /// Where it stands.
    package var state: PaymentState
    /// The provider's key of the payment that was tried last; nil before any.
    package var paymentKey: String?
    /// What buyers call the means of payment, such as `카드`.
    package var method: String?
    /// What a deposit callback proves itself with.
    package var secret: String?
    /// The provider's code when it failed.
    package var failureCode: String?
    /// The provider's words when it failed.
    package var failureMessage: String?
    /// When it was paid, by the provider's clock.
    package var approvedAt: Instant?
    /// What has been given back, by the ledger.
    package let refunded: Won
    /// What refunds under way will give back unless they are refused, by the ledger.
    package let reserved: Won

    /// What can still be refunded.
    package var left: Won { order.amount - refunded - reserved }

    /// What it is looked up by.
    package var reference: PaymentReference { PaymentReference(orderID: order.id, paymentKey: paymentKey) }
}

/// The payments in a database, purchases included.
package struct PaymentTable {
    let db: Session

    fileprivate init(_ db: Session) { self.db = db }

    /// Stores that an order waits to be paid.
    ///
    /// The database refuses a second one for a month of a subscription unless the first one failed.
    func add(for order: Order, by provider: ProviderID, now: Instant) throws {
        try db.execute(
            """
            INSERT INTO payments (order_id, provider, state, amount, month, created_at, updated_at)
            VALUES (?1, ?2, 'pending', ?3, ?4, ?5, ?5)
            """,
            [
                .text(order.id), .text(provider.rawValue), .won(order.amount), .optional(order.period?.month),
                .instant(now),
            ]
        )
    }

    /// Says for which month a buyer's order pays, so that no other payment can.
    func assign(_ orderID: String, to period: Order.Period) throws {
        try db.execute("UPDATE payments SET month = ?2 WHERE order_id = ?1", [.text(orderID), .text(period.month)])
    }

    /// Leaves the month that an order was to pay for to another payment, when there is one that has not failed.
    func giveUpMonth(of orderID: String) throws {
        try db.execute(
            """
            UPDATE payments SET month = NULL WHERE order_id = ?1 AND EXISTS (
                SELECT 1 FROM payments AS others
                WHERE others.month = payments.month AND others.order_id <> ?1 AND others.state <> 'failed')
            """,
            [.text(orderID)]
        )
    }

    /// Another order that has paid for the same month, and of which something is left.
    func other(paidFor period: Order.Period, than orderID: String) throws -> String? {
        try db.first(
            """
            SELECT orders.order_id FROM orders JOIN payments ON payments.order_id = orders.order_id
            WHERE subscription_id = ?1 AND period = ?2 AND orders.order_id <> ?3
                AND state IN ('completed', 'partially_refunded')
            ORDER BY orders.order_id LIMIT 1
            """,
            [.integer(period.subscriptionID), .integer(Int64(period.number)), .text(orderID)]
        ) { try $0.text(0) }
    }

    /// The payment of an order, or nil when the order is unknown.
    package func find(_ orderID: String) throws -> OrderPayment? {
        try many("orders.order_id = ?1", [.text(orderID)]).first
    }

    /// The payment of an order, locked until the transaction ends: what is read decides what is written.
    func locked(_ orderID: String) throws -> OrderPayment {
        try db.lock("orders", where: "order_id", is: .text(orderID))
        return try existing(orderID)
    }

    /// The payment of an order, or `.unknownOrder`.
    func existing(_ orderID: String) throws -> OrderPayment {
        guard let payment = try find(orderID) else { throw ShopError.unknownOrder(orderID) }
        return payment
    }

    /// Those that a condition on `orders` and `payments` lets through.
    func many(_ condition: String, _ values: [DatabaseValue]) throws -> [OrderPayment] {
        try db.query(
            """
            SELECT \(Order.columns), provider, state, payment_key, method, secret, failure_code, failure_message,
                approved_at, \(LedgerTable.refunded), \(LedgerTable.reserved)
            FROM orders JOIN payments ON payments.order_id = orders.order_id WHERE \(condition)
            """,
            values,
            OrderPayment.init
        )
    }

    /// Writes everything of a payment that can change.
    func save(_ payment: OrderPayment, now: Instant) throws {
        try db.execute(
            """
            UPDATE payments SET state = ?2, payment_key = ?3, method = ?4, secret = ?5, failure_code = ?6,
                failure_message = ?7, approved_at = ?8, updated_at = ?9
            WHERE order_id = ?1
            """,
            [
                .text(payment.order.id), .text(payment.state.rawValue), .optional(payment.paymentKey),
                .optional(payment.method), .optional(payment.secret), .optional(payment.failureCode),
                .optional(payment.failureMessage), .instant(payment.approvedAt), .instant(now),
            ]
        )
    }

    /// Whether a user is just paying for a product, or nobody knows yet whether they have.
    func isPaying(_ userID: Int64, for productID: String) throws -> Bool {
        try db.number(
            """
            SELECT 1 FROM orders JOIN payments ON payments.order_id = orders.order_id
            WHERE user_id = ?1 AND product_id = ?2 AND state IN ('confirming', 'unknown', 'awaiting_deposit') LIMIT 1
            """,
            [.integer(userID), .text(productID)]
        ) != nil
    }

    /// Whether another order was paid, or waits for its deposit, by this payment.
    func hasPaidAnother(_ paymentKey: String, of provider: ProviderID, than orderID: String) throws -> Bool {
        try db.number(
            """
            SELECT 1 FROM payments WHERE provider = ?1 AND payment_key = ?2 AND order_id <> ?3
                AND state IN ('awaiting_deposit', 'completed', 'partially_refunded', 'refunded')
            """,
            [.text(provider.rawValue), .text(paymentKey), .text(orderID)]
        ) != nil
    }
}

extension Session {
    /// The payments.
    package var payments: PaymentTable { PaymentTable(self) }
}

extension Order.Period {
    /// What the database keeps unique among payments that have not failed.
    fileprivate var month: String { "\(subscriptionID)/\(number)" }
}

extension OrderPayment {
    fileprivate init(_ row: borrowing Row) throws {
        order = try Order(row, from: 0)
        let first = Order.columnCount
        provider = ProviderID(rawValue: try row.text(first))
        state = try row.word(first + 1, as: PaymentState.self)
        paymentKey = try row.optionalText(first + 2)
        method = try row.optionalText(first + 3)
        secret = try row.optionalText(first + 4)
        failureCode = try row.optionalText(first + 5)
        failureMessage = try row.optionalText(first + 6)
        approvedAt = try row.optionalInstant(first + 7)
        refunded = try row.won(first + 8)
        reserved = try row.won(first + 9)
    }
}
