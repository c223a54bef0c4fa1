import Locking
import Merchant
import Testing
import TossAPI

/// The shop behind a provider that can do none of what Toss can: the core needs none of Toss's words.
@Suite(.onEachDatabase, .timeLimit(.minutes(3))) struct AnyProviderTests {
    private func make(hasList: Bool = false) async throws -> (TestShop, ScriptedProvider) {
        let clock = ManualClock(TestShop.start)
        let provider = ScriptedProvider(clock, hasList: hasList)
        return (try await TestShop.make(toss: ScriptedToss(clock), provider: { _ in provider }), provider)
    }

    private func signed(_ test: TestShop, _ provider: ScriptedProvider) async throws -> Settlement {
        let order = try await test.shop.payments.prepare(productID: "1", for: TestShop.buyer).order
        return Settlement(paymentKey: provider.sign(order), orderID: order.id, amount: order.amount)
    }

    @Test func `a purchase, and its refund`() async throws {
        let (test, provider) = try await make()
        let settlement = try await signed(test, provider)
        let payment = try await test.shop.payments.confirm(settlement, by: TestShop.buyer.id)
        #expect(payment.state == .completed)
        #expect(payment.provider.rawValue == "paper")
        #expect(payment.method == "paper")
        for amount in [20_000, nil] as [Won?] {
            _ = try await test.shop.refunds.refund(payment.order.id, amount: amount, reason: "x", by: TestShop.admin)
        }
        #expect(provider.tickets[0].returns.map(\.amount) == [20_000, 30_000])
        #expect(try await test.state(payment.order.id) == .refunded)
        #expect(try await test.reconcile().repaired == [])
        #expect(test.toss.state.withLock { $0.calls } == [])
    }

    @Test(arguments: [ScriptedProvider.Reaction.loseBefore, .loseAfter, .unreachable])
    func `a purchase whose answer is lost is paid once`(reaction: ScriptedProvider.Reaction) async throws {
        let (test, provider) = try await make()
        let settlement = try await signed(test, provider)
        provider.script(.settle, reaction)
        provider.script(.find, .loseBefore)
        await #expect(throws: ShopError.outcomeUnknown(orderId: settlement.orderID)) {
            try await test.shop.payments.confirm(settlement, by: TestShop.buyer.id)
        }
        try await test.run(until: test.clock.now + .seconds(600))
        #expect(try await test.state(settlement.orderID) == .completed)
        #expect(provider.tickets.map(\.isPaid) == [true])
    }

    @Test(arguments: [ScriptedProvider.Reaction.loseBefore, .loseAfter])
    func `a refund whose answer is lost is made once, since its payment is looked up by key`(
        reaction: ScriptedProvider.Reaction
    ) async throws {
        let (test, provider) = try await make()
        let settlement = try await signed(test, provider)
        _ = try await test.shop.payments.confirm(settlement, by: TestShop.buyer.id)
        provider.script(.refund, reaction)
        provider.script(.find, .loseBefore)
        _ = try? await test.shop.refunds.refund(settlement.orderID, reason: "x", by: TestShop.buyer)
        try await test.run(until: test.clock.now + .seconds(600))
        #expect(provider.tickets[0].returns.map(\.amount) == [50_000])
        #expect(try await test.state(settlement.orderID) == .refunded)
    }

    @Test func `a subscription, month by month`() async throws {
        let (test, provider) = try await make()
        try await test.subscribe()
        try await test.run(until: try #require(Instant("2026-04-01T00:00:00+09:00")))
        #expect(provider.tickets.map(\.amount) == [29_000, 29_000, 29_000])
        #expect(try await test.subscription().state == .active)
        _ = try await test.shop.subscriptions.cancel(by: TestShop.buyer)
        try await test.run(until: try #require(Instant("2026-04-06T00:00:00+09:00")))
        #expect(provider.count(.forget) == 1)
        #expect(try await test.tier() == "FREE")
    }

    @Test(arguments: [(Refusal.Kind.declined, 5), (.meansGone, 1)])
    func `a refusal is dunned by its kind, whatever it is called`(kind: Refusal.Kind, attempts: Int) async throws {
        let (test, provider) = try await make()
        try await test.subscribe()
        for _ in 0..<9 { provider.script(.charge, .refuse(kind)) }
        try await test.run(until: try #require(Instant("2026-03-01T00:00:00+09:00")))
        #expect(provider.count(.charge) == 1 + attempts)
        #expect(try await test.tier() == "FREE")
    }

    // MARK: A charge that nobody can ask about

    /// A subscriber whose renewal of 5 February has no answer, days later.
    private func stuck(
        _ reaction: ScriptedProvider.Reaction,
        hasList: Bool = false
    ) async throws -> (TestShop, ScriptedProvider, order: String) {
        let (test, provider) = try await make(hasList: hasList)
        try await test.subscribe()
        provider.script(.charge, reaction)
        try await test.run(until: try #require(Instant("2026-02-20T12:00:00+09:00")))
        let order = try #require(try await test.shop.subscriptions.newest(of: TestShop.buyer).months.last?.order.id)
        return (test, provider, order)
    }

    @Test(arguments: [ScriptedProvider.Reaction.loseBefore, .loseAfter])
    func `it is never sent a second time, and ends with the operator`(
        reaction: ScriptedProvider.Reaction
    ) async throws {
        let (test, provider, order) = try await stuck(reaction)
        #expect(provider.count(.charge) == 2)
        #expect(try await test.findings() == ["stuck \(order)"])
        #expect(test.delivered(.findingMail) == 1)
        #expect(try await test.tier() == "FREE")
        try await test.run(until: test.clock.now + .seconds(60 * 86_400))
        #expect(provider.count(.charge) == 2)
        #expect(test.delivered(.findingMail) == 1)
    }

    @Test func `the operator names the key, and a look-up by it pays the month`() async throws {
        let (test, provider, order) = try await stuck(.loseAfter)
        await #expect(throws: ShopError.outcomeUnknown(orderId: order)) {
            try await test.shop.desk.tell(.lookUp(paymentKey: "T-99"), about: order)
        }
        // The first month's ticket is no proof of the second.
        await #expect(throws: ShopError.outcomeUnknown(orderId: order)) {
            try await test.shop.desk.tell(.lookUp(paymentKey: "T-1"), about: order)
        }
        try await test.shop.desk.tell(.lookUp(paymentKey: "T-2"), about: order)
        #expect(try await test.state(order) == .completed)
        #expect(try await test.subscription().state == .active)
        #expect(try await test.tier() == "PRO")
        #expect(!(try await test.findings().contains("stuck \(order)")))
        #expect(provider.count(.charge) == 2)
        await #expect(throws: ShopError.unknownOrder(order)) {
            try await test.shop.desk.tell(.didNotHappen, about: order)
        }
    }

    @Test func `the operator says that it did not happen, and the month is charged anew`() async throws {
        let (test, provider, order) = try await stuck(.loseBefore)
        try await test.shop.desk.tell(.didNotHappen, about: order)
        #expect(try await test.state(order) == .failed)
        #expect(try await test.findings() == [])
        try await test.run(until: test.clock.now + .seconds(2 * 86_400))
        #expect(try await test.subscription().state == .active)
        #expect(provider.tickets.count == 2)
        #expect(try await test.tier() == "PRO")
    }

    @Test func `a provider that lists its payments tells by itself`() async throws {
        let (test, provider, order) = try await stuck(.loseAfter, hasList: true)
        #expect(try await test.state(order) == .completed)
        #expect(try await test.findings() == [])
        #expect(try await test.tier() == "PRO")
        #expect(provider.count(.charge) == 2)
    }

    @Test func `a listed payment of no order is told`() async throws {
        let (test, provider) = try await make(hasList: true)
        let settlement = try await signed(test, provider)
        _ = try await test.shop.payments.confirm(settlement, by: TestShop.buyer.id)
        // Of another shop's books, or of these before they were restored.
        let foreign = try await make().0.shop.payments.prepare(productID: "1", for: TestShop.stranger).order
        let key = provider.sign(foreign)
        let other = Settlement(paymentKey: key, orderID: foreign.id, amount: foreign.amount)
        _ = await provider.settle(other, idempotencyKey: "")
        for _ in 0..<2 { try await test.reconcile() }
        #expect(try await test.findings() == ["not_in_books \(foreign.id)"])
    }
}
