package import TossAPI

/// A buyer's finished card registration, waiting to be exchanged for a billing key.
///
/// Toss documents one use and no lifetime; ten minutes is our choice, the same as for a payment (assumed).
package struct BillingAuthorization: Sendable {
    /// What the merchant exchanges, once.
    package let authKey: String
    /// Which of the two accounts it was made with.
    package let merchant: MerchantKind
    /// What the merchant calls the buyer.
    package let customerKey: String
    package let card: Card
    /// From then on nobody can exchange it.
    package let expiresAt: Instant
    /// Whether it was exchanged already.
    package var isUsed = false

    package init(authKey: String, merchant: MerchantKind, customerKey: String, card: Card, expiresAt: Instant) {
        self.authKey = authKey
        self.merchant = merchant
        self.customerKey = customerKey
        self.card = card
        self.expiresAt = expiresAt
    }

    /// The same registration by another clock, `shift` ahead of the one it was made by.
    package func shifted(by shift: Duration) -> BillingAuthorization {
        BillingAuthorization(
            authKey: authKey,
            merchant: merchant,
            customerKey: customerKey,
            card: card,
            expiresAt: expiresAt + shift
        )
    }
}

/// A card that may be charged without its owner.
///
/// There is no look-up of it and no renewal (documented).
package struct BillingKey: Sendable {
    /// What charges name.
    package let billingKey: String
    package let merchant: MerchantKind
    package let customerKey: String
    package let card: Card
    /// When its owner registered the card.
    package let authenticatedAt: Instant
    /// Whether the merchant gave it up: no charge goes through any more.
    package var isDeleted = false
    /// Charges decided so far, approved or refused; scenarios count attempts by it.
    package var decidedCharges = 0

    package init(billingKey: String, merchant: MerchantKind, customerKey: String, card: Card, authenticatedAt: Instant)
    {
        self.billingKey = billingKey
        self.merchant = merchant
        self.customerKey = customerKey
        self.card = card
        self.authenticatedAt = authenticatedAt
    }
}

/// A sandbox's registrations and billing keys.
package struct BillingStore: Sendable {
    /// Every billing key, in the order of issue; each keeps its place for ever.
    package private(set) var keys = SegmentedArray<BillingKey>()
    private var placeByKey: [String: Int] = [:]
    /// Every registration, by authKey.
    package private(set) var authorizations: [String: BillingAuthorization] = [:]

    package init() {}

    /// The place of a key, whoever's it is and whether or not it was deleted.
    package func place(of billingKey: String) -> Int? { placeByKey[billingKey] }

    package subscript(place: Int) -> BillingKey {
        _read { yield keys[place] }
        _modify { yield &keys[place] }
    }

    mutating func add(_ key: BillingKey) {
        placeByKey[key.billingKey] = keys.count
        keys.append(key)
    }

    mutating func add(_ authorization: BillingAuthorization) {
        authorizations[authorization.authKey] = authorization
    }

    mutating func use(authKey: String) { authorizations[authKey]?.isUsed = true }
}
