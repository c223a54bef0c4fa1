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
    /// What is bought.
    package let kind: Kind
    /// Nil for a guest.
    package let userID: Int64?
    /// The product of the catalogue; nil for a subscription.
    package let productID: String?
    /// What the payment window shows.
    package let name: String
    /// Before the discount.
    package let originalPrice: Won
    /// In per cent.
    package let discountRate: Int
    /// What is to be paid.
    package let amount: Won
    /// When it was made, by the shop's clock.
    package let createdAt: Instant
}
