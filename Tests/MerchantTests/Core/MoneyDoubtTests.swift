import Database
import Locking
import Merchant
import Testing
import TossAPI
import TossClient

/// What could go wrong with money between two commits, two processes, or the shop and Toss's dashboard.
@Suite(.onEachDatabase) struct MoneyDoubtTests {
    @Test func `a confirm that is refused because the payment was made already is paid`() async throws {
        let test = try await TestShop.make()
        let settlement = try await test.authenticated()
        test.toss.set("key1", .done)
        let payment = try await test.shop.payments.confirm(settlement, by: TestShop.buyer.id)
        #expect(payment.state == .completed)
        #expect(test.toss.charges == 0)
    }

    @Test func `a charge that is refused because the order was charged already is paid`() async throws {
        let test = try await TestShop.make()
        let order = try await test.shop.subscriptions.create(for: TestShop.buyer).order
        test.toss.add("charged", order.id, order.amount, .done)
        let overview = try await test.shop.subscriptions.authorize(.consent("a"), by: TestShop.buyer)
        #expect(overview.subscription.state == .active)
        #expect(test.toss.charges == 0)
    }

    @Test func `a whole refund does not swallow what the dashboard gave back before`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        test.toss.cancelOutside("key1", 10_000)
        await #expect(
            throws: ShopError.refused(code: "NOT_MATCHES_REFUNDABLE_AMOUNT", message: "another balance")
        ) {
            try await test.shop.refunds.refund(order, reason: "all", by: TestShop.buyer)
        }
        // The refusal has told the shop of the other cancel, so what is left is known now.
        #expect(try await test.payment(order).refunded == 10_000)
        #expect(try await test.payment(order).reserved == 0)
        let payment = try await test.shop.refunds.refund(order, reason: "rest", by: TestShop.buyer)
        #expect(payment.state == .refunded)
        #expect(test.toss.cancelled("key1") == 50_000)
        #expect(try await test.count("operations WHERE outcome IS NULL") == 0)
    }

    @Test func `a cancel in the dashboard during a refund is booked with it`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        test.toss.cancelOutside("key1", 10_000)
        let payment = try await test.shop.refunds.refund(order, amount: 5_000, reason: "part", by: TestShop.admin)
        #expect(payment.refunded == 15_000)
        #expect(try await test.count("refunds WHERE state = 'done'") == 2)
    }

    @Test func `an event about a cancel that comes during a refund is not lost`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        test.toss.script(.cancel, .loseBefore, .loseBefore)
        await #expect(throws: ShopError.outcomeUnknown(orderId: order)) {
            try await test.shop.refunds.refund(order, amount: 5_000, reason: "part", by: TestShop.admin)
        }
        test.toss.cancelOutside("key1", 10_000)
        let event = Array(#"{"eventType":"PAYMENT_STATUS_CHANGED","data":{"orderId":"\#(order)"}}"#.utf8)
        _ = try await test.shop.inbox.receive(event, transmissionID: "a", at: "toss")
        try await test.scheduler.drain()
        #expect(try await test.count("inbox WHERE outcome IS NULL") == 1)
        for _ in 0..<4 { try await test.advance(.seconds(3_600)) }
        #expect(try await test.count("inbox WHERE outcome IS NULL") == 0)
        #expect(try await test.payment(order).refunded == 15_000)
    }

    @Test func `a late refusal of one process does not fail the payment that another has begun since`() async throws {
        try await withDatabaseFile { path in
            let first = try await TestShop.make(path: path)
            let confirmation = try await first.authenticated()
            let order = confirmation.orderID
            first.toss.script(.confirm, .loseBefore)
            await #expect(throws: ShopError.outcomeUnknown(orderId: order)) {
                try await first.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
            }
            first.toss.set("key1", .expired)
            let second = try await TestShop.make(path: path, toss: first.toss)
            let other = Settlement(paymentKey: "key2", orderID: order, amount: confirmation.amount)
            first.toss.add("key2", order, confirmation.amount)
            first.toss.afterLookUp.withLock { hook in
                hook = {
                    // It took so long that the first process counts as gone.
                    first.clock.advance(by: .seconds(91))
                    // The other process gets the same answer first, and the buyer pays with another key.
                    _ = try? await second.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
                    first.toss.script(.confirm, .loseAfter)
                    _ = try? await second.shop.payments.confirm(other, by: TestShop.buyer.id)
                }
            }
            first.clock.advance(by: .seconds(5))
            _ = try? await first.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
            #expect(try await first.state(order) == .unknown)
            try await first.advance(.seconds(600))
            #expect(try await first.state(order) == .completed)
            #expect(try await first.payment(order).paymentKey == "key2")
            #expect(first.toss.charges == 1)
        }
    }

    @Test(arguments: [PaymentStatus.expired, .aborted])
    func `a payment of another amount that was never made ends as failed`(status: PaymentStatus) async throws {
        let test = try await TestShop.make()
        let payment = try await test.shop.payments.prepare(productID: "1", for: TestShop.buyer)
        test.toss.add("key1", payment.order.id, 100)
        test.toss.script(.confirm, .loseBefore)
        let confirmation = Settlement(paymentKey: "key1", orderID: payment.order.id, amount: payment.order.amount)
        await #expect(throws: ShopError.outcomeUnknown(orderId: payment.order.id)) {
            try await test.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
        }
        test.toss.set("key1", status)
        try await test.advance(.seconds(5))
        #expect(try await test.state(payment.order.id) == .failed)
        #expect(try await test.count("operations WHERE outcome IS NULL") == 0)
    }

    @Test func `a refund asked for again under its key is the same refund`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        @Sendable func refund(_ amount: Won?, _ reason: String = "part") async throws -> OrderPayment {
            try await test.shop.refunds.refund(
                order,
                amount: amount,
                reason: reason,
                requestKey: "wish-1",
                by: TestShop.admin
            )
        }
        test.toss.script(.cancel, .loseAfter)
        await #expect(throws: ShopError.outcomeUnknown(orderId: order)) { try await refund(20_000) }
        for _ in 0..<2 { #expect(try await refund(20_000).refunded == 20_000) }
        #expect(test.toss.cancelled("key1") == 20_000)
        await #expect(throws: ShopError.requestKeyReused) { try await refund(10_000) }
        await #expect(throws: ShopError.requestKeyReused) { try await refund(20_000, "another") }
        #expect(try await test.count("refunds") == 1)
    }

    @Test func `a whole refund asked for again under its key is still the answer`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        for _ in 0..<2 {
            let payment = try await test.shop.refunds.refund(order, reason: "all", requestKey: "a", by: TestShop.buyer)
            #expect(payment.state == .refunded)
        }
        #expect(test.toss.count(.cancel) == 1)
    }

    @Test func `a deposit that the bank takes back is told to the operator, once`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        test.toss.set("key1", .waitingForDeposit)
        for _ in 0..<2 { try await test.shop.payments.synchronize(order) }
        #expect(try await test.count("outbox WHERE kind = 'finding_mail'") == 1)
        #expect(try await test.state(order) == .completed)
    }

    @Test func `two processes renew a subscription once`() async throws {
        try await withDatabaseFile { path in
            let first = try await TestShop.make(path: path)
            _ = try await first.shop.subscriptions.create(for: TestShop.buyer)
            _ = try await first.shop.subscriptions.authorize(.consent("a"), by: TestShop.buyer)
            let second = try await TestShop.make(path: path, toss: first.toss)
            first.clock.now = try #require(Instant("2026-02-05T09:00:00+09:00"))
            let now = first.clock.now
            await withTaskGroup(of: Void.self) { group in
                for shop in [first.shop, second.shop, first.shop, second.shop] {
                    group.addTask { try? await shop.subscriptions.renewDue(now) }
                }
            }
            for shop in [first, second] { try await shop.advance(.seconds(90)) }
            #expect(first.toss.charges == 2)
            #expect(try await first.count("payments WHERE month IS NOT NULL AND state = 'completed'") == 2)
        }
    }

    /// A subscription whose renewal was refused on 5 February and whose next attempt nobody knows the outcome of.
    private func inDoubt(_ step: ScriptedToss.Reaction) async throws -> TestShop {
        let test = try await TestShop.make()
        _ = try await test.shop.subscriptions.create(for: TestShop.buyer)
        _ = try await test.shop.subscriptions.authorize(.consent("a"), by: TestShop.buyer)
        test.toss.script(.charge, .refuse("REJECT_CARD_PAYMENT"), step)
        let retry = try #require(Instant("2026-02-06T09:00:00+09:00"))
        try await test.run(until: retry + .seconds(-1))
        #expect(try await test.count("subscriptions WHERE state = 'past_due'") == 1)
        test.clock.now = retry
        try await test.scheduler.drain()
        #expect(try await test.count("payments WHERE month IS NOT NULL AND state = 'unknown'") == 1)
        return test
    }

    @Test func `a month that turns out to be paid is given, although it was cancelled meanwhile`() async throws {
        let test = try await inDoubt(.loseAfter)
        let cancelled = try await test.shop.subscriptions.cancel(by: TestShop.buyer)
        #expect(cancelled.subscription.state == .cancelled)
        try await test.advance(.seconds(5))
        #expect(try await test.count("payments WHERE month IS NOT NULL AND state = 'completed'") == 2)
        #expect(try await test.tier() == "PRO")
        let end = try #require(Instant("2026-03-05T09:00:00+09:00"))
        try await test.run(until: end + .seconds(-1))
        #expect(try await test.tier() == "PRO")
        try await test.run(until: end)
        #expect(try await test.tier() == "FREE")
        #expect(test.toss.charges == 2)
    }

    @Test func `a month that turns out not to be paid ends what was cancelled meanwhile`() async throws {
        let test = try await inDoubt(.loseBefore)
        _ = try await test.shop.subscriptions.cancel(by: TestShop.buyer)
        test.toss.script(.charge, .refuse("REJECT_CARD_PAYMENT"))
        try await test.advance(.seconds(5))
        #expect(try await test.count("subscriptions WHERE state = 'expired'") == 1)
        #expect(try await test.tier() == "FREE")
        try await test.advance(.seconds(30 * 86_400))
        #expect(test.toss.charges == 1)
    }

    @Test func `a proof brought again under another amount or order is another wish`() async throws {
        let test = try await TestShop.make()
        let order = try await test.shop.subscriptions.create(for: TestShop.buyer).order
        var confirmation = Settlement(paymentKey: "key1", orderID: order.id, amount: order.amount)
        _ = try await test.shop.subscriptions.authorize(.payment(confirmation), by: TestShop.buyer)
        _ = try await test.shop.subscriptions.authorize(.payment(confirmation), by: TestShop.buyer)
        confirmation.amount = 1
        await #expect(throws: ShopError.amountDiffers(asked: 1, stored: order.amount)) {
            try await test.shop.subscriptions.authorize(.payment(confirmation), by: TestShop.buyer)
        }
        #expect(test.toss.charges == 1)
    }

    @Test func `what cannot be carried out holds nothing else up`() async throws {
        let test = try await TestShop.make()
        let broken = try await test.shop.payments.prepare(productID: "1", for: TestShop.buyer).order.id
        let confirmation = try await test.authenticated()
        test.toss.script(.confirm, .loseBefore)
        _ = try? await test.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
        try await test.shop.context.store.write { db in
            _ = try db.execute(
                """
                INSERT INTO operations
                    (kind, provider, subject, order_id, idempotency_key, request, next_attempt_at, created_at)
                VALUES ('settle', 'toss', ?1, ?1, 'broken', '{}', 0, 0)
                """,
                [.text(broken)]
            )
        }
        for (id, order) in [("a", broken), ("b", confirmation.orderID)] {
            let event = Array(#"{"data":{"orderId":"\#(order)"}}"#.utf8)
            _ = try await test.shop.inbox.receive(event, transmissionID: id, at: "toss")
        }
        test.clock.advance(by: .seconds(5))
        await #expect(throws: ShopError.self) { try await test.shop.inbox.processDue(test.clock.now) }
        #expect(try await test.state(confirmation.orderID) == .completed)
        #expect(try await test.count("inbox WHERE outcome IS NULL") == 1)
        let later = try await test.shop.inbox.nextEvent()
        #expect(later.map { $0 > test.clock.now } == true)
        let next = try await test.authenticated("key2")
        test.toss.script(.confirm, .loseBefore)
        _ = try? await test.shop.payments.confirm(next, by: TestShop.buyer.id)
        test.clock.advance(by: .seconds(3_600))
        await #expect(throws: ShopError.self) { try await test.shop.desk.carryOutDue(test.clock.now) }
        #expect(try await test.state(next.orderID) == .completed)
    }

    @Test(
        arguments: [
            ("2026-01-31T00:30:00+09:00", 1, "2026-02-28T09:00:00+09:00"),
            ("2026-01-31T23:30:00+09:00", 1, "2026-02-28T09:00:00+09:00"),
            ("2026-01-31T23:30:00+09:00", 2, "2026-03-31T09:00:00+09:00"),
            // Still January in UTC, already February in Seoul.
            ("2026-02-01T08:59:59+09:00", 1, "2026-03-01T09:00:00+09:00"),
            ("2028-01-30T12:00:00+09:00", 1, "2028-02-29T09:00:00+09:00"),
            ("2026-12-31T23:59:59+09:00", 2, "2027-02-28T09:00:00+09:00"),
            ("2028-02-29T12:00:00+09:00", 12, "2029-02-28T09:00:00+09:00"),
        ]
    )
    func `months are counted in Seoul and from the first day`(anchor: String, period: Int, due: String) throws {
        #expect(BillingCalendar.due(anchor: try #require(Instant(anchor)), period: period).timestamp == due)
    }
}
