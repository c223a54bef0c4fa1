internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct RuleSubjectTests {
    private func load(_ rule: JSONText) async throws -> Shop {
        let shop = try await Shop.open()
        try await shop.load(["rules": [.merged(["name": "here", "then": ["status": 503, "body": "here"]], rule)]])
        return shop
    }

    @Test(
        arguments: [
            (["orderId": "order-0001"], true), (["orderId": "order-0002"], false), (["status": "DONE"], true),
            (["cancelReason": "no *"], true), (["cancelReason": "yes"], false), (["method": "카드"], true),
            (["card": "4242*"], true), (["customerKey": "c-1"], true), (["idempotencyKey": "i-?"], true),
            (["header": ["X-Shop": "seoul"]], true), (["billingKey": "*"], false),
        ] as [(JSONText, Bool)]
    )
    func `a cancel is matched by what its payment says too`(when: JSONText, fires: Bool) async throws {
        let shop = try await load(["on": "payments.cancel", "when": when])
        let key = try #require(
            try await shop.paid("order-0001", 15000, more: ["customerKey": "c-1"]).paymentKey.text
        )
        let headers = ["Idempotency-Key": "i-1", "X-Shop": "seoul"]
        let answer = try await shop.cancel(key, ["cancelReason": "no longer wanted"], headers: headers)
        #expect(answer.status == (fires ? 503 : 200))
    }

    @Test func `a cancel and a look-up know the billing key that was charged`() async throws {
        let shop = try await Shop.open()
        let issued = try await shop.call("POST", "/v1/billing/authorizations/card", BillingTests.byCard)
        let billingKey = try #require(issued.json.billingKey.text)
        let charged = try await shop.call(
            "POST",
            "/v1/billing/\(billingKey)",
            ["customerKey": "customer-1", "amount": 1000, "orderId": "order-0001", "orderName": "x"]
        )
        let key = try #require(charged.json.paymentKey.text)
        let plain = try #require(try await shop.paid("order-0002", 1000).paymentKey.text)
        let rules = ["payments.cancel", "payments.get"].map { operation -> JSONText in
            [
                "name": "here", "on": .string(operation), "when": ["billingKey": .string(billingKey)],
                "then": ["status": 503],
            ]
        }
        try await shop.load(["rules": .array(rules)])
        for (key, status) in [(key, 503), (plain, 200)] {
            #expect(try await shop.call("GET", "/v1/payments/\(key)").status == status)
            #expect(try await shop.cancel(key, ["cancelReason": "x"]).status == status)
        }
        #expect(try await shop.call("GET", "/v1/payments/orders/order-0001").status == 503)
    }

    @Test func `a replay and a refused body match no rule and count no attempt`() async throws {
        let shop = try await load(["on": "payments.confirm", "attempts": [2]])
        let first = try await shop.pay("order-0001", 15000)
        let headers = ["Idempotency-Key": "one"]
        #expect(try await shop.confirm(first, "order-0001", 15000, headers: headers).status == 200)
        #expect(try await shop.confirm(first, "order-0001", 15000, headers: headers).status == 200)
        #expect(try await shop.call("POST", "/v1/payments/confirm", ["paymentKey": .string(first)]).status == 400)
        let second = try await shop.pay("order-0002", 15000)
        #expect(try await shop.confirm(second, "order-0002", 15000).status == 503)
    }

    @Test func `an older path is the same operation`() async throws {
        let shop = try await load(["on": "payments.confirm"])
        let key = try await shop.pay("order-0001", 15000)
        let answer = try await shop.call("POST", "/v1/payments/\(key)", ["orderId": "order-0001", "amount": 15000])
        #expect(answer.status == 503)
    }

    @Test(arguments: ["billing.issue", "billing.charge", "billing.delete"])
    func `billing calls are matched by their operations`(operation: String) async throws {
        let shop = try await load(["on": .string(operation)])
        let plain = try await Shop.open()
        var statuses: [[Int]] = []
        for shop in [shop, plain] {
            let issued = try await shop.call("POST", "/v1/billing/authorizations/card", BillingTests.byCard)
            let key = issued.json.billingKey.text ?? "none"
            let charged = try await shop.call(
                "POST",
                "/v1/billing/\(key)",
                ["customerKey": "customer-1", "amount": 1000, "orderId": "order-0001", "orderName": "x"]
            )
            statuses.append([issued.status, charged.status, try await shop.call("DELETE", "/v1/billing/\(key)").status])
        }
        let place = ["billing.issue", "billing.charge", "billing.delete"].firstIndex(of: operation) ?? 0
        #expect(statuses[0][place] == 503)
        #expect(statuses[1] == [200, 200, 200])
    }

    @Test func `a scenario brings its own endpoints and profile`() async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving { receiver in
            try await shop.load([
                "webhooks": [
                    "profile": "legacy", "endpoints": [["url": .string(receiver.url), "secret": "whsec"]],
                ]
            ])
            try await shop.paid("order-0001", 15000)
            let delivery = try await receiver.delivery(1)
            let mac = SHA256.authenticate(delivery.body, key: Array("whsec".utf8))
            #expect(delivery["TossPayments-Signature"] == mac.hex)
        }
    }

    @Test func `advance moves a running clock too`() async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 15000)
        let moved = try await shop.advance(by: "PT10M")
        #expect(moved.ran.list.map(\.kind) == ["expiry"])
        #expect(try await shop.payment(key).status == "EXPIRED")
        #expect(try await shop.control("GET", "/clock").mode == "system")
    }

    @Test func `an outcome from before a reset is dropped`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        try await WebhookReceiver.serving([.never]) { receiver in
            try await shop.listen(at: receiver.url)
            try await shop.paid("order-0001", 15000)
            _ = try await receiver.delivery(1)
            try await shop.control("POST", "/reset", [:])
            receiver.answerAll(.status(500))
            try await shop.paid("order-0002", 15000)
            #expect(try await receiver.delivery(2).json.data.orderId == "order-0002")
            try await shop.settle()
            let log = try await shop.control("GET", "/webhooks/deliveries").items.list
            #expect(log.map(\.orderId) == ["order-0002"])
            #expect(log.map(\.state) == ["succeeded"])
        }
    }
}
