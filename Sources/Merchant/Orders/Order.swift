package import TossAPI

/// What somebody means to pay for; nothing of it changes once made, but that an order for a first month is given its
/// subscription.
package struct Order: Sendable, Hashable {
    /// What is bought.
    package enum Kind: String, Sendable {
        /// One product of the catalogue.
        case product
        /// One period of a subscription.
        case subscription
    }

    /// The period of a subscription that an order pays for.
    package struct Period: Sendable, Hashable {
        /// The subscription's number.
        package let subscriptionID: Int64
        /// Counts from 0, the first month.
        package let number: Int
        /// Counts from 1; a further one only after a refusal, since providers refuse an order that was tried.
        package let attempt: Int
    }

    /// 6 to 64 of Toss's characters, which all providers take.
    package let id: String
    /// What is bought.
    package let kind: Kind
    /// Nil for a guest.
    package let userID: Int64?
    /// The product of the catalogue; nil for a subscription.
    package let productID: String?
    /// The month that is paid for; nil for a product, and until a subscription takes the order.
    package var period: Period?
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
    /// Until when a buyer may pay it at this price; nil for one that the shop charges by itself.
    package let expiresAt: Instant?
}
