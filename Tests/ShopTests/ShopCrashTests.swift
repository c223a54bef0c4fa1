internal import TestSupport
import Testing

/// The merchant dies at its worst moments, and starts again on the same database.
@Suite(.timeLimit(.minutes(3))) struct ShopCrashTests {
    @Test(arguments: [true, false])
    func `a merchant killed between the charge and its own commit ends paid once`(isListening: Bool) async throws {
        try await withShop(isListening: isListening) { shop in
            let kim = try await shop.member()
            let order = try await kim.prepare()
            let key = try await kim.authenticate(order)
            try await shop.sandbox.load(
                ["rules": [["on": "payments.confirm", "times": 1, "then": ["delay": "PT2S"]]]]
            )
            let click = Task { try? await kim.confirm(order, key) }
            while try await shop.charges(of: order.id).isEmpty { try Task.checkCancellation() }
            await shop.kill()
            _ = await click.value
            #expect(try shop.purchases(of: order.id) == 0)
            #expect(try shop.state(of: order.id) == "confirming")

            try await shop.restart()
            try await shop.settle()
            try await shop.advance(by: "PT10M")
            try await LostAnswerTests.expectPaidOnce(shop, kim, order)
            #expect(try await kim.confirm(order, key).status == 200)
            #expect(try await kim.purchases().count == 1)
        }
    }

    @Test func `a merchant killed before the charge ends paid once`() async throws {
        try await withShop(isListening: false) { shop in
            let kim = try await shop.member()
            let order = try await kim.prepare()
            let key = try await kim.authenticate(order)
            let delay: JSONText = ["delay": "PT1S", "phase": "before-commit"]
            try await shop.sandbox.load(["rules": [["on": "payments.confirm", "times": 1, "then": delay]]])
            let click = Task { try? await kim.confirm(order, key) }
            while try await shop.confirms().isEmpty { try Task.checkCancellation() }
            await shop.kill()
            _ = await click.value
            try await shop.restart()
            try await shop.settle()
            try await shop.advance(by: "PT10M")
            try await LostAnswerTests.expectPaidOnce(shop, kim, order)
        }
    }

    @Test func `a merchant killed in the middle of a refund gives it back once`() async throws {
        try await withShop(isListening: false) { shop in
            let kim = try await shop.member()
            let order = try await kim.buy()
            try await shop.sandbox.load(
                ["rules": [["on": "payments.cancel", "times": 1, "then": ["delay": "PT2S"]]]]
            )
            let admin = try await shop.admin()
            let click = Task { try? await admin.refund(order, 10_000) }
            while try await shop.charges(of: order.id).first?.balanceAmount != 15_000 {
                try Task.checkCancellation()
            }
            await shop.kill()
            _ = await click.value
            try await shop.restart()
            try await shop.settle()
            try await shop.advance(by: "PT10M")
            let payment = try await kim.payment(order)
            #expect(payment.contains(["status": "partially_refunded", "refunded_amount": 10_000]))
            let charge = try #require(try await shop.charges(of: order.id).first)
            #expect(charge.cancels.list.map(\.cancelAmount.integer) == [10_000])
            #expect(try shop.effects("refund_mail", about: order.id) == 1)
            #expect(try shop.openOperations() == 0)
        }
    }
}
