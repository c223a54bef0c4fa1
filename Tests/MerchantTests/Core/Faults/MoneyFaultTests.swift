import Database
import Locking
import Merchant
import Testing
import TossAPI
import TossClient

/// What once left money wrong or access free, each with its right end.
@Suite(.onEachDatabase, .timeLimit(.minutes(3))) struct MoneyFaultTests {
    // MARK: Charged, and nobody comes back

    @Test func `a database that is locked when the answer comes leaves an attempt planned, and its job rung`()
        async throws
    {
        let test = try await TestShop.make()
        let settlement = try await test.authenticated()
        let rung = RungJobs(test.shop.context.bell)
        try await test.breaking("UPDATE ON payments", when: "NEW.state = 'completed'") {
            await #expect(throws: ShopError.self) {
                try await test.shop.payments.confirm(settlement, by: TestShop.buyer.id)
            }
        }
        #expect(rung.names.contains(.janitor))
        #expect(try await test.state(settlement.orderID) == .confirming)
        #expect(test.toss.charges == 1)
        // Planned when the operation was recorded, in the same transaction.
        #expect(try await test.scheduler.nextDue() == TestShop.start + .seconds(90))
        try await test.advance(.seconds(90))
        #expect(try await test.state(settlement.orderID) == .completed)
        #expect(try await test.count("purchases") == 1)
        #expect(test.toss.charges == 1)
    }

    // MARK: Given back in the dashboard

    @Test func `a month given back in the dashboard is booked, and takes the tier away`() async throws {
        let test = try await TestShop.make()
        let order = try await test.subscribe().months[0].order.id
        test.toss.cancelOutside("bill-\(order)", 29_000)
        try await test.announce(order, "event")
        #expect(try await test.state(order) == .refunded)
        #expect(try await test.tier() == "FREE")
        #expect(try await test.subscription().state == .expired)
        try await test.run(until: test.clock.now + .seconds(60 * 86_400))
        #expect(test.toss.charges == 1)
    }

    @Test func `a first month that was cancelled at Toss before anybody asked gives nothing`() async throws {
        let test = try await TestShop.make()
        test.toss.script(.charge, .loseAfter)
        await #expect(throws: ShopError.self) { try await test.subscribe() }
        let order = try await test.subscription().firstOrderID
        test.toss.cancelOutside("bill-\(order)", 29_000)
        try await test.advance(.seconds(5))
        #expect(try await test.state(order) == .refunded)
        #expect(try await test.tier() == "FREE")
        #expect(try await test.subscription().state == .expired)
        await #expect(throws: ShopError.refused(code: "CANCELED", message: "")) {
            try await test.shop.subscriptions.authorize(.consent("first card"), by: TestShop.buyer)
        }
    }

    // MARK: PRO without end

    @Test(arguments: [ScriptedToss.Reaction.misuse("UNAUTHORIZED_KEY"), .loseBefore])
    func `a renewal that stays undecided ends: access after its grace, attempts after days, and one mail`(
        reaction: ScriptedToss.Reaction
    ) async throws {
        let test = try await TestShop.make()
        try await test.subscribe()
        for _ in 0..<100 { test.toss.script(.charge, reaction) }
        let due = try #require(Instant("2026-02-05T09:00:00+09:00"))
        try await test.run(until: due + Dunning.grace - .seconds(1))
        #expect(try await test.tier() == "PRO")
        try await test.run(until: due + .seconds(60 * 86_400))
        #expect(try await test.tier() == "FREE")
        let order = try #require(try await test.subscription().openOrderID)
        #expect(try await test.findings() == ["stuck \(order)"])
        #expect(test.delivered(.findingMail) == 1)
        #expect(test.delivered(.dunningMail) == 0)
        // At once, after 5 s, 30 s, 5 min and an hour, for five days, and from then on once a day.
        #expect(test.toss.count(.charge) < 75)
        #expect(test.toss.charges == 1)
    }

    @Test func `a charge that was stuck and goes through in the end is no finding any more`() async throws {
        let test = try await TestShop.make()
        try await test.subscribe()
        for _ in 0..<12 { test.toss.script(.charge, .misuse("UNAUTHORIZED_KEY")) }
        let due = try #require(Instant("2026-02-05T09:00:00+09:00"))
        try await test.run(until: due + .seconds(6 * 86_400))
        #expect(try await test.findings().count == 1)
        try await test.run(until: due + .seconds(10 * 86_400))
        #expect(try await test.findings() == [])
        #expect(try await test.subscription().state == .active)
        #expect(try await test.tier() == "PRO")
        #expect(test.toss.charges == 2)
    }

    @Test func `a payment that was stuck and is refused in the end is no finding any more`() async throws {
        let test = try await TestShop.make()
        let settlement = try await test.authenticated()
        test.toss.script(.confirm, .loseBefore)
        for _ in 0..<50 { test.toss.script(.lookUp, .loseBefore) }
        _ = try? await test.shop.payments.confirm(settlement, by: TestShop.buyer.id)
        try await test.run(until: test.clock.now + .seconds(7 * 86_400))
        #expect(try await test.findings() == ["stuck \(settlement.orderID)"])
        test.toss.state.withLock { $0.script = [:] }
        test.toss.set("key1", .expired)
        try await test.run(until: test.clock.now + .seconds(2 * 86_400))
        #expect(try await test.state(settlement.orderID) == .failed)
        #expect(try await test.findings() == [])
    }

    // MARK: Refunds

    @Test func `an owner refunds all of a purchase, and staff any part of it`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        await #expect(throws: ShopError.partialRefundByOwner) {
            try await test.shop.refunds.refund(order, amount: 49_999, reason: "nearly all", by: TestShop.buyer)
        }
        _ = try await test.shop.refunds.refund(order, amount: 49_999, reason: "nearly all", by: TestShop.admin)
        // The rule of access: it is had until all of it has been given back.
        #expect(try await test.count("purchases WHERE revoked_at IS NULL") == 1)
        _ = try await test.shop.refunds.refund(order, amount: 1, reason: "the last won", by: TestShop.buyer)
        #expect(try await test.count("purchases WHERE revoked_at IS NULL") == 0)
    }

    /// How a wish is put a second time: nil is all that is left.
    static let repetitions: [(Won?, Won?)] = [
        (nil, nil), (50_000, 50_000), (nil, 50_000), (50_000, nil), (9_000, 9_000),
    ]

    @Test(arguments: repetitions)
    func `a wish put again after an open answer is the same wish`(first: Won?, second: Won?) async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        test.toss.script(.cancel, .loseAfter)
        await #expect(throws: ShopError.outcomeUnknown(orderId: order)) {
            try await test.shop.refunds.refund(order, amount: first, reason: "x", by: TestShop.admin)
        }
        for _ in 0..<2 {
            let payment = try await test.shop.refunds.refund(order, amount: second, reason: "x", by: TestShop.admin)
            #expect(payment.refunded == first ?? 50_000)
        }
        #expect(test.toss.cancelled("key1") == (first ?? 50_000).amount)
        #expect(try await test.count("refunds") == 1)
    }

    @Test func `a double click is one refund, and the same amount ten minutes later another`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        for _ in 0..<2 {
            _ = try await test.shop.refunds.refund(order, amount: 9_000, reason: "x", by: TestShop.admin)
        }
        #expect(test.toss.cancelled("key1") == 9_000)
        test.clock.advance(by: .seconds(600))
        _ = try await test.shop.refunds.refund(order, amount: 9_000, reason: "x", by: TestShop.admin)
        #expect(test.toss.cancelled("key1") == 18_000)
    }

    @Test func `another wish about all of it waits for the one that is open`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        test.toss.script(.cancel, .loseAfter)
        test.toss.script(.lookUp, .loseBefore)
        _ = try? await test.shop.refunds.refund(order, reason: "mine", by: TestShop.buyer)
        await #expect(throws: ShopError.refundUnderWay) {
            try await test.shop.refunds.refund(order, reason: "support's", by: TestShop.admin)
        }
        await #expect(throws: ShopError.notRefundable) {
            try await test.shop.refunds.refund(order, reason: "support's", by: TestShop.admin)
        }
        #expect(test.toss.cancelled("key1") == 50_000)
    }

    // MARK: Answers that leave it open

    @Test func `a payment that Toss is still processing is paid, not refused`() async throws {
        let test = try await TestShop.make()
        let settlement = try await test.authenticated()
        // As the client sorts ALREADY_PROCESSING_REQUEST and its like.
        test.toss.script(.confirm, .loseAfter)
        await #expect(throws: ShopError.outcomeUnknown(orderId: settlement.orderID)) {
            try await test.shop.payments.confirm(settlement, by: TestShop.buyer.id)
        }
        #expect(try await test.shop.payments.confirm(settlement, by: TestShop.buyer.id).state == .completed)
        #expect(TossVerdict("ALREADY_PROCESSING_REQUEST") == .open)
    }

    // MARK: What is sold

    @Test(arguments: [(1_799, true), (1_800, false), (30 * 86_400, false)])
    func `a price holds for thirty minutes`(seconds: Int, isSold: Bool) async throws {
        let test = try await TestShop.make()
        let settlement = try await test.authenticated()
        test.clock.advance(by: .seconds(seconds))
        if isSold {
            #expect(try await test.shop.payments.confirm(settlement, by: TestShop.buyer.id).state == .completed)
        } else {
            await #expect(throws: ShopError.orderExpired(settlement.orderID)) {
                try await test.shop.payments.confirm(settlement, by: TestShop.buyer.id)
            }
            #expect(test.toss.count(.confirm) == 0)
        }
    }

    @Test func `an order whose outcome is open is no order that expires`() async throws {
        let test = try await TestShop.make()
        let settlement = try await test.authenticated()
        test.toss.script(.confirm, .loseAfter)
        _ = try? await test.shop.payments.confirm(settlement, by: TestShop.buyer.id)
        test.clock.advance(by: OrderTable.lifetime)
        #expect(try await test.shop.payments.confirm(settlement, by: TestShop.buyer.id).state == .completed)
    }

    @Test func `what one owns is not sold again, until it was given back`() async throws {
        let test = try await TestShop.make()
        func prepare(_ key: String) async throws -> Settlement {
            let payment = try await test.shop.payments.prepare(productID: "2", for: TestShop.buyer)
            test.toss.add(key, payment.order.id, payment.order.amount)
            return Settlement(paymentKey: key, orderID: payment.order.id, amount: payment.order.amount)
        }
        // Two tabs prepare before either pays.
        let (first, second) = (try await prepare("key1"), try await prepare("key2"))
        test.toss.script(.confirm, .loseAfter)
        _ = try? await test.shop.payments.confirm(first, by: TestShop.buyer.id)
        await #expect(throws: ShopError.alreadyOwned("2")) {
            try await test.shop.payments.confirm(second, by: TestShop.buyer.id)
        }
        try await test.advance(.seconds(5))
        await #expect(throws: ShopError.alreadyOwned("2")) {
            try await test.shop.payments.confirm(second, by: TestShop.buyer.id)
        }
        await #expect(throws: ShopError.alreadyOwned("2")) { try await prepare("key3") }
        #expect(test.toss.charges == 1)
        _ = try await test.shop.refunds.refund(first.orderID, reason: "x", by: TestShop.buyer)
        #expect(try await test.shop.payments.confirm(second, by: TestShop.buyer.id).state == .completed)
        // Somebody else may, and so may everybody where the product says so.
        _ = try await test.shop.payments.prepare(productID: "2", for: TestShop.stranger)
        for _ in 0..<2 { _ = try await test.paidAny("5") }
    }
}

