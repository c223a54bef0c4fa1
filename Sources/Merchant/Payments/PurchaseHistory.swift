internal import Database
package import TossAPI

/// What people paid and own.
package struct PurchaseHistory: Sendable {
    private let store: Store

    /// Reads `store`.
    package init(_ store: Store) { self.store = store }

    /// Which payments an admin wants to see.
    package struct Filter: Sendable, Hashable {
        /// Those in any of these states; empty for all.
        package var states: [PaymentState] = []
        /// This user's; nil for everybody's.
        package var userID: Int64?
        /// Made at this instant or later.
        package var from: Instant?
        /// Made before this instant.
        package var until: Instant?

        /// All of them.
        package init() {}
    }

    /// What the user owns, newest first.
    package func purchases(of userID: Int64) async throws(ShopError) -> [Purchase] {
        try await store.read { try $0.purchases.all(of: userID) }
    }

    /// Whether an order's purchase was made and not taken back.
    package func isOwned(_ orderID: String) async throws(ShopError) -> Bool {
        try await store.read { db in
            try db.number(
                "SELECT 1 FROM purchases WHERE order_id = ?1 AND revoked_at IS NULL",
                [.text(orderID)]
            ) != nil
        }
    }

    /// Everything the user tried to pay, newest first.
    package func payments(of userID: Int64) async throws(ShopError) -> [OrderPayment] {
        var filter = Filter()
        filter.userID = userID
        return try await payments(filter, limit: 1_000, offset: 0).payments
    }

    /// One page of the payments a filter lets through, newest first, and how many there are.
    package func payments(
        _ filter: Filter,
        limit: Int,
        offset: Int
    ) async throws(ShopError) -> (payments: [OrderPayment], total: Int) {
        try await store.read { db in
            let (condition, values) = Self.condition(filter)
            let from = "FROM orders JOIN payments ON payments.order_id = orders.order_id WHERE \(condition)"
            let total = try db.number("SELECT count(*) \(from)", values) ?? 0
            let page: [DatabaseValue] = [.integer(Int64(limit)), .integer(Int64(offset))]
            let payments = try db.payments.many(
                """
                \(condition) ORDER BY orders.created_at DESC, orders.order_id DESC
                LIMIT ?\(values.count + 1) OFFSET ?\(values.count + 2)
                """,
                values + page
            )
            return (payments, Int(total))
        }
    }

    /// Nothing from outside but values gets into the text.
    private static func condition(_ filter: Filter) -> (String, [DatabaseValue]) {
        var parts = ["TRUE"]
        var values: [DatabaseValue] = []
        func next(_ value: DatabaseValue) -> String {
            values.append(value)
            return "?\(values.count)"
        }
        if !filter.states.isEmpty {
            parts.append("state IN (\(filter.states.map { next(.text($0.rawValue)) }.joined(separator: ", ")))")
        }
        if let userID = filter.userID { parts.append("user_id = \(next(.integer(userID)))") }
        if let from = filter.from { parts.append("orders.created_at >= \(next(.instant(from)))") }
        if let until = filter.until { parts.append("orders.created_at < \(next(.instant(until)))") }
        return (parts.joined(separator: " AND "), values)
    }
}
