package import Database
internal import Encodings
internal import TossAPI

/// The orders in a database.
package struct OrderTable {
    private let db: Session

    fileprivate init(_ db: Session) { self.db = db }

    /// How long a price holds, unless the shop is told otherwise.
    package static let lifetime = Duration.seconds(30 * 60)

    /// Stores an order for one product under `ORDER_{user}_{product}_{unix seconds}_{tail}`.
    func add(
        _ product: Product,
        for userID: Int64?,
        discount: Discount,
        now: Instant,
        tail: OrderTail
    ) throws -> Order {
        let name = Self.tossCharacters(product.id, atMost: 24)
        let order = Order(
            id: "ORDER_\(userID.map(String.init) ?? "guest")_\(name)_\(now.unixSeconds)_\(tail.text)",
            kind: .product,
            userID: userID,
            productID: product.id,
            period: nil,
            name: String(product.title.prefix(100)),
            originalPrice: product.price,
            discountRate: discount.rate,
            amount: discount.price(of: product.price),
            createdAt: now,
            expiresAt: now + Self.lifetime
        )
        try insert(order)
        return order
    }

    /// Stores an order for a period of a subscription under `trk_pro_{ms}_{tail}`.
    ///
    /// Without `period` it waits for a buyer, and expires.
    func addSubscription(
        named name: String,
        amount: Won,
        for userID: Int64,
        period: Order.Period? = nil,
        now: Instant,
        tail: OrderTail
    ) throws -> Order {
        let order = Order(
            id: "trk_pro_\(now.microseconds / 1000)_\(tail.text)",
            kind: .subscription,
            userID: userID,
            productID: nil,
            period: period,
            name: name,
            originalPrice: amount,
            discountRate: 0,
            amount: amount,
            createdAt: now,
            expiresAt: period == nil ? now + Self.lifetime : nil
        )
        try insert(order)
        return order
    }

    /// Gives a buyer's order to the subscription whose first month it pays for.
    func assign(_ orderID: String, to period: Order.Period) throws {
        try db.execute(
            "UPDATE orders SET subscription_id = ?2, period = ?3, attempt = ?4 WHERE order_id = ?1",
            [
                .text(orderID), .integer(period.subscriptionID), .integer(Int64(period.number)),
                .integer(Int64(period.attempt)),
            ]
        )
    }

    /// The order, or nil.
    package func find(_ id: String) throws -> Order? {
        try db.first("SELECT \(Order.columns) FROM orders WHERE order_id = ?1", [.text(id)]) { try Order($0, from: 0) }
    }

    private func insert(_ order: Order) throws {
        try db.execute(
            Order.insertion,
            [
                .text(order.id), .text(order.kind.rawValue), .optional(order.userID), .optional(order.productID),
                .optional(order.period?.subscriptionID), .optional(order.period.map { Int64($0.number) }),
                .optional(order.period.map { Int64($0.attempt) }), .text(order.name), .won(order.originalPrice),
                .integer(Int64(order.discountRate)), .won(order.amount), .instant(order.createdAt),
                .instant(order.expiresAt),
            ]
        )
    }

    /// Toss takes letters, digits, `-` and `_` in an order id.
    private static func tossCharacters(_ text: String, atMost count: Int) -> String {
        String(decoding: text.utf8.prefix(count).map { isTossCharacter($0) ? $0 : 0x2D }, as: UTF8.self)
    }
}

/// What makes an order's id unlike any other and unguessable: fifty bits of chance in ten characters.
package struct OrderTail: Sendable, Hashable {
    /// Ten small letters and digits.
    let text: String

    /// Takes seven bytes that nobody can foretell.
    init(_ bytes: [UInt8]) {
        // Five bits a character, without those that look alike.
        let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789".utf8)
        var bits = bytes.prefix(7).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        var characters: [UInt8] = []
        for _ in 0..<10 {
            characters.append(alphabet[Int(bits & 31)])
            bits >>= 5
        }
        text = String(decoding: characters, as: UTF8.self)
    }
}

extension Session {
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
    private static let names = [
        "order_id", "kind", "user_id", "product_id", "subscription_id", "period", "attempt", "name", "original_price",
        "discount_rate", "amount", "created_at", "expires_at",
    ]
    /// The columns that an order is read from, in order.
    static let columns = names.map { "orders.\($0)" }.joined(separator: ", ")
    /// How many columns an order takes.
    static let columnCount = names.count
    fileprivate static let insertion = """
        INSERT INTO orders (\(names.joined(separator: ", ")))
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        """

    init(_ row: borrowing Row, from first: Int) throws {
        id = try row.text(first)
        kind = try row.word(first + 1, as: Kind.self)
        userID = try row.optionalInteger(first + 2)
        productID = try row.optionalText(first + 3)
        period = try row.optionalInteger(first + 4).map { subscription in
            Period(
                subscriptionID: subscription,
                number: Int(try row.integer(first + 5)),
                attempt: Int(try row.integer(first + 6))
            )
        }
        name = try row.text(first + 7)
        originalPrice = try row.won(first + 8)
        discountRate = Int(try row.integer(first + 9))
        amount = try row.won(first + 10)
        createdAt = try row.instant(first + 11)
        expiresAt = try row.optionalInstant(first + 12)
    }
}
