internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct BillingTests {
    static let members = [
        "mId", "customerKey", "authenticatedAt", "method", "billingKey", "card", "transfers", "easyPay",
    ]
    static let byCard: JSONText = [
        "customerKey": "customer-1", "cardNumber": "9410001234567890", "cardExpirationYear": "30",
        "cardExpirationMonth": "12", "customerIdentityNumber": "900101",
    ]

    private func authKey(_ shop: Shop, card: String = "4242424242424242") async throws -> JSONText {
        try await shop.control(
            "POST",
            "/billing-authorizations",
            ["customerKey": "customer-1", "cardNumber": .string(card)]
        ).authKey
    }

    private func issue(_ shop: Shop, card: String = "4242424242424242") async throws -> String {
        let key = try await authKey(shop, card: card)
        let answer = try await shop.call(
            "POST",
            "/v1/billing/authorizations/issue",
            ["authKey": key, "customerKey": "customer-1"]
        )
        return try #require(answer.json.billingKey.text, "\(answer.text)")
    }

    private func charge(
        _ shop: Shop,
        _ key: String,
        order: String = "order-0001",
        more: JSONText = [:]
    ) async throws
        -> Answer
    {
        try await shop.call(
            "POST",
            "/v1/billing/\(key)",
            .merged(
                ["customerKey": "customer-1", "amount": 29000, "orderId": .string(order), "orderName": "Monthly plan"],
                more
            )
        )
    }

    @Test func `a buyer's authorization is exchanged for a billing key once`() async throws {
        let shop = try await Shop.open()
        let authKey = try await authKey(shop)
        let request: JSONText = ["authKey": authKey, "customerKey": "customer-1"]
        let answer = try await shop.call("POST", "/v1/billing/authorizations/issue", request)
        #expect(answer.status == 200)
        let billing = answer.json
        #expect(Set(billing.names).isSuperset(of: Self.members))
        #expect(billing.customerKey == "customer-1")
        #expect(billing.method == "카드")
        #expect(billing.card.names == ["issuerCode", "acquirerCode", "number", "cardType", "ownerType"])
        #expect(billing.transfers == .null)
        #expect(billing.easyPay == .null)
        #expect(billing.billingKey.text?.isEmpty == false)
        let again = try await shop.call("POST", "/v1/billing/authorizations/issue", request)
        #expect(again.status == 404)
        #expect(again.code == "NOT_FOUND_BILLING")
    }

    @Test func `the buyer call says where the browser would go`() async throws {
        let shop = try await Shop.open()
        let answer = try await shop.control(
            "POST",
            "/billing-authorizations",
            ["customerKey": "customer-1", "successUrl": "http://localhost/ok", "failUrl": "http://localhost/no"]
        )
        #expect(answer.customerKey == "customer-1")
        let authKey = try #require(answer.authKey.text)
        let redirect = try #require(answer.redirectUrl.text)
        #expect(redirect.hasPrefix("http://localhost/ok?"))
        #expect(redirect.contains("customerKey=customer-1"))
        #expect(redirect.contains("authKey=\(authKey)"))
    }

    @Test func `the older form has the authKey in the path`() async throws {
        let shop = try await Shop.open()
        let authKey = try #require(try await authKey(shop).text)
        let answer = try await shop.call(
            "POST",
            "/v1/billing/authorizations/\(authKey)",
            ["customerKey": "customer-1"]
        )
        #expect(answer.status == 200)
        #expect(answer.json.billingKey.text != nil)
    }

    @Test func `an authorization lasts ten minutes`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        let authKey = try await authKey(shop)
        try await shop.advance(by: "PT10M")
        let answer = try await shop.call(
            "POST",
            "/v1/billing/authorizations/issue",
            ["authKey": authKey, "customerKey": "customer-1"]
        )
        #expect(answer.status == 404)
        #expect(answer.code == "NOT_FOUND_BILLING")
    }

    @Test func `an unknown authKey is not found`() async throws {
        let answer = try await Shop.open().call(
            "POST",
            "/v1/billing/authorizations/issue",
            ["authKey": "none", "customerKey": "customer-1"]
        )
        #expect(answer.status == 404)
        #expect(answer.code == "NOT_FOUND_BILLING")
    }

    @Test func `a billing key is issued by card number`() async throws {
        let answer = try await Shop.open().call("POST", "/v1/billing/authorizations/card", Self.byCard)
        #expect(answer.status == 200)
        #expect(answer.json.method == "카드")
        #expect(answer.json.card.contains(["issuerCode": "21", "cardType": "신용", "ownerType": "개인"]))
        #expect(answer.json.card.number.text?.hasPrefix("94100012****") == true)
    }

    @Test(arguments: [
        "customerKey", "cardNumber", "cardExpirationYear", "cardExpirationMonth", "customerIdentityNumber",
    ])
    func `issuing by card needs its fields`(field: String) async throws {
        let request = JSONText.object(Self.byCard.members.filter { $0.name != field })
        let answer = try await Shop.open().call("POST", "/v1/billing/authorizations/card", request)
        #expect(answer.status == 400)
        #expect(answer.json.names == ["code", "message"])
    }

    @Test func `a charge is DONE at once and of type BILLING`() async throws {
        let shop = try await Shop.open()
        let answer = try await charge(shop, try await issue(shop))
        #expect(answer.status == 200)
        let payment = answer.json
        #expect(payment.names == TossboxPaymentTests.members)
        #expect(payment.contains(["status": "DONE", "type": "BILLING", "method": "카드", "totalAmount": 29000]))
        #expect(payment.secret.text?.isEmpty == false)
        #expect(try await shop.payment(try #require(payment.paymentKey.text)) == payment)
    }

    @Test func `a charge can be cancelled like any payment`() async throws {
        let shop = try await Shop.open()
        let payment = try await charge(shop, try await issue(shop)).json
        let answer = try await shop.cancel(try #require(payment.paymentKey.text), ["cancelReason": "x"])
        #expect(answer.json.status == "CANCELED")
    }

    @Test func `the older charge has the billing key in the body`() async throws {
        let shop = try await Shop.open()
        let key = try await issue(shop)
        let answer = try await shop.call(
            "POST",
            "/v1/billing/authorizations/payments",
            [
                "billingKey": .string(key), "customerKey": "customer-1", "amount": 29000, "orderId": "order-0001",
                "orderName": "Monthly plan",
            ]
        )
        #expect(answer.status == 200)
        #expect(answer.json.type == "BILLING")
    }

    @Test func `the older issue with a paymentKey charges nothing`() async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 29000, more: ["customerKey": "customer-1"])
        let answer = try await shop.call(
            "POST",
            "/v1/billing/authorizations/issue",
            ["paymentKey": .string(key), "orderId": "order-0001", "amount": 29000, "customerKey": "customer-1"]
        )
        #expect(answer.status == 200)
        #expect(answer.json.customerKey == "customer-1")
        // Were the order paid, the first month could not be charged under it.
        let billingKey = try #require(answer.json.billingKey.text)
        #expect(try await charge(shop, billingKey, order: "order-0001").status == 200)
        #expect(try await shop.confirm(key, "order-0001", 29000).status >= 400)
    }

    @Test(arguments: ["=", "%3D"]) func `a key that ends in an equals sign works either way`(sign: String) async throws
    {
        let shop = try await Shop.open()
        let key = try await issue(shop)
        #expect(key.hasSuffix("="))
        let answer = try await charge(shop, String(key.dropLast()) + sign)
        #expect(answer.status == 200)
    }

    @Test func `a charge for another customer is refused`() async throws {
        let shop = try await Shop.open()
        let answer = try await charge(shop, try await issue(shop), more: ["customerKey": "customer-2"])
        #expect(answer.status == 400)
        #expect(answer.code == "NOT_MATCHES_CUSTOMER_KEY")
    }

    @Test func `an order that is paid is not charged again`() async throws {
        let shop = try await Shop.open()
        let key = try await issue(shop)
        #expect(try await charge(shop, key).status == 200)
        let again = try await charge(shop, key)
        #expect(again.status == 400)
        #expect(again.code == "DUPLICATED_ORDER_ID")
    }

    @Test(arguments: ["4111111111111111", "4330121234567890", "5520221234567890"])
    func `measured cards issue a key that cannot be charged`(card: String) async throws {
        let shop = try await Shop.open()
        let issued = try await shop.call(
            "POST",
            "/v1/billing/authorizations/card",
            .merged(Self.byCard, ["cardNumber": .string(card)])
        )
        #expect(issued.json.card.cardType == "미확인")
        let answer = try await charge(shop, try #require(issued.json.billingKey.text))
        #expect(answer.status == 400)
        #expect(answer.code == "NOT_SUPPORTED_CARD_TYPE")
    }

    @Test func `a deleted key is gone for good`() async throws {
        let shop = try await Shop.open()
        let key = try await issue(shop)
        let deleted = try await shop.call("DELETE", "/v1/billing/\(key)")
        #expect(deleted.status == 200)
        #expect(deleted.body.isEmpty)
        for answer in [try await charge(shop, key), try await shop.call("DELETE", "/v1/billing/\(key)")] {
            #expect(answer.status == 400)
            #expect(answer.code == "ALREADY_REMOVED_BILLING_KEY")
        }
    }

    @Test func `a key of another merchant is refused`() async throws {
        let key = try await issue(try await Shop.open())
        let other = try await Shop.open()
        for answer in [try await charge(other, key), try await other.call("DELETE", "/v1/billing/\(key)")] {
            #expect(answer.status == 400)
            #expect(answer.code == "INVALID_API_KEY")
        }
    }

    @Test func `attempts of a card table are counted per billing key`() async throws {
        let shop = try await Shop.open()
        try await shop.load([
            "cards": [
                "4000000000009979": [
                    "issue": "approve", "charge": ["attempts": ["approve", ["refuse": "REJECT_CARD_PAYMENT"]]],
                ]
            ]
        ])
        for round in 1...2 {
            let key = try await issue(shop, card: "4000000000009979")
            let first = try await charge(shop, key, order: "order-\(round)-1")
            let second = try await charge(shop, key, order: "order-\(round)-2")
            #expect(first.status == 200)
            #expect(second.code == "REJECT_CARD_PAYMENT")
        }
    }

    @Test func `billing keys are listed`() async throws {
        let shop = try await Shop.open()
        let key = try await issue(shop)
        let list = try await shop.control("GET", "/billing-keys")
        #expect(list.items.list.count == 1)
        #expect(list.items[0].billingKey == .string(key))
        #expect(list.items[0].customerKey == "customer-1")
    }

    @Test func `deleting a key is announced, charging it is not`() async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving { receiver in
            try await shop.listen(at: receiver.url)
            let key = try await issue(shop)
            _ = try await charge(shop, key)
            _ = try await shop.call("DELETE", "/v1/billing/\(key)")
            try await shop.settle()
            #expect(receiver.deliveries.map(\.json.eventType) == ["BILLING_DELETED"])
            let body = try await receiver.delivery(1).json
            #expect(body.names == ["eventType", "createdAt", "data"])
            #expect(body.data == ["billingKey": .string(key), "reason": "삭제 API 요청"])
        }
    }
}
