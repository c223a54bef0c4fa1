package import JSON

/// The Billing object: the answer when a billing key is issued.
package struct BillingObject: Sendable {
    package var mId: String
    package var customerKey: String
    package var authenticatedAt: Instant
    package var method: PaymentMethod
    package var billingKey: String
    package var card: BillingCardObject
    /// Set for API versions up to 2022-11-16, which repeat the card's company and number beside it.
    package var cardCompany: String?
    /// Answers the older form of the issue call only, which names the order it used up.
    package var orderId: String?

    package init(
        mId: String,
        customerKey: String,
        authenticatedAt: Instant,
        method: PaymentMethod,
        billingKey: String,
        card: BillingCardObject,
        cardCompany: String? = nil,
        orderId: String? = nil
    ) {
        self.mId = mId
        self.customerKey = customerKey
        self.authenticatedAt = authenticatedAt
        self.method = method
        self.billingKey = billingKey
        self.card = card
        self.cardCompany = cardCompany
        self.orderId = orderId
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("mId", mId)
            json.member("customerKey", customerKey)
            json.member("authenticatedAt", authenticatedAt)
            json.member("method", method.rawValue)
            json.member("billingKey", billingKey)
            if let cardCompany {
                json.member("cardCompany", cardCompany)
                json.member("cardNumber", card.number)
            }
            json.name("card")
            card.write(to: &json)
            json.memberNull("transfers")
            json.memberNull("easyPay")
            if let orderId { json.member("orderId", orderId) }
        }
    }
}

/// The `card` of a Billing object.
package struct BillingCardObject: Hashable, Sendable {
    package var issuerCode: String
    package var acquirerCode: String?
    package var number: String
    package var cardType: CardType
    package var ownerType: OwnerType

    package init(issuerCode: String, acquirerCode: String?, number: String, cardType: CardType, ownerType: OwnerType) {
        self.issuerCode = issuerCode
        self.acquirerCode = acquirerCode
        self.number = number
        self.cardType = cardType
        self.ownerType = ownerType
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("issuerCode", issuerCode)
            json.member("acquirerCode", acquirerCode)
            json.member("number", number)
            json.member("cardType", cardType.rawValue)
            json.member("ownerType", ownerType.rawValue)
        }
    }
}
