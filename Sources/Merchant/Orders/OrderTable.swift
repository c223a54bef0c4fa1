package import Database
package import TossAPI

/// The orders in a database.
package struct OrderTable {
    private let db: Connection

    fileprivate init(_ db: Connection) { self.db = db }

    /// Stores an order for one product under `ORDER_{user}_{product}_{unix seconds}`.
    ///
    /// When that second is taken, as it soon is with a clock that stands, it takes the next free one.
    package func add(
        _ product: Product,
        for userID: Int64?,
        discount: Discount,
        now: Instant
    ) throws -> Order {
        let prefix = "ORDER_\(userID.map(String.init) ?? "guest")_\(Self.tossCharacters(product.id, atMost: 24))_"
        return try add(from: now.unixSeconds) { number in
            Order(
                id: prefix + String(number),
                kind: .product,
                userID: userID,
                productID: product.id,
                name: String(product.title.prefix(100)),
                originalPrice: product.price,
                discountRate: discount.rate,
                amount: discount.price(of: product.price),
                createdAt: now
            )
        }
    }

    /// Stores an order for a period of a subscription under `trk_pro_{ms}`, or the next free millisecond.
    package func addSubscription(named name: String, amount: Won, for userID: Int64, now: Instant) throws -> Order {
        try add(from: now.microseconds / 1000) { number in
            Order(
                id: "trk_pro_\(number)",
                kind: .subscription,
                userID: userID,
                productID: nil,
                name: name,
                originalPrice: amount,
                discountRate: 0,
                amount: amount,
                createdAt: now
            )
        }
    }

    /// The order, or nil.
    package func find(_ id: String) throws -> Order? {
        try db.first(
            """
            SELECT order_id, kind, user_id, product_id, name, original_price, discount_rate, amount, created_at
            FROM orders WHERE order_id = ?1
            """,
            [.text(id)],
            Order.init
        )
    }

    /// Tries numbers from `start` on until the database has none like it; nothing is remembered between calls.
    private func add(from start: Int64, _ make: (Int64) -> Order) throws -> Order {
        for number in start..<start + 10_000 {
            let order = make(number)
            if try insert(order) { return order }
        }
        throw ShopError.noFreeIdentifier
    }

    private func insert(_ order: Order) throws -> Bool {
        try db.insertIfNew(
            """
            INSERT INTO orders
                (order_id, kind, user_id, product_id, name, original_price, discount_rate, amount, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """,
            [
                .text(order.id), .text(order.kind.rawValue), .optional(order.userID), .optional(order.productID),
                .text(order.name), .won(order.originalPrice), .integer(Int64(order.discountRate)), .won(order.amount),
                .instant(order.createdAt),
            ]
        )
    }

    /// Toss takes letters, digits, `-` and `_` in an order id.
    private static func tossCharacters(_ text: String, atMost count: Int) -> String {
        String(decoding: text.utf8.prefix(count).map { isTossCharacter($0) ? $0 : 0x2D }, as: UTF8.self)
    }
}

extension Connection {
    /// The orders.
    package var orders: OrderTable { OrderTable(self) }
}

/// Whether a byte may stand in an order id.
func isTossCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
    default: false
    }
}

extension Order {
    fileprivate init(_ row: borrowing Statement) throws {
        id = try row.text(0)
        kind = try row.word(1, as: Kind.self)
        userID = try row.optionalInteger(2)
        productID = try row.optionalText(3)
        name = try row.text(4)
        originalPrice = try row.won(5)
        discountRate = Int(try row.integer(6))
        amount = try row.won(7)
        createdAt = try row.instant(8)
    }
}
