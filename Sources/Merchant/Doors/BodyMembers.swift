/// The members that one call takes; any other is refused by name.
///
/// A member that is not understood may be the one that matters: a coupon that is passed over is a full price.
package struct BodyMembers: Sendable {
    /// Those that mean something.
    let used: [String]
    /// Those that guides send and that change nothing here: any value but an object or an array will do.
    let passedOver: [String]

    /// Declares what a call takes.
    package init(_ used: String..., passingOver passedOver: String...) {
        self.used = used
        self.passedOver = passedOver
    }

    /// Whether a member is one of them.
    func contains(_ name: String) -> Bool { used.contains(name) || passedOver.contains(name) }
}

/// What every call of every door takes.
extension BodyMembers {
    /// Nothing.
    package static let none = BodyMembers()

    static let register = BodyMembers("email", "password", "name", "phone", "referralCode")
    static let logIn = BodyMembers("email", "password")

    static let prepare = BodyMembers(
        "prompt_id",
        "original_price",
        "amount",
        "payment_method",
        // The shop has its own titles, and knows its buyers from their accounts.
        passingOver: "prompt_title",
        "item_name",
        "buyer_name",
        "buyer_email",
        "buyer_phone",
        "buyer_tel"
    )
    static let confirm = BodyMembers(
        "paymentKey",
        "orderId",
        "amount",
        // The payment window adds it to the address.
        passingOver: "paymentType"
    )
    static let complete = BodyMembers(
        "order_id",
        "pg_transaction_id",
        "prompt_id",
        "payment_method",
        passingOver: "prompt_title",
        "item_name",
        "buyer_name",
        "buyer_email",
        "buyer_phone",
        "buyer_tel"
    )
    static let refund = BodyMembers("reason", "amount", "access")

    static let createSubscription = BodyMembers.none
    static let authorize = BodyMembers("authKey", "customerKey", "paymentKey", "orderId", "amount")
    static let cancelSubscription = BodyMembers("reason")

    static let reconcile = BodyMembers("from", "to")
    static let resolve = BodyMembers("payment_key", "outcome")

    static let moveClock = BodyMembers("to", "by")
    /// What a sandbox's clock sends.
    static let alarm = BodyMembers(passingOver: "id", "now")
}
