internal import Database
package import TossAPI

/// Something the shop sells.
package struct Product: Sendable, Hashable {
    /// Letters, digits, `-` and `_`, at most 24, so that it fits into an order id.
    package let id: String
    /// What buyers see.
    package let title: String
    /// Before any discount.
    package let price: Won
    /// Whether who owns it may buy it again.
    package let isRepeatable: Bool

    /// Describes a product.
    package init(id: String, title: String, price: Won, isRepeatable: Bool = false) {
        self.id = id
        self.title = title
        self.price = price
        self.isRepeatable = isRepeatable
    }
}

/// What the shop sells; the only source of prices.
package struct Catalogue: Sendable {
    private let store: Store

    /// Reads the products in `store`.
    package init(_ store: Store) { self.store = store }

    /// What is there from the start.
    package static let seed = [
        Product(id: "1", title: "Landing page copy that sells", price: 50_000),
        Product(id: "2", title: "Interview coach for developers", price: 29_000),
        Product(id: "3", title: "상세페이지 카피라이터", price: 19_900),
        Product(id: "4", title: "Weekly meal planner", price: 9_900),
        Product(id: "5", title: "One-line test prompt", price: 100, isRepeatable: true),
    ]

    /// Puts the seed where it is missing, and leaves prices that were changed since.
    package func plant() async throws(ShopError) {
        try await store.write { db in
            for product in Self.seed {
                try db.execute(
                    """
                    INSERT INTO products (id, title, price, is_repeatable) VALUES (?1, ?2, ?3, ?4)
                    ON CONFLICT DO NOTHING
                    """,
                    [
                        .text(product.id), .text(product.title), .won(product.price),
                        .integer(product.isRepeatable ? 1 : 0),
                    ]
                )
            }
        }
    }

    /// Everything, cheapest last.
    package func products() async throws(ShopError) -> [Product] {
        try await store.read { db in
            try db.query(
                "SELECT id, title, price, is_repeatable FROM products ORDER BY price DESC, id",
                [],
                Product.init
            )
        }
    }

    /// The product, or `.unknownProduct`.
    package func product(_ id: String) async throws(ShopError) -> Product {
        try await store.read { db in
            let sql = "SELECT id, title, price, is_repeatable FROM products WHERE id = ?1"
            guard let product = try db.first(sql, [.text(id)], Product.init) else { throw ShopError.unknownProduct(id) }
            return product
        }
    }
}

extension Product {
    fileprivate init(_ row: borrowing Row) throws {
        id = try row.text(0)
        title = try row.text(1)
        price = try row.won(2)
        isRepeatable = try row.integer(3) == 1
    }
}

extension Session {
    /// Whether who owns a product may buy it again.
    func isRepeatable(_ product: String) throws -> Bool {
        try number("SELECT is_repeatable FROM products WHERE id = ?1", [.text(product)]) == 1
    }
}