/// Which jobs a bell has rung for.
final class RungJobs: Sendable {
    private let rung = Locked<Set<JobName>>([])

    init(_ bell: JobBell) { bell.onRing { [rung] name in rung.withLock { _ = $0.insert(name) } } }

    var names: Set<JobName> { rung.withLock { $0 } }
}

extension TestShop {
    /// Has one kind of write fail while `body` runs.
    func breaking(_ write: String, when condition: String = "true", _ body: () async throws -> Void) async throws {
        try await shop.context.store.write { db in
            switch db.dialect {
            case .sqlite:
                try db.execute(
                    """
                    CREATE TRIGGER broken BEFORE \(write) WHEN \(condition)
                        BEGIN SELECT RAISE(ABORT, 'broken'); END
                    """
                )
            case .postgres:
                try db.execute(
                    """
                    CREATE OR REPLACE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN RAISE EXCEPTION 'broken'; END
                    $$;
                    CREATE TRIGGER broken BEFORE \(write) FOR EACH ROW WHEN (\(condition))
                        EXECUTE FUNCTION break_off();
                    """
                )
            }
        }
        try await body()
        try await shop.context.store.write { db in
            let table = write.split(separator: " ").last ?? ""
            try db.execute(db.dialect == .sqlite ? "DROP TRIGGER broken" : "DROP TRIGGER broken ON \(table)")
        }
    }

    /// Buys a product by a key of its own.
    func paidAny(_ product: String, by buyer: Buyer = buyer) async throws -> OrderPayment {
        let order = try await shop.payments.prepare(productID: product, for: buyer).order
        toss.add("key-\(order.id)", order.id, order.amount)
        let settlement = Settlement(paymentKey: "key-\(order.id)", orderID: order.id, amount: order.amount)
        return try await shop.payments.confirm(settlement, by: buyer.id)
    }
}
