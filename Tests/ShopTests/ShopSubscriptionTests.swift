internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct ShopSubscriptionTests {
    @Test func `the first month and three renewals are charged, one of them a day late after a refusal`() async throws {
        try await withShop { shop in
            let attempts: JSONText = ["approve", "approve", ["refuse": "REJECT_CARD_PAYMENT"], "approve"]
            try await shop.sandbox.load(Self.card(attempts))
            let kim = try await shop.member()
            let answer = try await kim.subscribe()
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.json.contains(["status": "active", "tier": "PRO", "amount": 29_000]))
            #expect(answer.json.billingKey.text?.hasPrefix("****") == true)
            #expect(answer.json.card.text?.contains("*") == true)
            #expect(answer.json.nextChargeAt == "2026-02-05T09:00:00+09:00")
            #expect(try await kim.tier() == "PRO")

            try await shop.advance(by: "P1M")
            try await Self.expect(shop, kim: "active", next: "2026-03-05T09:00:00+09:00", failures: 0)
            try await shop.advance(by: "P1M")
            try await Self.expect(shop, kim: "past_due", next: "2026-03-06T09:00:00+09:00", failures: 1)
            try await shop.advance(by: "P1D")
            try await Self.expect(shop, kim: "active", next: "2026-04-05T09:00:00+09:00", failures: 0)
            try await shop.advance(to: "2026-04-05T09:00:00+09:00")
            try await Self.expect(shop, kim: "active", next: "2026-05-05T09:00:00+09:00", failures: 0)

            let charges = try await shop.charges()
            #expect(
                charges.map(\.approvedAt.text) == [
                    "2026-01-05T09:00:00+09:00", "2026-02-05T09:00:00+09:00", "2026-03-06T09:00:00+09:00",
                    "2026-04-05T09:00:00+09:00",
                ]
            )
            #expect(charges.map(\.totalAmount.integer) == [29_000, 29_000, 29_000, 29_000])
            #expect(Set(charges.map(\.orderId.text)).count == 4)
            let history = try await Self.again(shop).subscription().history.list
            #expect(history.map(\.status.text) == ["paid", "paid", "refused", "paid", "paid"])
            #expect(history.map(\.period.integer) == [0, 1, 2, 2, 3])
            #expect(history[2].failureCode == "REJECT_CARD_PAYMENT")
            #expect(history.filter { $0.status == "paid" }.map(\.orderId.text) == charges.map(\.orderId.text))
        }
    }

    @Test func `a card that never pays again is tried after 1, 3, 5 and 7 days, then the tier ends`() async throws {
        try await withShop { shop in
            try await shop.sandbox.load(Self.card(["approve", ["refuse": "REJECT_CARD_PAYMENT"]]))
            let kim = try await shop.member()
            #expect(try await kim.subscribe().status == 200)
            try await shop.advance(to: "2026-02-12T08:59:59+09:00")
            try await Self.expect(shop, kim: "past_due", next: "2026-02-12T09:00:00+09:00", failures: 4)
            try await shop.advance(by: "P1M")
            let again = try await Self.again(shop)
            #expect(try await again.tier() == "FREE")
            let ended: JSONText = ["status": "expired", "tier": "FREE", "endsAt": "2026-02-12T09:00:00+09:00"]
            #expect(try await again.subscription().contains(ended))
            let charges = try await Self.chargeCalls(shop)
            #expect(
                charges.map(\.at.text) == [
                    "2026-01-05T09:00:00+09:00", "2026-02-05T09:00:00+09:00", "2026-02-06T09:00:00+09:00",
                    "2026-02-08T09:00:00+09:00", "2026-02-10T09:00:00+09:00", "2026-02-12T09:00:00+09:00",
                ]
            )
            #expect(try await shop.charges().count == 1)
            // The card is given back.
            #expect(try await shop.sandbox.control("GET", "/billing-keys").items.list.map(\.deleted) == [true])
            #expect(try shop.openOperations() == 0)
        }
    }

    @Test func `a stolen card ends the tier at once`() async throws {
        try await withShop { shop in
            try await shop.sandbox.load(Self.card(["approve", ["refuse": "INVALID_CARD_LOST_OR_STOLEN"]]))
            let kim = try await shop.member()
            #expect(try await kim.subscribe().status == 200)
            try await shop.advance(by: "P2M")
            let again = try await Self.again(shop)
            #expect(try await again.tier() == "FREE")
            #expect(try await again.subscription().endsAt == "2026-02-05T09:00:00+09:00")
            #expect(try await Self.chargeCalls(shop).count == 2)
        }
    }

    @Test func `the older form of authorize issues a key and charges the first month once`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let order = try await kim.answer("POST", "/api/billing/create", [:])
            let id = try #require(order.orderId.text)
            let key = try await shop.sandbox.pay(id, 29_000, more: ["customerKey": order.customerKey])
            let proof: JSONText = ["paymentKey": .string(key), "orderId": .string(id), "amount": 29_000]
            let answer = try await kim.call("POST", "/api/billing/authorize", proof)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.json.contains(["status": "active", "tier": "PRO", "orderId": .string(id)]))
            let again = try await kim.call("POST", "/api/billing/authorize", proof)
            #expect(again.json == answer.json)
            try await shop.settle()
            let charges = try await shop.charges()
            #expect(charges.map(\.totalAmount.integer) == [29_000])
            #expect(charges.first?.orderId.text == id)
            #expect(try await shop.confirms() == [])
            #expect(try await Self.chargeCalls(shop).count == 1)
        }
    }

    @Test(arguments: [28_999, 29_001])
    func `the older form with another amount reaches Toss with nothing`(amount: Int) async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let order = try await kim.answer("POST", "/api/billing/create", [:])
            let id = try #require(order.orderId.text)
            let key = try await shop.sandbox.pay(id, 29_000, more: ["customerKey": order.customerKey])
            let answer = try await kim.call(
                "POST",
                "/api/billing/authorize",
                ["paymentKey": .string(key), "orderId": .string(id), "amount": JSONText(amount)]
            )
            #expect(answer.status == 400)
            #expect(try await shop.sandbox.control("GET", "/requests").items == [])
            #expect(try await kim.tier() == "FREE")
        }
    }

    @Test func `two clicks at once on authorize are one key, one charge and one subscription`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let proof = try await kim.authKey()
            try await shop.sandbox.load(["rules": [["on": "billing.charge", "then": ["delay": "PT0.3S"]]]])
            async let first = kim.call("POST", "/api/billing/authorize", proof)
            async let second = kim.call("POST", "/api/billing/authorize", proof)
            let answers = try await [first, second]
            #expect(answers.map(\.status) == [200, 200], "\(answers.map(\.text))")
            #expect(answers[0].json == answers[1].json)
            #expect(try await shop.charges().count == 1)
            #expect(try await shop.sandbox.control("GET", "/billing-keys").items.list.count == 1)
        }
    }

    @Test func `a card that is refused at once leaves the buyer without the tier`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let answer = try await kim.subscribe(card: "4111111111111111")
            #expect(answer.status == 402)
            #expect(answer.json.tossCode == "NOT_SUPPORTED_CARD_TYPE")
            try await shop.settle()
            #expect(try await kim.tier() == "FREE")
            #expect(try await shop.charges() == [])
            // Another card may do.
            #expect(try await kim.subscribe().status == 200)
            #expect(try await kim.tier() == "PRO")
            #expect(try await shop.charges().map(\.totalAmount.integer) == [29_000])
        }
    }

    @Test(arguments: ["before-commit", "after-commit"])
    func `a renewal whose answer is a server error is charged once`(phase: String) async throws {
        try await withShop(isListening: false) { shop in
            let kim = try await shop.member()
            #expect(try await kim.subscribe().status == 200)
            try await shop.sandbox.load([
                "rules": [["on": "billing.charge", "times": 1, "then": ["status": 500, "phase": .string(phase)]]]
            ])
            try await shop.advance(to: "2026-02-05T09:00:00+09:00")
            _ = try await shop.alarm(of: "janitor")
            try await shop.advance(by: "P1D")
            try await Self.expect(shop, kim: "active", next: "2026-03-05T09:00:00+09:00", failures: 0)
            #expect(try await shop.charges().map(\.totalAmount.integer) == [29_000, 29_000])
            #expect(try shop.openOperations() == 0)
        }
    }

    @Test func `a cancelled subscription keeps the tier to the end of what is paid and is not charged`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            #expect(try await kim.subscribe().status == 200)
            let answer = try await kim.answer("POST", "/api/billing/cancel", [:])
            #expect(answer.contains(["status": "cancelled", "tier": "PRO", "endsAt": "2026-02-05T09:00:00+09:00"]))
            try await shop.advance(to: "2026-02-05T08:59:59+09:00")
            #expect(try await Self.again(shop).tier() == "PRO")
            try await shop.advance(by: "PT1S")
            #expect(try await Self.again(shop).tier() == "FREE")
            try await shop.advance(by: "P2M")
            #expect(try await shop.charges().count == 1)
        }
    }

    private static func card(_ attempts: JSONText) -> JSONText {
        ["cards": ["4242424242424242": ["attempts": attempts]]]
    }

    /// Tokens last seven days, so after a month the buyer signs in again.
    static func again(_ shop: LiveShop) async throws -> TestBuyer { try await shop.signIn("kim@example.com") }

    static func chargeCalls(_ shop: LiveShop) async throws -> [JSONText] {
        try await shop.sandbox.control("GET", "/requests?method=POST").items.list.filter {
            $0.path.text?.hasPrefix("/v1/billing/") == true
                && $0.path.text?.hasPrefix("/v1/billing/authorizations/") == false
        }
    }

    private static func expect(
        _ shop: LiveShop,
        kim status: String,
        next: String,
        failures: Int,
        _ location: SourceLocation = #_sourceLocation
    ) async throws {
        let kim = try await again(shop)
        let expected: JSONText = [
            "status": .string(status), "tier": "PRO", "nextChargeAt": .string(next), "failureCount": JSONText(failures),
        ]
        let subscription = try await kim.subscription()
        #expect(subscription.contains(expected), "\(subscription)", sourceLocation: location)
        #expect(try await kim.tier() == "PRO", sourceLocation: location)
    }
}
