import Database
import Merchant
import Testing
import TossAPI

/// What no answer and no webhook told, found by comparing the books with the provider.
@Suite(.onEachDatabase, .timeLimit(.minutes(3))) struct ReconciliationTests {
    @Test func `a payment that was confirmed elsewhere is the order's`() async throws {
        let test = try await TestShop.make()
        let settlement = try await test.authenticated()
        test.toss.set("key1", .done)
        let report = try await test.reconcile()
        let repair = try #require(report.repaired.first)
        #expect(report.repaired.count == 1)
        #expect(repair.orderID == settlement.orderID)
        #expect(repair.before == .pending)
        #expect(repair.now == .completed)
        #expect(repair.refunded == 0)
        #expect(try await test.count("purchases") == 1)
        #expect(try await test.reconcile().repaired == [])
    }

    @Test(
        arguments: [(20_000, PaymentState.partiallyRefunded, 1), (50_000, .refunded, 0)]
            as [(Int64, PaymentState, Int64)]
    )
    func `a refund whose webhook was dropped is booked`(amount: Int64, state: PaymentState, owned: Int64) async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        test.toss.cancelOutside("key1", amount)
        let report = try await test.reconcile()
        #expect(report.repaired.map(\.now) == [state])
        #expect(report.repaired.map(\.refunded) == [Won(amount)])
        #expect(try await test.state(order) == state)
        #expect(try await test.count("purchases WHERE revoked_at IS NULL") == owned)
        #expect(report.findings == [])
    }

    @Test func `a payment that was refused although it was made is the order's after all`() async throws {
        let test = try await TestShop.make()
        let settlement = try await test.authenticated()
        test.toss.script(.confirm, .refuseAfter("REJECT_CARD_COMPANY"))
        await #expect(throws: ShopError.refused(code: "REJECT_CARD_COMPANY", message: "no")) {
            try await test.shop.payments.confirm(settlement, by: TestShop.buyer.id)
        }
        #expect(try await test.reconcile().repaired.map(\.before) == [.failed])
        #expect(try await test.state(settlement.orderID) == .completed)
        #expect(try await test.shop.payments.confirm(settlement, by: TestShop.buyer.id).state == .completed)
    }

    @Test func `an answer of success of which nothing is true is told, once, until it is so`() async throws {
        let test = try await TestShop.make()
        let settlement = try await test.authenticated()
        test.toss.script(.confirm, .lie)
        _ = try await test.shop.payments.confirm(settlement, by: TestShop.buyer.id)
        for _ in 0..<2 {
            try await test.reconcile()
            #expect(try await test.findings() == ["not_at_provider \(settlement.orderID)"])
        }
        try await test.scheduler.drain()
        #expect(test.delivered(.findingMail) == 1)
        test.toss.set("key1", .done)
        try await test.reconcile()
        #expect(try await test.findings() == [])
    }

    @Test func `a month that was never charged although the answer said so is told`() async throws {
        let test = try await TestShop.make()
        test.toss.script(.charge, .lie)
        let order = try await test.subscribe().months[0].order.id
        try await test.reconcile()
        #expect(try await test.findings() == ["not_at_provider \(order)"])
    }

    @Test func `a refund that was never made although the answer said so is told`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        test.toss.script(.cancel, .lie)
        _ = try await test.shop.refunds.refund(order, reason: "x", by: TestShop.buyer)
        for _ in 0..<2 { try await test.reconcile() }
        #expect(try await test.findings() == ["not_refunded \(order)"])
        // The operator gives it back in the dashboard, under another key: the books had it already.
        test.toss.cancelOutside("key1", 50_000)
        try await test.reconcile()
        #expect(!(try await test.findings().contains("not_refunded \(order)")))
        #expect(try await test.payment(order).refunded == 50_000)
    }

    @Test func `a payment of another amount changes nothing and is told`() async throws {
        let test = try await TestShop.make()
        let order = try await test.shop.payments.prepare(productID: "1", for: TestShop.buyer).order.id
        test.toss.add("key1", order, 100, .done)
        try await test.reconcile()
        #expect(try await test.state(order) == .pending)
        #expect(try await test.findings() == ["differs \(order)"])
    }

    @Test func `a deposit that never came ends the order, and one that came pays it`() async throws {
        let test = try await TestShop.make()
        var orders: [String] = []
        for key in ["key1", "key2"] {
            let settlement = try await test.authenticated(key)
            test.toss.script(.confirm, .loseBefore)
            _ = try? await test.shop.payments.confirm(settlement, by: TestShop.buyer.id)
            test.toss.set(key, .waitingForDeposit)
            try await test.advance(.seconds(5))
            orders.append(settlement.orderID)
        }
        test.toss.set("key1", .expired)
        test.toss.set("key2", .done)
        test.clock.advance(by: .seconds(9 * 86_400))
        try await test.reconcile()
        #expect(try await test.state(orders[0]) == .failed)
        #expect(try await test.state(orders[1]) == .completed)
    }

    @Test func `a day that could not be compared is compared with the next one`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        test.toss.cancelOutside("key1", 50_000)
        for _ in 0..<26 { test.toss.script(.lookUp, .loseBefore) }
        try await test.run(until: try #require(Instant("2026-01-07T03:00:00+09:00")))
        #expect(try await test.state(order) == .completed)
        try await test.run(until: try #require(Instant("2026-01-07T12:00:00+09:00")))
        #expect(try await test.state(order) == .refunded)
    }

    @Test func `a shop that has sold nothing yet has it planned`() async throws {
        let test = try await TestShop.make()
        let job = try #require(test.shop.jobs.first { $0.name == .reconciliation })
        #expect(try await job.next(test.clock.now) == Instant("2026-01-06T04:00:00+09:00"))
        _ = try await test.paid()
        #expect(try await job.next(test.clock.now) == Instant("2026-01-06T04:00:00+09:00"))
    }

    @Test func `it runs by itself at four in the morning, once a day`() async throws {
        let test = try await TestShop.make()
        _ = try await test.paid()
        try await test.run(until: try #require(Instant("2026-01-09T00:00:00+09:00")))
        let runs = try await test.shop.context.store.read { db in
            try db.query("SELECT finished_at FROM comparisons ORDER BY id") { try $0.instant(0).timestamp }
        }
        #expect(
            runs == ["2026-01-06T04:00:00+09:00", "2026-01-07T04:00:00+09:00", "2026-01-08T04:00:00+09:00"]
        )
    }

    @Test func `a payment that cannot be compared is named, and holds up none of the others`() async throws {
        let test = try await TestShop.make()
        let broken = try await test.paid("key1").orderID
        let order = try await test.paid("key2").orderID
        for key in ["key1", "key2"] { test.toss.cancelOutside(key, 50_000) }
        try await test.breaking("UPDATE ON payments", when: "NEW.order_id = '\(broken)'") {
            let report = try await test.reconcile()
            #expect(report.failures.count == 1)
            #expect(report.repaired.map(\.orderID) == [order])
        }
        #expect(try await test.reconcile().repaired.map(\.orderID) == [broken])
    }
}
