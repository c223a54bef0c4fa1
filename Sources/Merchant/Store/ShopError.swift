package import Database
package import TossAPI

/// Why the shop did not do what it was asked.
///
/// The cases carry values and no prose; each door has its own words and statuses for them.
package enum ShopError: Error, Sendable, Equatable {
    /// The catalogue has no such product.
    case unknownProduct(String)
    /// The client named another price than the catalogue.
    case priceDiffers(asked: Won, actual: Won)
    /// There is no such order.
    case unknownOrder(String)
    /// The order belongs to somebody else.
    case notTheOwner
    /// The amount brought back is not the stored order's; the provider was not called.
    case amountDiffers(asked: Won, stored: Won)
    /// The browser brought back a payment key or order id of an impossible form.
    case malformedIdentifier(String)
    /// The buyer owns the product already.
    case alreadyOwned(String)
    /// The price of the order holds no longer.
    case orderExpired(String)
    /// Another payment key is being confirmed for this order, or has paid it.
    case orderTaken
    /// The provider refused; its own code and words, which may be shown to the buyer.
    case refused(code: String, message: String)
    /// The provider could not be used because of the shop's keys, program or connection.
    case gatewayMisused(code: String?)
    /// Nobody knows yet whether it happened; the janitor finds out.
    case outcomeUnknown(orderId: String)
    /// There is nothing that could be refunded.
    case notRefundable
    /// More than seven days have passed since the payment.
    case refundPeriodOver
    /// A refund of nothing, or of more than what is left.
    case refundOutOfRange(asked: Won, left: Won)
    /// A refund of a part was asked for by the owner; that takes staff.
    case partialRefundByOwner
    /// Another refund of the order has no outcome yet.
    case refundUnderWay
    /// The idempotency key of a refund request was used for another refund before.
    case requestKeyReused
    /// The customer key is not the one given to this user.
    case customerKeyDiffers
    /// The user has a subscription already.
    case alreadySubscribed
    /// The user has no subscription.
    case noSubscription
    /// The signature of a webhook is missing or wrong.
    case badSignature
    /// A webhook without a transmission id, or whose body is no JSON object.
    case malformedEvent
    /// A stored secret cannot be opened: another key, another row, or changed bytes.
    case secretUnreadable
    /// Of many numbers drawn none was free.
    case noFreeIdentifier
    /// There is no such job.
    case unknownJob(String)
    /// The clock lives elsewhere and does not answer.
    case clockUnreachable(String)
    /// The database failed.
    case storage(DatabaseError)
    /// The database holds what this program never writes.
    case corrupt(String)
}
