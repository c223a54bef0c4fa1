package import TossAPI

/// A payment as its provider has it, in the shop's words.
package struct ProviderPayment: Sendable, Hashable {
    /// Where a payment stands at its provider.
    package enum State: Sendable, Hashable {
        /// It may still be paid.
        case waiting
        /// An account number was given out, and the money is still to come.
        case awaitingDeposit
        /// Paid, whatever has been given back since.
        case paid
        /// It was never paid, and will not be.
        case unpaid
    }

    /// What fees go by.
    package enum Means: String, Sendable, Hashable {
        case card, easyPay = "easy_pay", transfer, other
    }

    /// Money that went back.
    package struct Refund: Sendable, Hashable {
        /// The provider's key of this refund.
        package let key: String
        /// What went back.
        package let amount: Won
        /// What the provider was told.
        package let reason: String
        /// When.
        package let at: Instant

        /// Describes a refund.
        package init(key: String, amount: Won, reason: String, at: Instant) {
            self.key = key
            self.amount = amount
            self.reason = reason
            self.at = at
        }
    }

    /// The provider's key of the payment.
    package var key: String
    /// The shop's order.
    package var orderID: String
    /// What was asked for.
    package var amount: Won
    /// Where it stands.
    package var state: State
    /// The provider's own word for that, for logs and mails.
    package var stateWord: String
    /// When it was paid.
    package var approvedAt: Instant?
    /// What buyers call the means of payment.
    package var method: String?
    /// What fees go by.
    package var means: Means
    /// What a deposit callback proves itself with.
    package var secret: String?
    /// What went back, oldest first.
    package var refunds: [Refund]
    /// Why it is unpaid, where the provider says so.
    package var failure: Refusal?

    /// Describes a payment.
    package init(
        key: String,
        orderID: String,
        amount: Won,
        state: State,
        stateWord: String,
        approvedAt: Instant? = nil,
        method: String? = nil,
        means: Means = .other,
        secret: String? = nil,
        refunds: [Refund] = [],
        failure: Refusal? = nil
    ) {
        self.key = key
        self.orderID = orderID
        self.amount = amount
        self.state = state
        self.stateWord = stateWord
        self.approvedAt = approvedAt
        self.method = method
        self.means = means
        self.secret = secret
        self.refunds = refunds
        self.failure = failure
    }
}
