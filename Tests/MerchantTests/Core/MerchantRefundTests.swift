import Merchant
import Testing
import TossAPI
import TossClient

@Suite(.onEachDatabase) struct MerchantRefundTests {
    @Test func `parts add up, and the whole takes the purchase away`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        var payment = try await test.shop.refunds.refund(order, amount: 20_000, reason: "half", by: TestShop.admin)
        #expect(payment.state == .partiallyRefunded)
        #expect(payment.left == 30_000)
        #expect(try await test.count("purchases WHERE revoked_at IS NULL") == 1)
        await #expect(throws: ShopError.refundOutOfRange(asked: 30_001, left: 30_000)) {
            try await test.shop.refunds.refund(order, amount: 30_001, reason: "more", by: TestShop.admin)
        }
        payment = try await test.shop.refunds.refund(order, reason: "rest", by: TestShop.buyer)
        #expect(payment.state == .refunded)
        #expect(try await test.shop.history.purchases(of: 7).isEmpty)
        #expect(test.toss.cancelled("key1") == 50_000)
        await #expect(throws: ShopError.notRefundable) {
            try await test.shop.refunds.refund(order, reason: "again", by: TestShop.buyer)
        }
    }

    @Test func `of two refunds that exceed the price together one wins`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        let wins = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<2 {
                group.addTask {
                    let refunded = try? await test.shop.refunds.refund(
                        order,
                        amount: 30_000,
                        reason: "race \(number)",
                        by: TestShop.admin
                    )
                    return refunded != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(wins == 1)
        #expect(test.toss.count(.cancel) == 1)
        #expect(test.toss.cancelled("key1") == 30_000)
    }

    @Test(arguments: [nil, "wish"])
    func `equal refunds at the same time are one, unless their keys tell them apart`(key: String?) async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<2 {
                group.addTask {
                    _ = try await test.shop.refunds.refund(
                        order,
                        amount: 20_000,
                        reason: "same",
                        requestKey: key.map { "\($0)-\(number)" },
                        by: TestShop.admin
                    )
                }
            }
            try await group.waitForAll()
        }
        #expect(test.toss.cancelled("key1") == (key == nil ? 20_000 : 40_000))
        #expect(try await test.payment(order).refunded == Won(test.toss.cancelled("key1")))
    }

    @Test(arguments: [ScriptedToss.Reaction.loseAfter, .loseBefore, .unreachable])
    func `a refund whose answer is lost happens once`(step: ScriptedToss.Reaction) async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        test.toss.script(.cancel, step)
        await #expect(throws: ShopError.outcomeUnknown(orderId: order)) {
            try await test.shop.refunds.refund(order, amount: 20_000, reason: "lost", by: TestShop.admin)
        }
        // What is on its way cannot be given back a second time.
        await #expect(throws: ShopError.refundOutOfRange(asked: 40_000, left: 30_000)) {
            try await test.shop.refunds.refund(order, amount: 40_000, reason: "other", by: TestShop.admin)
        }
        try await test.advance(.seconds(5))
        #expect(test.toss.cancelled("key1") == 20_000)
        let payment = try await test.shop.payments.payment(order, for: TestShop.buyer)
        #expect(payment.refunded == 20_000)
        #expect(payment.reserved == 0)
    }

    @Test func `while nobody knows about a refund no other begins, and afterwards it may`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        @Sendable func refund(_ key: String) async throws -> OrderPayment {
            try await test.shop.refunds.refund(
                order,
                amount: 20_000,
                reason: "same",
                requestKey: key,
                by: TestShop.admin
            )
        }
        test.toss.script(.cancel, .loseAfter)
        test.toss.script(.lookUp, .loseBefore)
        await #expect(throws: ShopError.outcomeUnknown(orderId: order)) { try await refund("first") }
        await #expect(throws: ShopError.refundUnderWay) { try await refund("second") }
        #expect(test.toss.cancelled("key1") == 20_000)
        let payment = try await refund("second")
        #expect(payment.refunded == 40_000)
        #expect(test.toss.cancelled("key1") == 40_000)
        #expect(try await test.count("operations WHERE outcome IS NULL") == 0)
    }

    @Test func `a refusal frees what was reserved`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        test.toss.script(.cancel, .refuse("EXCEED_MAX_REFUND_DUE"))
        await #expect(throws: ShopError.refused(code: "EXCEED_MAX_REFUND_DUE", message: "no")) {
            try await test.shop.refunds.refund(order, reason: "late", by: TestShop.buyer)
        }
        #expect(try await test.payment(order).left == 50_000)
    }

    @Test func `the owner has seven days, an admin all the time, a stranger none`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        await #expect(throws: ShopError.notTheOwner) {
            try await test.shop.refunds.refund(order, reason: "mine", by: TestShop.stranger)
        }
        test.clock.advance(by: Refunds.period)
        await #expect(throws: ShopError.partialRefundByOwner) {
            try await test.shop.refunds.refund(order, amount: 1_000, reason: "last call", by: TestShop.buyer)
        }
        _ = try await test.shop.refunds.refund(order, amount: 1_000, reason: "last call", by: TestShop.admin)
        test.clock.advance(by: .seconds(1))
        await #expect(throws: ShopError.refundPeriodOver) {
            try await test.shop.refunds.refund(order, reason: "late", by: TestShop.buyer)
        }
        let payment = try await test.shop.refunds.refund(order, reason: "ok", by: TestShop.admin)
        #expect(payment.state == .refunded)
    }
}
