internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct PurchaseTests {
    @Test func `a purchase takes the money once, and both sides tell the same`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let order = try await kim.prepare("1")
            #expect(order.amount == 25_000)
            let key = try await kim.authenticate(order)
            let answer = try await kim.confirm(order, key)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.json.contains(["order_id": .string(order.id), "amount": 25_000, "status": "completed"]))
            #expect(answer.json.approved_at == "2026-01-05T09:00:00+09:00")
            try await shop.settle()

            #expect(try await kim.payment(order).status == "completed")
            let purchases = try await kim.purchases()
            #expect(purchases.count == 1)
            #expect(purchases.first?.price == 25_000)
            #expect(try shop.effects("purchase_mail", about: order.id) == 1)
            #expect(try shop.openOperations() == 0)

            let charges = try await shop.charges(of: order.id)
            #expect(charges.count == 1)
            #expect(charges.first?.contains(["status": "DONE", "totalAmount": 25_000]) == true, "\(charges)")
            let confirms = try await shop.confirms()
            #expect(confirms.count == 1)
            #expect(confirms.first?.idempotencyKey.text?.isEmpty == false)
            #expect(confirms.first?.request.amount == 25_000)
            let deliveries = try await shop.sandbox.control("GET", "/webhooks/deliveries").items.list
            #expect(deliveries.map(\.state.text) == ["succeeded"])
            #expect(try shop.inbox() == [["toss", "processed"]])
        }
    }

    @Test func `a guest pays the full price, and the admin sees who bought what`() async throws {
        try await withShop { shop in
            let order = try await shop.guest.buy("1")
            #expect(order.amount == 50_000)
            let admin = try await shop.admin()
            let list = try await admin.answer("GET", "/api/admin/payments?status=completed")
            #expect(list.payments.list.map(\.order_id.text) == [order.id])
            #expect(list.payments[0].amount == 50_000)
            #expect(try await shop.charges(of: order.id).map(\.totalAmount.integer) == [50_000])
        }
    }

    @Test(arguments: [
        ("4000000000000002", "REJECT_CARD_COMPANY"), ("4000000000000069", "INVALID_CARD_EXPIRATION"),
    ])
    func `a card that is refused pays nothing, and another card may pay the same order`(
        card: String,
        code: String
    ) async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let order = try await kim.prepare()
            let refused = try await kim.confirm(order, try await kim.authenticate(order, card: card))
            #expect(refused.status == 402)
            #expect(refused.json.tossCode == .string(code))
            try await shop.settle()
            let payment = try await kim.payment(order)
            #expect(payment.contains(["status": "failed", "failure_code": .string(code)]))
            #expect(try await kim.purchases() == [])
            #expect(try await shop.charges(of: order.id) == [])

            let paid = try await kim.confirm(order, try await kim.authenticate(order))
            #expect(paid.status == 200, "\(paid.text)")
            try await shop.settle()
            #expect(try await kim.payment(order).status == "completed")
            #expect(try await kim.purchases().count == 1)
            #expect(try await shop.charges(of: order.id).count == 1)
        }
    }

    @Test func `two clicks at once are one charge, one purchase and one answer`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let order = try await kim.prepare()
            let key = try await kim.authenticate(order)
            // The second click comes while the first one waits.
            try await shop.sandbox.load(["rules": [["on": "payments.confirm", "then": ["delay": "PT0.3S"]]]])
            async let first = kim.confirm(order, key)
            async let second = kim.confirm(order, key)
            let answers = try await [first, second]
            #expect(answers.map(\.status) == [200, 200])
            #expect(answers[0].json == answers[1].json)
            #expect(answers[0].json.status == "completed")
            try await shop.settle()
            #expect(try await shop.charges(of: order.id).count == 1)
            #expect(try await shop.confirms().count == 1)
            #expect(try await kim.purchases().count == 1)
            #expect(try shop.effects("purchase_mail", about: order.id) == 1)
        }
    }

    @Test func `a second click after the first gets the same answer under either name`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let order = try await kim.prepare()
            let key = try await kim.authenticate(order)
            let first = try await kim.confirm(order, key)
            let second = try await kim.confirm(order, key)
            let third = try await kim.call(
                "POST",
                "/api/payment/complete",
                ["order_id": .string(order.id), "pg_transaction_id": .string(key), "prompt_id": "1"]
            )
            #expect([first, second, third].map(\.status) == [200, 200, 200])
            #expect(first.json == second.json)
            #expect(first.json == third.json)
            try await shop.settle()
            #expect(try await shop.charges(of: order.id).count == 1)
            #expect(try await shop.confirms().count == 1)
            #expect(try await kim.purchases().count == 1)
        }
    }

    @Test(arguments: [100, 24_999, 25_001])
    func `a tampered amount never reaches Toss`(amount: Int) async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let order = try await kim.prepare()
            let key = try await kim.authenticate(order)
            let answer = try await kim.confirm(order, key, amount: amount)
            #expect(answer.status == 400)
            #expect(answer.json.code == "invalid_request")
            #expect(try await shop.confirms() == [])
            #expect(try await shop.charges(of: order.id) == [])
            #expect(try await kim.purchases() == [])
            // The order is as it was.
            #expect(try await kim.confirm(order, key).status == 200)
        }
    }

    @Test func `an amount changed in the payment window is not paid for`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let order = try await kim.prepare()
            let key = try await shop.sandbox.pay(order.id, 100)
            let answer = try await kim.confirm(order, key)
            #expect((400...499).contains(answer.status), "\(answer.status) \(answer.text)")
            try await shop.settle()
            #expect(try await shop.charges(of: order.id) == [])
            #expect(try await kim.payment(order).status == "failed")
            #expect(try await kim.purchases() == [])
        }
    }

    @Test func `somebody else's order is not confirmed, refunded or shown`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let lee = try await shop.member("lee")
            let order = try await kim.prepare()
            let key = try await kim.authenticate(order)
            #expect(try await lee.confirm(order, key).status == 403)
            #expect(try await shop.guest.confirm(order, key).status == 403)
            #expect(try await shop.confirms() == [])
            #expect(try await kim.confirm(order, key).status == 200)
            #expect(try await lee.refund(order).status == 403)
            #expect(try await lee.payment(order) == .absent)
            #expect(try await shop.cancels(of: key) == [])
        }
    }
}
