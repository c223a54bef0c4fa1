package import TossAPI

/// A payment provider in the shop's own words, so that the core knows none of a provider's.
///
/// Each call is recorded as an operation before it is made, and its answer sorted into what a shop can go on with. Toss
/// is the first provider; one with other abilities says so in `abilities`, and the core does without what is missing.
package protocol PaymentProvider: Sendable {
    /// What orders and operations name it by.
    var id: ProviderID { get }
    /// What it can do beyond taking money.
    var abilities: ProviderAbilities { get }

    /// Tells the provider of an order before its buyer sees a payment window.
    func start(_ order: Order) async -> ProviderAnswer<StartedPayment>

    /// Takes the money that the buyer's proof stands for.
    func settle(_ settlement: Settlement, idempotencyKey: String) async -> ProviderAnswer<ProviderPayment>

    /// How a payment stands; nil when the provider has none like it, which is the whole truth about it.
    func find(_ reference: PaymentReference) async -> ProviderAnswer<ProviderPayment?>

    /// Gives money back.
    func refund(_ wish: RefundWish, idempotencyKey: String) async -> ProviderAnswer<ProviderPayment>

    /// Turns what the browser brought back into a means of payment that can be charged again.
    func store(
        _ proof: MeansProof,
        of customerKey: String,
        idempotencyKey: String
    ) async
        -> ProviderAnswer<StoredMeans>

    /// Charges a stored means of payment.
    func charge(_ charge: MeansCharge, idempotencyKey: String) async -> ProviderAnswer<ProviderPayment>

    /// Makes a stored means of payment useless.
    func forget(_ secret: String) async -> ProviderAnswer<Void>

    /// The payments that the provider has for a span of time, of which the shop knows those in `known`.
    ///
    /// A provider without a list looks each of `known` up, and finds nothing that the shop has never heard of.
    func list(
        from start: Instant,
        until end: Instant,
        known: [PaymentReference]
    ) async -> ProviderAnswer<[ProviderPayment]>
}

/// What orders, payments and operations name a provider by.
package struct ProviderID: RawRepresentable, Sendable, Hashable {
    /// As the database has it.
    package let rawValue: String

    /// Names a provider.
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// What a provider can do beyond taking money.
package struct ProviderAbilities: Sendable, Hashable {
    /// Whether a call repeated under its idempotency key is executed once.
    package var isIdempotent: Bool
    /// Whether a payment is found by the order, when the answer that named its key was lost.
    package var findsByOrder: Bool
    /// Whether it announces changes by itself.
    package var announcesChanges: Bool

    /// Lists what it can do.
    package init(isIdempotent: Bool, findsByOrder: Bool, announcesChanges: Bool) {
        self.isIdempotent = isIdempotent
        self.findsByOrder = findsByOrder
        self.announcesChanges = announcesChanges
    }
}

/// What a call to a provider came to.
package enum ProviderAnswer<Value: Sendable>: Sendable {
    /// It happened.
    case done(Value)
    /// It did not happen, and this call changed nothing.
    case refused(Refusal)
    /// Nobody knows yet.
    case open(OpenReason)
}

/// Why a provider did not do what it was asked.
package struct Refusal: Error, Sendable, Hashable {
    /// Whose affair a refusal is.
    package enum Kind: Sendable {
        /// The buyer's, or the bank's: this payment is not to be had.
        case declined
        /// The means of payment is gone for good; charging it again is no use.
        case meansGone
        /// There is no such payment: somebody has made its key up, or waited for too long.
        case noSuchPayment
        /// The shop's keys, program or contract; the buyer can do nothing about it.
        case ours
    }

    /// The provider's code.
    package let code: String
    /// The provider's words, which a buyer may read unless the refusal is ours.
    package let message: String
    /// Whose affair it is.
    package let kind: Kind
    /// Whether an earlier attempt that went through may look like this, so that it is not believed without a look-up.
    package let mayHideSuccess: Bool

    /// Describes a refusal.
    package init(code: String, message: String, kind: Kind = .declined, mayHideSuccess: Bool = false) {
        self.code = code
        self.message = message
        self.kind = kind
        self.mayHideSuccess = mayHideSuccess
    }
}

/// Why an outcome is open, and what closes it.
package enum OpenReason: Sendable, Hashable {
    /// It may have happened: a look-up tells, or the same call under the same idempotency key.
    case mayHaveHappened(String)
    /// Nothing reached the provider, so the call can simply be made later.
    case notSent(String)
}

/// What a provider has to say when it is told of an order.
package struct StartedPayment: Sendable, Hashable {
    /// The provider's key of the payment, where it exists before the buyer has paid.
    package let key: String?
    /// Where the buyer's browser goes, where the provider's window is no script in the page.
    package let redirect: String?

    /// Names what is there.
    package init(key: String? = nil, redirect: String? = nil) {
        self.key = key
        self.redirect = redirect
    }
}

/// What the browser brought back from the payment window for an order.
package struct Settlement: Sendable, Hashable {
    /// The provider's key of the payment.
    package var paymentKey: String
    /// The shop's order.
    package var orderID: String
    /// The amount of the stored order, once it has been compared with the browser's.
    package var amount: Won

    /// Names the payment, the order and the amount.
    package init(paymentKey: String, orderID: String, amount: Won) {
        self.paymentKey = paymentKey
        self.orderID = orderID
        self.amount = amount
    }
}

/// What a payment is looked up by.
package struct PaymentReference: Sendable, Hashable {
    /// The shop's order.
    package let orderID: String
    /// The provider's key, once the shop knows it.
    package let paymentKey: String?

    /// Names an order, and the payment when it is known.
    package init(orderID: String, paymentKey: String?) {
        self.orderID = orderID
        self.paymentKey = paymentKey
    }
}

/// Money that is to go back.
package struct RefundWish: Sendable, Hashable {
    /// The provider's key of the payment.
    package let paymentKey: String
    /// What goes back.
    package let amount: Won
    /// Whether that is all that was paid.
    package let isWhole: Bool
    /// What can still go back by the shop's books; a provider that has another number refuses.
    package let refundable: Won
    /// What the provider is told, and what the buyer may read.
    package let reason: String
}

/// What proves that a customer lets the shop charge a means of payment.
package enum MeansProof: Sendable, Hashable {
    /// A key that stands for the customer's consent, such as Toss's `authKey`.
    case consent(String)
    /// An authenticated payment, which is used up and not charged: the older guide's way.
    case payment(Settlement)
}

/// A means of payment fresh from the provider.
package struct StoredMeans: Sendable, Hashable {
    /// Worth as much as the card itself: it is stored encrypted and never printed.
    package let secret: String
    /// The card or account as the provider masks it.
    package let label: String?

    /// Puts the two together.
    package init(secret: String, label: String?) {
        self.secret = secret
        self.label = label
    }
}

/// One charge of a stored means of payment.
package struct MeansCharge: Sendable, Hashable {
    /// The means of payment's secret.
    package let secret: String
    /// Whom the provider knows the customer by.
    package let customerKey: String
    /// New for every charge.
    package let orderID: String
    /// What the customer reads.
    package let orderName: String
    /// What is charged.
    package let amount: Won
}
