internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct ShapeTests {
    @Test func `keys have the shapes seen on the wire`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock(at: "2026-03-04T10:15:30+09:00")
        let payment = try await shop.paid("order-0001", 15000)
        let merchant = try #require(payment.mId.text)
        let key = try #require(payment.paymentKey.text)
        #expect(merchant.count <= 14)
        #expect(key.hasPrefix(merchant.prefix(5) + "20260304101530"))
        #expect(key.dropFirst(19).wholeMatch(of: /[A-Za-z0-9]{5}/) != nil)
        #expect(payment.lastTransactionKey.text?.wholeMatch(of: /txrd_a01[a-z0-9]{26}/) != nil)
        #expect(payment.secret.text?.wholeMatch(of: /ps_[A-Za-z0-9]{28}/) != nil)
    }

    @Test(arguments: [("GET", "/v1/payments/none"), ("POST", "/v1/payments/confirm"), ("DELETE", "/v1/billing/none")])
    func `every answer of a sandbox has a trace id`(method: String, path: String) async throws {
        let answer = try await Shop.open().call(method, path)
        #expect(answer.headers["x-tosspayments-trace-id"]?.isEmpty == false)
    }

    @Test func `answers are JSON in UTF-8`() async throws {
        let answer = try await Shop.open().call("GET", "/v1/payments/none")
        #expect(answer.headers["content-type"]?.lowercased().hasPrefix("application/json") == true)
    }

    @Test func `a plus sign in a query stays one`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        _ = try await shop.call("GET", "/v1/payments/none")
        try await shop.advance(by: "PT1M")
        _ = try await shop.call("GET", "/v1/payments/orders/none-1")
        let log = try await shop.control("GET", "/requests?since=2026-01-05T09:01:00+09:00")
        #expect(log.items.list.map(\.path) == ["/v1/payments/orders/none-1"])
    }

    @Test func `a cancel takes its tax-free part out of what is left`() async throws {
        let shop = try await Shop.open()
        let key = try #require(
            try await shop.paid("order-0001", 10000, more: ["taxFreeAmount": 3000]).paymentKey.text
        )
        let payment = try await shop.cancel(
            key,
            ["cancelReason": "x", "cancelAmount": 5000, "taxFreeAmount": 3000]
        ).json
        #expect(payment.contains(["balanceAmount": 5000, "taxFreeAmount": 0, "vat": 455, "suppliedAmount": 4545]))
        #expect(payment.cancels[0].taxFreeAmount == 3000)
    }

    @Test(arguments: [(200, 200), (201, 400)])
    func `a cancel's reason has at most two hundred characters`(length: Int, status: Int) async throws {
        let shop = try await Shop.open()
        let key = try #require(try await shop.paid("order-0001", 10000).paymentKey.text)
        let answer = try await shop.cancel(key, ["cancelReason": .string(String(repeating: "가", count: length))])
        #expect(answer.status == status)
    }

    @Test func `a card payment is at least a hundred won`() async throws {
        let shop = try await Shop.open()
        let issued = try await shop.call("POST", "/v1/billing/authorizations/card", BillingTests.byCard)
        let answer = try await shop.call(
            "POST",
            "/v1/billing/\(try #require(issued.json.billingKey.text))",
            ["customerKey": "customer-1", "amount": 99, "orderId": "order-0001", "orderName": "x"]
        )
        #expect(answer.status == 400)
        #expect(answer.code == "BELOW_MINIMUM_AMOUNT")
    }

    @Test(arguments: ["cc", "bad key!", String(repeating: "c", count: 51), String(repeating: "c", count: 300)])
    func `a customer's key is taken as Toss takes it`(key: String) async throws {
        let request = JSONText.merged(BillingTests.byCard, ["customerKey": .string(key)])
        let answer = try await Shop.open().call("POST", "/v1/billing/authorizations/card", request)
        #expect(answer.status == 200)
        #expect(answer.json.customerKey == .string(key))
    }

    @Test(arguments: [
        ("GET", "/v1/payments/none", true), ("GET", "/v1/payments/none", false), ("POST", "/v1/payments/confirm", true),
        ("GET", "/v1/payments/k/cancel", true), ("GET", "/v1/nothing", true), ("DELETE", "/v1/billing/none", true),
    ])
    func `every answer of the Toss API has a trace id`(method: String, path: String, hasKey: Bool) async throws {
        let shop = try await Shop.open()
        let headers = hasKey ? ["Authorization": "Basic \(shop.basic)"] : [:]
        let answer = try await shop.tossbox.call(method, path, headers: headers)
        #expect(answer.headers["x-tosspayments-trace-id"]?.isEmpty == false)
    }

    /// Toss was measured to answer 500 `FAILED_DB_PROCESSING` here; malformed input never gets a 500 from Tossbox.
    @Test func `a customer's key of more than three hundred characters is refused`() async throws {
        let request = JSONText.merged(
            BillingTests.byCard,
            ["customerKey": .string(String(repeating: "c", count: 301))]
        )
        let answer = try await Shop.open().call("POST", "/v1/billing/authorizations/card", request)
        #expect(answer.status == 400)
        #expect(answer.code == "INVALID_REQUEST")
    }
}
