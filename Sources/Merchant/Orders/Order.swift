package import TossAPI

/// What somebody means to pay for; it never changes once made.
package struct Order: Sendable, Hashable {
    /// What is bought.
    package enum Kind: String, Sendable {
        /// One product of the catalogue.
        case product
        /// One period of a subscription.
        case subscription
    }

    /// 6 to 64 of Toss's characters.
    package let id: String
    package let kind: Kind
    /// Nil for a guest.
    package let userID: Int64?
    package let productID: String?
    /// What the payment window shows.
    package let name: String
    /// Before the discount.
    package let originalPrice: Won
    /// In per cent.
    package let discountRate: Int
    package let amount: Won
    package let createdAt: Instant
}
