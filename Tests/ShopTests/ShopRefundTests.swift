internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct ShopRefundTests {
    @Test func `a part and then the rest are given back, and access ends with the rest`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let order = try await kim.buy()
            // A part is for staff to give back.
            #expect(try await kim.refund(order, 10_000).status == 403)
            let admin = try await shop.admin()
            let part = try await admin.refund(order, 10_000)
            #expect(part.status == 200, "\(part.text)")
            #expect(part.json.contains(["status": "partially_refunded", "refunded_amount": 10_000]))
            #expect(try await kim.purchases().count == 1)

            let tooMuch = try await admin.refund(order, 15_001)
            #expect(tooMuch.status == 400)

            let rest = try await kim.refund(order)
            #expect(rest.json.contains(["status": "refunded", "refunded_amount": 25_000]), "\(rest.text)")
            try await shop.settle()
            #expect(try await kim.payment(order).status == "refunded")
            #expect(try await kim.purchases() == [])
            #expect(try await kim.refund(order, 1).status == 409)

            let charge = try #require(try await shop.charges(of: order.id).first)
            #expect(charge.status == "CANCELED" || charge.status == "PARTIAL_CANCELED")
            #expect(charge.balanceAmount == 0)
            #expect(charge.cancels.list.map(\.cancelAmount.integer) == [10_000, 15_000])
            let key = try #require(charge.paymentKey.text)
            #expect(try await shop.cancels(of: key).count == 2)
            #expect(try shop.effects("refund_mail", about: order.id) == 2)
        }
    }

    @Test func `of two refunds at once that exceed the price one is refused`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let order = try await kim.buy()
            try await shop.sandbox.load(["rules": [["on": "payments.cancel", "then": ["delay": "PT0.3S"]]]])
            let admin = try await shop.admin()
            async let first = admin.refund(order, 15_000, reason: "first")
            async let second = admin.refund(order, 15_000, reason: "second")
            let answers = try await [first, second]
            #expect(answers.map(\.status).sorted() == [200, 400])
            try await shop.settle()
            let charge = try #require(try await shop.charges(of: order.id).first)
            #expect(charge.balanceAmount == 10_000)
            #expect(try await kim.payment(order).refunded_amount == 15_000)
        }
    }

    @Test func `after seven days only the admin gives money back`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let order = try await kim.buy()
            try await shop.advance(by: "P7DT1S")
            // Tokens are good for seven days too.
            let again = try await shop.signIn("kim@example.com")
            #expect(try await again.refund(order).status == 403)
            let answer = try await shop.admin().refund(order)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(try await shop.charges(of: order.id).first?.balanceAmount == 0)
        }
    }

    @Test(arguments: ["before-commit", "after-commit"], [Int?.none, 10_000])
    func `a refund whose answer is a server error is given back once`(phase: String, amount: Int?) async throws {
        try await withShop(isListening: false) { shop in
            let kim = try await shop.member()
            let order = try await kim.buy()
            try await shop.sandbox.load([
                "rules": [
                    ["on": "payments.cancel", "times": 1, "then": ["status": 500, "phase": .string(phase)]]
                ]
            ])
            let answer = try await shop.admin().refund(order, amount)
            #expect(answer.status == 202, "\(answer.text)")
            #expect(try await kim.payment(order).status == "completed")
            _ = try await shop.alarm(of: "janitor")
            try await shop.advance(by: "PT1M")
            let given = amount ?? order.amount
            let payment = try await kim.payment(order)
            #expect(payment.status == (amount == nil ? "refunded" : "partially_refunded"))
            #expect(payment.refunded_amount == JSONText(given))
            let charge = try #require(try await shop.charges(of: order.id).first)
            #expect(charge.cancels.list.map(\.cancelAmount.integer) == [given])
            #expect(try shop.openOperations() == 0)
            #expect(try shop.effects("refund_mail", about: order.id) == 1)
        }
    }

    @Test func `a refund made at Toss's own counter is taken over once`() async throws {
        try await withShop { shop in
            let kim = try await shop.member()
            let order = try await kim.buy()
            try await shop.settle()
            let key = try #require(try await kim.payment(order).payment_key.text)
            let cancel: JSONText = ["cancelReason": "by phone", "cancelAmount": 5_000]
            #expect(try await shop.sandbox.cancel(key, cancel).status == 200)
            try await shop.settle()
            let payment = try await kim.payment(order)
            #expect(payment.contains(["status": "partially_refunded", "refunded_amount": 5_000]))
            #expect(try await shop.admin().refund(order, 20_001).status == 400)
            #expect(try await kim.refund(order, 20_000).status == 200)
            #expect(try await shop.charges(of: order.id).first?.balanceAmount == 0)
        }
    }
}
