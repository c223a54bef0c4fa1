internal import TestSupport
import Testing

/// What a shop is told when an answer is lost, and what becomes of the order.
///
/// Where the sandbox sends no events, the merchant finds out by itself.
@Suite(.timeLimit(.minutes(3))) struct LostAnswerTests {
    /// The janitor's alarm rings five seconds after a first attempt.
    private static let firstRetry = "2026-01-05T09:00:05+09:00"

    @Test func `an answer lost after the charge ends in one purchase`() async throws {
        try await withShop(isListening: false) { shop in
            let kim = try await shop.member()
            let order = try await kim.prepare()
            let key = try await kim.authenticate(order)
            try await shop.sandbox.load(Self.confirm(["fault": "reset", "phase": "after-commit"], times: 1))
            let answer = try await kim.confirm(order, key)
            #expect(answer.status == 202, "\(answer.text)")
            #expect(answer.json.code == "outcome_unknown")
            #expect(try await kim.payment(order).status == "pending")
            #expect(try await kim.purchases() == [])
            #expect(try await shop.charges(of: order.id).count == 1)

            #expect(try await shop.alarm(of: "janitor") == Self.firstRetry)
            try await shop.advance(by: "PT1M")
            try await Self.expectPaidOnce(shop, kim, order)
            // It was found out by asking, not by confirming again.
            #expect(try await shop.confirms().count == 1)
        }
    }

    @Test func `an answer lost before the charge ends in one purchase by trying again`() async throws {
        try await withShop(isListening: false) { shop in
            let kim = try await shop.member()
            let order = try await kim.prepare()
            let key = try await kim.authenticate(order)
            try await shop.sandbox.load(Self.confirm(["fault": "reset", "phase": "before-commit"], times: 1))
            let answer = try await kim.confirm(order, key)
            #expect(answer.status == 202, "\(answer.text)")
            #expect(try await shop.charges(of: order.id) == [])

            #expect(try await shop.alarm(of: "janitor") == Self.firstRetry)
            try await shop.advance(by: "PT1M")
            try await Self.expectPaidOnce(shop, kim, order)
            let confirms = try await shop.confirms()
            #expect(confirms.count == 2)
            #expect(Set(confirms.map(\.idempotencyKey.text)).count == 1)
        }
    }

    @Test func `an order whose every confirm is lost before the charge never stays undecided`() async throws {
        try await withShop(isListening: false) { shop in
            let kim = try await shop.member()
            let order = try await kim.prepare()
            let key = try await kim.authenticate(order)
            try await shop.sandbox.load(["rules": [Self.rule(["fault": "reset"])]])
            #expect(try await kim.confirm(order, key).status == 202)
            _ = try await shop.alarm(of: "janitor")
            // The authentication is good for ten minutes; after that nothing can be charged any more.
            try await shop.advance(by: "PT2H")
            #expect(try await kim.payment(order).status == "failed")
            #expect(try await shop.charges(of: order.id) == [])
            #expect(try shop.openOperations() == 0)
            #expect(try await kim.purchases() == [])
        }
    }

    @Test func `an event that comes after the answer was lost settles the order without the clock`() async throws {
        try await withShop(isListening: false) { shop in
            let kim = try await shop.member()
            let order = try await kim.prepare()
            let key = try await kim.authenticate(order)
            try await shop.sandbox.load(Self.confirm(["fault": "reset", "phase": "after-commit"], times: 1))
            #expect(try await kim.confirm(order, key).status == 202)
            try await shop.listen()
            try await shop.sandbox.control(
                "POST",
                "/webhooks/emit",
                ["eventType": "PAYMENT_STATUS_CHANGED", "paymentKey": .string(key)]
            )
            try await shop.settle()
            try await Self.expectPaidOnce(shop, kim, order)
        }
    }

    @Test func `an event that comes while the answer is being lost settles the order without the clock`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let order = try await kim.prepare()
            let key = try await kim.authenticate(order)
            try await shop.sandbox.load(Self.confirm(["fault": "reset", "phase": "after-commit"], times: 1))
            // The event may have settled it by the time the buyer is answered.
            #expect([200, 202].contains(try await kim.confirm(order, key).status))
            try await shop.settle()
            try await Self.expectPaidOnce(shop, kim, order)
        }
    }

    @Test func `an event that comes before the answer is lost leaves an order that ends paid once`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let order = try await kim.prepare()
            let key = try await kim.authenticate(order)
            try await shop.sandbox.load(
                Self.confirm([["delay": "PT0.3S"], ["fault": "reset", "phase": "after-commit"]], times: 1)
            )
            // The event may have settled it by the time the buyer is answered.
            #expect([200, 202].contains(try await kim.confirm(order, key).status))
            try await shop.settle()
            try await shop.advance(by: "PT1M")
            try await Self.expectPaidOnce(shop, kim, order)
        }
    }

    @Test func `a buyer who clicks again while nobody knows is not charged twice`() async throws {
        try await withShop(isListening: false) { shop in
            let kim = try await shop.member()
            let order = try await kim.prepare()
            let key = try await kim.authenticate(order)
            try await shop.sandbox.load(Self.confirm(["fault": "reset", "phase": "after-commit"], times: 1))
            #expect(try await kim.confirm(order, key).status == 202)
            let again = try await kim.confirm(order, key)
            #expect(again.status == 200, "\(again.text)")
            // Another payment for the same order is turned away, not charged.
            let other = try await kim.confirm(order, "another-payment-key")
            #expect(other.status == 409)
            try await shop.advance(by: "PT5M")
            try await Self.expectPaidOnce(shop, kim, order)
        }
    }

    @Test(arguments: ["after-commit", "before-commit"])
    func `a slow answer is waited for`(phase: String) async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let order = try await kim.prepare()
            let key = try await kim.authenticate(order)
            try await shop.sandbox.load(Self.confirm(["delay": "PT0.5S", "phase": .string(phase)], times: 1))
            let answer = try await kim.confirm(order, key)
            #expect(answer.status == 200, "\(answer.text)")
            try await shop.settle()
            try await Self.expectPaidOnce(shop, kim, order)
            #expect(try await shop.confirms().count == 1)
        }
    }

    @Test(arguments: ["before-commit", "after-commit"])
    func `a burst of server errors is outlived, with longer and longer waits`(phase: String) async throws {
        try await withShop(isListening: false) { shop in
            let kim = try await shop.member()
            let order = try await kim.prepare()
            let key = try await kim.authenticate(order)
            let error: JSONText = ["status": 500, "phase": .string(phase)]
            try await shop.sandbox.load([
                "rules": [
                    .merged(Self.rule(error), ["times": 1]),
                    ["on": "payments.get", "times": 2, "then": ["status": 503]],
                ]
            ])
            #expect(try await kim.confirm(order, key).status == 202)
            _ = try await shop.alarm(of: "janitor")
            try await shop.advance(by: "PT1H")
            try await Self.expectPaidOnce(shop, kim, order)
            let looks = try await shop.requests("GET", "/v1/payments/\(key)").map(\.at.text)
            #expect(
                looks == ["2026-01-05T09:00:05+09:00", "2026-01-05T09:00:35+09:00", "2026-01-05T09:05:35+09:00"]
            )
        }
    }

    private static func rule(_ then: JSONText) -> JSONText { ["on": "payments.confirm", "then": then] }

    private static func confirm(_ then: JSONText, times: Int) -> JSONText {
        ["rules": [.merged(rule(then), ["times": JSONText(times)])]]
    }

    static func expectPaidOnce(
        _ shop: LiveShop,
        _ buyer: TestBuyer,
        _ order: TestBuyer.PlacedOrder,
        _ location: SourceLocation = #_sourceLocation
    ) async throws {
        #expect(try await buyer.payment(order).status == "completed", sourceLocation: location)
        #expect(try shop.purchases(of: order.id) == 1, sourceLocation: location)
        #expect(try shop.effects("purchase_mail", about: order.id) == 1, sourceLocation: location)
        #expect(try shop.openOperations() == 0, sourceLocation: location)
        let charges = try await shop.charges(of: order.id)
        #expect(charges.map(\.totalAmount.integer) == [order.amount], sourceLocation: location)
    }
}
