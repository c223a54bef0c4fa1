import Database
import Locking
import Merchant
import Testing
import TossAPI
import TossClient

/// What once left a payment stuck, or let one buyer get in the way of another.
@Suite(.onEachDatabase, .timeLimit(.minutes(3))) struct BlockingFaultTests {
    // MARK: Keys

    @Test(arguments: [".", "..", "", "../x", "a/b", "a b", "키", String(repeating: "k", count: 201)])
    func `what cannot be a payment key occupies nothing`(key: String) async throws {
        let test = try await TestShop.make()
        let settlement = try await test.authenticated()
        let bad = Settlement(paymentKey: key, orderID: settlement.orderID, amount: settlement.amount)
        await #expect(throws: ShopError.malformedIdentifier("paymentKey")) {
            try await test.shop.payments.confirm(bad, by: TestShop.buyer.id)
        }
        #expect(try await test.count("operations") == 0)
        #expect(try await test.shop.payments.confirm(settlement, by: TestShop.buyer.id).state == .completed)
    }

    @Test func `a key brought to the wrong order still pays its own`() async throws {
        let test = try await TestShop.make()
        let own = try await test.authenticated("key1")
        let other = try await test.shop.payments.prepare(productID: "1", for: TestShop.stranger).order
        let wrong = Settlement(paymentKey: "key1", orderID: other.id, amount: other.amount)
        await #expect(throws: ShopError.refused(code: "FORBIDDEN_REQUEST", message: "another payment")) {
            try await test.shop.payments.confirm(wrong, by: TestShop.stranger.id)
        }
        #expect(try await test.shop.payments.confirm(own, by: TestShop.buyer.id).state == .completed)
        // And the stranger's order is paid by a key of its own.
        test.toss.add("key2", other.id, other.amount)
        let right = Settlement(paymentKey: "key2", orderID: other.id, amount: other.amount)
        #expect(try await test.shop.payments.confirm(right, by: TestShop.stranger.id).state == .completed)
        #expect(test.toss.charges == 2)
    }

    @Test func `a stranger's attempt whose answer is lost keeps nobody from paying`() async throws {
        let test = try await TestShop.make()
        let own = try await test.authenticated("key1")
        let other = try await test.shop.payments.prepare(productID: "1", for: TestShop.stranger).order
        test.toss.script(.confirm, .loseBefore)
        let wrong = Settlement(paymentKey: "key1", orderID: other.id, amount: other.amount)
        _ = try? await test.shop.payments.confirm(wrong, by: TestShop.stranger.id)
        #expect(try await test.shop.payments.confirm(own, by: TestShop.buyer.id).state == .completed)
        try await test.advance(.seconds(5))
        #expect(try await test.state(other.id) == .failed)
        #expect(try await test.state(own.orderID) == .completed)
        #expect(try await test.count("purchases") == 1)
    }

    @Test func `nobody but its buyer settles an order, a guest's neither`() async throws {
        let test = try await TestShop.make()
        let own = try await test.authenticated()
        for id in [nil, TestShop.stranger.id] {
            await #expect(throws: ShopError.notTheOwner) { try await test.shop.payments.confirm(own, by: id) }
        }
        let guests = try await test.shop.payments.prepare(productID: "1", for: nil).order.id
        // Fifty bits of chance: what one guest was given says nothing about the next.
        let tail = try #require(guests.split(separator: "_").last)
        #expect(tail.count == 10)
    }

    // MARK: Identifiers

    @Test func `ten thousand orders of one instant cost the next one nothing`() async throws {
        let test = try await TestShop.make()
        let random = try await test.shop.payments.prepare(productID: "1", for: nil).order.id.suffix(10)
        try await test.shop.context.store.write { db in
            try db.execute(
                """
                WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10000)
                INSERT INTO orders (order_id, kind, name, original_price, discount_rate, amount, created_at)
                SELECT 'trk_pro_1767582000000_' || n, 'subscription', 'x', 100, 0, 100, 0 FROM numbers
                """
            )
        }
        let order = try await test.shop.subscriptions.create(for: TestShop.buyer).order
        #expect(order.id.hasPrefix("trk_pro_1767582000000_"))
        #expect(order.id.suffix(10) != random)
        #expect(try await test.count("orders") == 10_002)
    }

    @Test func `renewals of one instant are charged once each, however many batches they take`() async throws {
        let test = try await TestShop.make()
        let buyers = try await test.members(250)
        for buyer in buyers { try await test.subscribe("card of \(buyer.id)", by: buyer) }
        test.clock.now = try #require(Instant("2026-02-05T09:00:00+09:00"))
        try await test.scheduler.drain()
        #expect(test.toss.charges == 500)
        #expect(try await test.count("subscriptions WHERE state = 'active' AND period = 2") == 250)
    }

    @Test func `a fresh database beside a standing clock charges anew`() async throws {
        let first = try await TestShop.make()
        let order = try await first.subscribe().months[0].order.id
        let second = try await TestShop.make(toss: first.toss)
        let anew = try await second.subscribe().months[0].order.id
        #expect(anew != order)
        #expect(second.toss.charges == 2)
        #expect(try await second.tier() == "PRO")
        let keys = second.toss.idempotencyKeys.filter { !$0.isEmpty }
        #expect(Set(keys).count == keys.count)
    }

    // MARK: The encryption key

    @Test func `a proof that waits is sealed anew with the current key`() async throws {
        let test = try await TestShop.make()
        test.toss.script(.issue, .loseBefore)
        _ = try? await test.subscribe()
        let (former, current) = (TestShop.key("k1", 7), TestShop.key("k2", 2))
        let both = try KeyVault(current: current, earlier: [former])
        #expect(try await test.shop.context.store.write { try $0.billingKeys.rotate(both) } == 1)
        let rotated = Shop(test.shop.context, vault: try KeyVault(current: current), sink: test.sink)
        test.clock.advance(by: .seconds(5))
        try await rotated.desk.carryOutDue(test.clock.now)
        #expect(try await rotated.subscriptions.newest(of: TestShop.buyer).subscription.state == .active)
        #expect(test.toss.charges == 1)
    }

    @Test func `what no key opens any more ends with the operator, and holds up nothing else`() async throws {
        let test = try await TestShop.make()
        try await test.subscribe()
        let other = try KeyVault(current: TestShop.key("k9", 9))
        let shop = Shop(test.shop.context, vault: other, sink: test.sink)
        let scheduler = Scheduler(shop.jobs, clock: test.clock.clock, timer: .manual)
        let due = try #require(Instant("2026-02-05T09:00:00+09:00"))
        for day in 0..<8 {
            for _ in 0..<12 {
                test.clock.now = max(test.clock.now, due + .seconds(day * 86_400))
                _ = try? await scheduler.drain()
                test.clock.advance(by: .seconds(3_700))
            }
        }
        let order = try #require(try await test.subscription().openOrderID)
        #expect(try await test.findings() == ["stuck \(order)"])
        #expect(try await test.tier() == "FREE")
        #expect(test.toss.charges == 1)
        #expect(try await test.count("comparisons WHERE covered_until > \(due.microseconds)") > 0)
    }

    // MARK: Mistakes of ours

    @Test func `a wrong key is our mistake: the payment stays open, and the operator is told once`() async throws {
        let test = try await TestShop.make()
        let settlement = try await test.authenticated()
        test.toss.script(.confirm, .misuse("UNAUTHORIZED_KEY"), .misuse("UNAUTHORIZED_KEY"))
        for _ in 0..<2 {
            await #expect(throws: ShopError.gatewayMisused(code: "UNAUTHORIZED_KEY")) {
                try await test.shop.payments.confirm(settlement, by: TestShop.buyer.id)
            }
            #expect(try await test.state(settlement.orderID) == .pending)
        }
        #expect(try await test.shop.payments.confirm(settlement, by: TestShop.buyer.id).state == .completed)
        try await test.scheduler.drain()
        #expect(test.delivered(.misuseMail) == 1)
        #expect(test.delivered(.failureMail) == 0)
    }

    @Test func `a card that could not be stored by our mistake may be brought again`() async throws {
        let test = try await TestShop.make()
        test.toss.script(.issue, .misuse("UNAUTHORIZED_KEY"))
        await #expect(throws: ShopError.gatewayMisused(code: "UNAUTHORIZED_KEY")) { try await test.subscribe() }
        #expect(try await test.tier() == "FREE")
        let overview = try await test.shop.subscriptions.authorize(.consent("first card"), by: TestShop.buyer)
        #expect(overview.subscription.state == .active)
        #expect(test.toss.charges == 1)
    }

    @Test func `a first month that our mistake kept from being charged is given up, and the next card pays`()
        async throws
    {
        let test = try await TestShop.make()
        test.toss.script(.charge, .misuse("UNAUTHORIZED_KEY"))
        await #expect(throws: ShopError.gatewayMisused(code: "UNAUTHORIZED_KEY")) { try await test.subscribe() }
        #expect(try await test.tier() == "FREE")
        try await test.run(until: test.clock.now + .seconds(2 * 86_400))
        #expect(test.toss.charges == 0)
        #expect(try await test.subscribe("second card").subscription.state == .active)
        #expect(test.toss.charges == 1)
    }

    @Test func `a refund that our mistake refused may be wished for again, also under its key`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        test.toss.script(.cancel, .misuse("UNAUTHORIZED_KEY"))
        @Sendable func refund() async throws -> OrderPayment {
            try await test.shop.refunds.refund(order, reason: "x", requestKey: "wish", by: TestShop.buyer)
        }
        await #expect(throws: ShopError.gatewayMisused(code: "UNAUTHORIZED_KEY")) { try await refund() }
        #expect(try await test.payment(order).left == 50_000)
        #expect(try await refund().state == .refunded)
        #expect(test.toss.cancelled("key1") == 50_000)
    }

    // MARK: What Toss has forgotten

    @Test(arguments: [1, 2])
    func `a 404 for what we know was paid is told to the operator, and the refund ends`(attempts: Int) async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        test.toss.state.withLock { $0.payments = [] }
        if attempts == 2 { test.toss.script(.cancel, .loseBefore) }
        _ = try? await test.shop.refunds.refund(order, reason: "x", by: TestShop.buyer)
        try await test.run(until: test.clock.now + .seconds(30 * 86_400))
        #expect(try await test.findings() == ["not_at_provider \(order)"])
        #expect(test.delivered(.findingMail) == 1)
        #expect(try await test.payment(order).left == 50_000)
        #expect(try await test.count("operations WHERE outcome IS NULL") == 0)
        #expect(test.toss.count(.cancel) == 1)
    }

    // MARK: One after the other

    @Test(arguments: [12, 40])
    func `charges go out side by side, and not all at once`(count: Int) async throws {
        let test = try await TestShop.make()
        for buyer in try await test.members(count) { try await test.subscribe("card of \(buyer.id)", by: buyer) }
        // Each charge waits until as many are under way as may be.
        let width = min(count, 16)
        let crowd = Crowd(of: width)
        test.toss.duringCharge.withLock { $0 = { await crowd.meet() } }
        test.clock.now = try #require(Instant("2026-02-05T09:00:00+09:00"))
        try await test.scheduler.drain()
        #expect(test.toss.charges == 2 * count)
        #expect(crowd.most == width)
    }

    // MARK: What Toss deletes

    @Test func `a card that Toss says it has deleted is charged no more`() async throws {
        let test = try await TestShop.make()
        let (_, customer) = try await test.shop.subscriptions.create(for: TestShop.buyer)
        try await test.subscribe()
        func event(_ secret: String) -> [UInt8] {
            Array(#"{"eventType":"BILLING_DELETED","data":{"billingKey":"\#(secret)"}}"#.utf8)
        }
        _ = try await test.shop.inbox.receive(event("a guess"), transmissionID: "a", at: "toss")
        try await test.scheduler.drain()
        #expect(try await test.count("billing_keys WHERE deleted_at IS NULL") == 1)
        _ = try await test.shop.inbox.receive(event("billing-\(customer)"), transmissionID: "b", at: "toss")
        try await test.run(until: try #require(Instant("2026-02-05T09:00:00+09:00")))
        #expect(test.toss.count(.charge) == 1)
        #expect(try await test.subscription().state == .expired)
        #expect(try await test.subscription().failureCode == "BILLING_KEY_DELETED")
        #expect(try await test.tier() == "FREE")
    }
}

/// Files that were copied and put back.
@Suite(.timeLimit(.minutes(3))) struct RestoredDatabaseTests {
    @Test func `a database from before a refund beside a Toss that remembers learns of it and gives nothing twice`()
        async throws
    {
        try await withDatabaseFile { path in
            try await withDatabaseFile { copy in
                let first = try await TestShop.make(path: path)
                let order = try await first.paid().orderID
                try Connection.open(path: path).execute("VACUUM INTO ?1", [.text(copy)])
                _ = try await first.shop.refunds.refund(order, amount: 20_000, reason: "before", by: TestShop.admin)

                let restored = try await TestShop.make(path: copy, toss: first.toss)
                #expect(try await restored.payment(order).refunded == 0)
                let payment = try await restored.shop.refunds.refund(
                    order,
                    amount: 20_000,
                    reason: "after",
                    by: TestShop.admin
                )
                #expect(payment.refunded == 40_000)
                #expect(restored.toss.cancelled("key1") == 40_000)
                #expect(try await restored.count("operations WHERE outcome IS NULL") == 0)
            }
        }
    }
}

/// Calls that wait for each other: the first few until they are as many as the crowd, and nobody after that.
final class Crowd: Sendable {
    private struct State: Sendable {
        var waiting: [CheckedContinuation<Void, Never>] = []
        var isOpen = false
        var inside = 0
        var most = 0
    }

    private let size: Int
    private let state = Locked(State())

    init(of size: Int) { self.size = size }

    /// The most that were ever under way at once.
    var most: Int { state.withLock { $0.most } }

    func meet() async {
        await withCheckedContinuation { continuation in
            let resumed: [CheckedContinuation<Void, Never>] = state.withLock { state in
                state.inside += 1
                state.most = max(state.most, state.inside)
                guard !state.isOpen else { return [continuation] }
                state.waiting.append(continuation)
                guard state.waiting.count == size else { return [] }
                state.isOpen = true
                defer { state.waiting = [] }
                return state.waiting
            }
            for one in resumed { one.resume() }
        }
        await Task.yield()
        state.withLock { $0.inside -= 1 }
    }
}

extension TestShop {
    /// Registers more people who can subscribe.
    func members(_ count: Int) async throws -> [Buyer] {
        let buyers = (0..<count).map { number in
            Buyer(id: Int64(1_000 + number), name: "M", email: "m\(number)@example.com", memberSince: nil)
        }
        try await shop.context.store.write { db in
            for buyer in buyers {
                try db.execute(
                    "INSERT INTO users (id, email, name, password_hash, created_at) VALUES (?1, ?2, ?3, '', 0)",
                    [.integer(buyer.id), .text(buyer.email), .text(buyer.name)]
                )
            }
        }
        return buyers
    }

    static func key(_ id: String, _ byte: UInt8) -> KeyVault.Key {
        KeyVault.Key(id: id, bytes: [UInt8](repeating: byte, count: 32))
    }
}
