internal import TestSupport
import Testing

/// Webhooks: what the merchant is told, and how little it believes of it.
@Suite(.timeLimit(.minutes(3))) struct ShopEventTests {
    @Test func `an event sent while the merchant was down arrives later and counts once`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let order = try await kim.prepare()
            let key = try await kim.authenticate(order)
            try await shop.stop()
            // Confirmed from elsewhere, so only the event can tell the merchant.
            #expect(try await shop.sandbox.confirm(key, order.id, order.amount).status == 200)
            try await shop.sandbox.settle()
            #expect(try shop.state(of: order.id) == "pending")
            let missed = try await shop.sandbox.control("GET", "/webhooks/deliveries").items
            #expect(missed[0].state == "pending")
            #expect(missed[0].attempts.list.count == 1)

            try await shop.restart()
            try await shop.settle()
            #expect(try await kim.payment(order).status == "pending")
            try await shop.advance(by: "PT1H")
            try await LostAnswerTests.expectPaidOnce(shop, kim, order)
            let delivery = try await shop.sandbox.control("GET", "/webhooks/deliveries").items[0]
            #expect(delivery.state == "succeeded")
            #expect(delivery.attempts.list.count == 2)
            #expect(delivery.attempts[1].at == "2026-01-05T09:01:00+09:00")
            #expect(try shop.inbox() == [["toss", "processed"]])
        }
    }

    @Test func `an expired payment is announced, and the order may be paid anew`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let order = try await kim.prepare()
            let key = try await kim.authenticate(order)
            try await shop.sandbox.control("POST", "/payments/\(key)/expire")
            try await shop.settle()
            #expect(try shop.inbox() == [["toss", "processed"]])
            #expect(try await kim.purchases() == [])
            #expect(try await kim.confirm(order, try await kim.authenticate(order)).status == 200)
            try await shop.settle()
            try await LostAnswerTests.expectPaidOnce(shop, kim, order)
        }
    }

    @Test func `a forged event that claims payment changes nothing`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let order = try await kim.prepare()
            let key = try await kim.authenticate(order)
            let data: JSONText = [
                "paymentKey": .string(key), "orderId": .string(order.id), "status": "DONE",
                "totalAmount": JSONText(order.amount), "approvedAt": "2026-01-05T09:00:00+09:00",
            ]
            let forged: JSONText = ["eventType": "PAYMENT_STATUS_CHANGED", "createdAt": "2026-01-05", "data": data]
            for path in ["/api/payments/webhook", "/api/payment/webhook"] {
                let answer = try await shop.call("POST", path, forged)
                #expect(answer.status == 200)
            }
            try await shop.settle()
            #expect(try await kim.payment(order).status == "pending")
            #expect(try await kim.purchases() == [])
            #expect(try await shop.confirms() == [])
            #expect(try shop.inbox().allSatisfy { $0[1] == "processed" })
            // Once it is paid in truth, a forged cancellation takes nothing away either.
            #expect(try await kim.confirm(order, key).status == 200)
            let cancelled: JSONText = ["status": "CANCELED", "balanceAmount": 0]
            _ = try await shop.call(
                "POST",
                "/api/payments/webhook",
                .merged(forged, ["data": .merged(data, cancelled)])
            )
            try await shop.settle()
            try await LostAnswerTests.expectPaidOnce(shop, kim, order)
        }
    }

    @Test func `one transmission delivered ten times is one event`() async throws {
        try await withShop(isListening: false) { shop in
            let kim = try await shop.member()
            let order = try await kim.buy()
            let event: JSONText = ["eventType": "PAYMENT_STATUS_CHANGED", "data": ["orderId": .string(order.id)]]
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for _ in 1...10 {
                    group.addTask {
                        try await shop.call(
                            "POST",
                            "/api/payments/webhook",
                            event,
                            headers: ["tosspayments-webhook-transmission-id": "the-same"]
                        )
                    }
                }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 200 })
            #expect(answers.count { $0.json.duplicate == false } == 1)
            try await shop.settle()
            #expect(try shop.inbox() == [["toss", "processed"]])
            try await LostAnswerTests.expectPaidOnce(shop, kim, order)
        }
    }

    @Test(arguments: [nil, "", "00", String(repeating: "0", count: 64), String(repeating: "f", count: 64)])
    func `an event of Pro billing with a wrong or missing signature is refused`(signature: String?) async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            #expect(try await kim.subscribe().status == 200)
            let order = try #require(try await kim.subscription().history[0].orderId.text)
            let event: JSONText = ["type": "PAYMENT_FAILED", "orderId": .string(order), "status": "ABORTED"]
            let headers = signature.map { ["TossPayments-Signature": $0] } ?? [:]
            let answer = try await shop.call("POST", "/api/billing/toss/webhook", event, headers: headers)
            #expect(answer.status == 400)
            try await shop.settle()
            #expect(try shop.inbox() == [])
            #expect(try await kim.tier() == "PRO")
        }
    }

    @Test func `an event signed with another secret is refused by Pro billing`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            try await shop.sandbox.listen(
                at: shop.merchant.url + "/api/billing/toss/webhook",
                more: ["profile": "legacy", "secret": "another secret of sixteen bytes"]
            )
            #expect(try await kim.subscribe().status == 200)
            try await shop.sandbox.settle()
            let deliveries = try await shop.sandbox.control("GET", "/webhooks/deliveries").items.list
            #expect(deliveries.flatMap { $0.attempts.list.map(\.status.integer) } == [400])
            #expect(try shop.inbox() == [])
            #expect(try await kim.tier() == "PRO")
        }
    }

    @Test func `signed events about recorded charges change nothing and count nothing twice`() async throws {
        try await withShop { shop in
            try await shop.listenForBilling()
            let attempts: JSONText = ["approve", ["refuse": "REJECT_CARD_PAYMENT"]]
            try await shop.sandbox.load(["cards": ["4242424242424242": ["attempts": attempts]]])
            let kim = try await shop.member()
            #expect(try await kim.subscribe().status == 200)
            try await shop.settle()
            let first = try await kim.subscription()
            #expect(try shop.inbox() == [["billing", "processed"]])

            try await shop.advance(to: "2026-02-05T09:00:00+09:00")
            let again = try await ShopSubscriptionTests.again(shop)
            let refused = try await again.subscription()
            #expect(refused.contains(["status": "past_due", "failureCount": 1, "tier": "PRO"]))
            #expect(refused.history.list.count == 2)

            // The same news once more, and news that is not true, all of them signed.
            let orders = refused.history.list.compactMap(\.orderId.text)
            for (order, status) in orders.flatMap({ order in ["DONE", "ABORTED"].map { (order, $0) } }) {
                let answer = try await shop.sandbox.control(
                    "POST",
                    "/webhooks/emit",
                    ["eventType": "PAYMENT_STATUS_CHANGED", "orderId": .string(order), "status": .string(status)]
                )
                #expect(answer.deliveries.list.isEmpty == false)
            }
            try await shop.settle()
            let billing = try shop.inbox().filter { $0[0] == "billing" }
            #expect(billing.count >= 5)
            #expect(billing.allSatisfy { $0[1] == "processed" })
            #expect(try await again.subscription() == refused)
            #expect(try await again.tier() == "PRO")
            #expect(first.history[0].status == "paid")
            #expect(try await shop.charges().count == 1)
            #expect(try shop.openOperations() == 0)
        }
    }
}
