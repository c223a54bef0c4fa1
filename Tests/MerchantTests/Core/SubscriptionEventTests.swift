import Database
import Locking
import Merchant
import Testing
import TossAPI

/// What becomes of a subscription in each state when the charge that is under way gets its outcome, and what its owner
/// can do meanwhile.
@Suite(.onEachDatabase, .timeLimit(.minutes(3))) struct SubscriptionEventTests {
    /// What a charge without an answer turns out to be.
    enum Event: CaseIterable, Sendable { case paid, refused, returned }

    struct Row: Sendable, CustomTestStringConvertible {
        let before: Subscription.State
        let event: Event
        let after: Subscription.State
        let tier: String
        /// Charges that Toss has made in all.
        let charges: Int
        var finding: Finding.Kind?

        var testDescription: String { "\(before) and \(event) is \(after)" }
    }

    static let rows = [
        Row(before: .starting, event: .paid, after: .active, tier: "PRO", charges: 1),
        Row(before: .starting, event: .refused, after: .expired, tier: "FREE", charges: 0),
        Row(before: .starting, event: .returned, after: .expired, tier: "FREE", charges: 1),
        Row(before: .active, event: .paid, after: .active, tier: "PRO", charges: 2),
        Row(before: .active, event: .refused, after: .pastDue, tier: "PRO", charges: 1),
        Row(before: .active, event: .returned, after: .expired, tier: "FREE", charges: 2),
        Row(before: .pastDue, event: .paid, after: .active, tier: "PRO", charges: 2),
        Row(before: .pastDue, event: .refused, after: .pastDue, tier: "PRO", charges: 1),
        Row(before: .pastDue, event: .returned, after: .expired, tier: "FREE", charges: 2),
        Row(before: .cancelled, event: .paid, after: .cancelled, tier: "PRO", charges: 2),
        Row(before: .cancelled, event: .refused, after: .expired, tier: "FREE", charges: 1),
        Row(before: .cancelled, event: .returned, after: .expired, tier: "FREE", charges: 2),
        Row(before: .expired, event: .paid, after: .expired, tier: "FREE", charges: 2, finding: .paidAfterEnd),
        Row(before: .expired, event: .refused, after: .expired, tier: "FREE", charges: 1),
        Row(before: .expired, event: .returned, after: .expired, tier: "FREE", charges: 2),
    ]

    @Test func `the table has every state with every event`() {
        for state in Subscription.State.allCases {
            #expect(Set(Self.rows.filter { $0.before == state }.map(\.event)) == Set(Event.allCases))
        }
    }

    @Test(arguments: rows) func `a charge under way gets its outcome`(row: Row) async throws {
        let test = try await TestShop.make()
        let order = try await undecided(row.before, isMade: row.event != .refused, test)
        #expect(try await test.subscription().state == row.before)
        switch row.event {
        case .paid: break
        case .refused: test.toss.script(.charge, .refuse("REJECT_CARD_PAYMENT"))
        case .returned: test.toss.cancelOutside("bill-\(order)", 29_000)
        }
        try await test.advance(.seconds(5))
        #expect(try await test.subscription().state == row.after)
        #expect(try await test.subscription().openOrderID == nil)
        #expect(try await test.tier() == row.tier)
        #expect(test.toss.charges == row.charges)
        #expect(try await test.findings() == (row.finding.map { ["\($0.rawValue) \(order)"] } ?? []))
        // A second look changes nothing.
        try await test.announce(order, "late")
        try await test.reconcile()
        #expect(try await test.subscription().state == row.after)
        #expect(test.toss.charges == row.charges)
    }

    private static let due = Instant("2026-02-05T09:00:00+09:00") ?? .latest

    /// A subscription in a state, with a charge that nobody knows the outcome of; returns its order.
    private func undecided(
        _ state: Subscription.State,
        isMade: Bool,
        _ test: TestShop
    ) async throws -> String {
        let lost: ScriptedToss.Reaction = isMade ? .loseAfter : .loseBefore
        guard state != .starting else {
            test.toss.script(.charge, lost)
            await #expect(throws: ShopError.self) { try await test.subscribe() }
            return try await test.subscription().firstOrderID
        }
        let first = try await test.subscribe().months[0].order.id
        var instant = Self.due
        if state == .pastDue {
            test.toss.script(.charge, .refuse("REJECT_CARD_PAYMENT"))
            try await test.run(until: instant)
            instant = instant + .seconds(86_400)
        }
        try await test.run(until: instant - .seconds(1))
        test.toss.script(.charge, lost)
        test.clock.now = instant
        try await test.scheduler.drain()
        let order = try #require(try await test.subscription().openOrderID)
        switch state {
        case .cancelled: _ = try await test.shop.subscriptions.cancel(by: TestShop.buyer)
        case .expired: _ = try await test.shop.refunds.refund(first, reason: "x", by: TestShop.admin)
        case .starting, .active, .pastDue: break
        }
        return order
    }

    // MARK: Another card

    private func pastDue() async throws -> TestShop {
        let test = try await TestShop.make()
        try await test.subscribe()
        test.toss.script(.charge, .refuse("REJECT_CARD_PAYMENT"))
        try await test.run(until: Self.due)
        #expect(try await test.subscription().state == .pastDue)
        return test
    }

    @Test func `a new card while past due pays the open month at once, and the old one is forgotten`() async throws {
        let test = try await pastDue()
        let overview = try await test.shop.subscriptions.authorize(.consent("second card"), by: TestShop.buyer)
        #expect(overview.subscription.state == .active)
        #expect(overview.subscription.nextChargeAt == Instant("2026-03-05T09:00:00+09:00"))
        #expect(overview.months.map { $0.order.period?.number } == [0, 1, 1])
        #expect(test.toss.charges == 2)
        try await test.run(until: try #require(Instant("2026-03-04T09:00:00+09:00")))
        #expect(test.toss.charges == 2)
        #expect(test.toss.count(.delete) == 1)
    }

    @Test func `a new card that is refused costs none of the attempts`() async throws {
        let test = try await pastDue()
        let planned = try await test.subscription().nextChargeAt
        for (number, code) in ["REJECT_CARD_PAYMENT", "INVALID_STOPPED_CARD", "REJECT_CARD_COMPANY", "FDS_ERROR"]
            .enumerated()
        {
            test.toss.script(.charge, .refuse(code))
            await #expect(throws: ShopError.refused(code: code, message: "no")) {
                try await test.shop.subscriptions.authorize(.consent("card \(number)"), by: TestShop.buyer)
            }
            #expect(try await test.subscription().state == .pastDue)
            #expect(try await test.subscription().nextChargeAt == planned)
        }
        try await test.run(until: try #require(planned))
        #expect(try await test.subscription().state == .active)
        #expect(test.toss.charges == 2)
    }

    @Test func `a new card that cannot be stored leaves the old one and its attempts`() async throws {
        let test = try await pastDue()
        test.toss.script(.issue, .refuse("INVALID_CARD_NUMBER"))
        for _ in 0..<2 {
            await #expect(throws: ShopError.refused(code: "INVALID_CARD_NUMBER", message: "no")) {
                try await test.shop.subscriptions.authorize(.consent("bad card"), by: TestShop.buyer)
            }
        }
        try await test.run(until: Self.due + .seconds(86_400))
        #expect(try await test.subscription().state == .active)
        #expect(test.toss.count(.delete) == 0)
    }

    @Test func `two cards brought at once are one after the other`() async throws {
        let test = try await pastDue()
        test.toss.script(.issue, .loseBefore)
        _ = try? await test.shop.subscriptions.authorize(.consent("second card"), by: TestShop.buyer)
        let first = try await test.subscription().firstOrderID
        await #expect(throws: ShopError.outcomeUnknown(orderId: first)) {
            try await test.shop.subscriptions.authorize(.consent("third card"), by: TestShop.buyer)
        }
        try await test.advance(.seconds(5))
        #expect(try await test.subscription().state == .active)
        #expect(test.toss.charges == 2)
    }

    @Test func `a new card pays the month whose charge got stuck`() async throws {
        let test = try await TestShop.make()
        try await test.subscribe()
        for _ in 0..<30 { test.toss.script(.charge, .loseBefore) }
        try await test.run(until: Self.due + .seconds(9 * 86_400))
        #expect(try await test.tier() == "FREE")
        #expect(try await test.subscription().state == .pastDue)
        test.toss.state.withLock { $0.script = [:] }
        let overview = try await test.shop.subscriptions.authorize(.consent("second card"), by: TestShop.buyer)
        #expect(overview.subscription.state == .active)
        #expect(try await test.tier() == "PRO")
        #expect(try await test.findings() == [])
        #expect(test.toss.charges == 2)
    }

    @Test func `a new card takes a cancel back, and charges nothing before the next month`() async throws {
        let test = try await TestShop.make()
        try await test.subscribe()
        _ = try await test.shop.subscriptions.cancel(by: TestShop.buyer)
        let overview = try await test.shop.subscriptions.authorize(.consent("second card"), by: TestShop.buyer)
        #expect(overview.subscription.state == .active)
        #expect(test.toss.charges == 1)
        try await test.run(until: Self.due)
        #expect(test.toss.charges == 2)
    }

    @Test func `a new card that is refused takes no cancel back`() async throws {
        let test = try await TestShop.make()
        try await test.subscribe()
        _ = try await test.shop.subscriptions.cancel(by: TestShop.buyer)
        test.toss.script(.issue, .refuse("INVALID_CARD_NUMBER"))
        await #expect(throws: ShopError.refused(code: "INVALID_CARD_NUMBER", message: "no")) {
            try await test.shop.subscriptions.authorize(.consent("bad card"), by: TestShop.buyer)
        }
        try await test.run(until: Self.due)
        #expect(try await test.subscription().state == .expired)
        #expect(test.toss.charges == 1)
    }

    @Test func `who cancels while a new card is being stored has cancelled`() async throws {
        let test = try await TestShop.make()
        try await test.subscribe()
        _ = try await test.shop.subscriptions.cancel(by: TestShop.buyer)
        test.toss.script(.issue, .loseAfter)
        await #expect(throws: ShopError.self) {
            try await test.shop.subscriptions.authorize(.consent("second card"), by: TestShop.buyer)
        }
        _ = try await test.shop.subscriptions.cancel(by: TestShop.buyer)
        try await test.run(until: Self.due)
        #expect(try await test.subscription().state == .expired)
        #expect(test.toss.charges == 1)
    }

    @Test func `an order that was brought for one subscription does not pay for the next`() async throws {
        let test = try await TestShop.make()
        let order = try await test.shop.subscriptions.create(for: TestShop.buyer).order
        let first = Settlement(paymentKey: "key1", orderID: order.id, amount: order.amount)
        _ = try await test.shop.subscriptions.authorize(.payment(first), by: TestShop.buyer)
        _ = try await test.shop.subscriptions.cancel(by: TestShop.buyer)
        try await test.run(until: Self.due)
        #expect(try await test.subscription().state == .expired)
        let second = Settlement(paymentKey: "key2", orderID: order.id, amount: order.amount)
        let overview = try await test.shop.subscriptions.authorize(.payment(second), by: TestShop.buyer)
        #expect(overview.subscription.state == .active)
        #expect(overview.months.map(\.order.id) != [order.id])
        #expect(test.toss.charges == 2)
    }

    // MARK: Resume, lapse and long absences

    @Test func `a cancel taken back goes on as if it had not been`() async throws {
        let test = try await TestShop.make()
        await #expect(throws: ShopError.noSubscription) {
            try await test.shop.subscriptions.resume(by: TestShop.buyer)
        }
        let before = try await test.subscribe().subscription
        for _ in 0..<2 { _ = try await test.shop.subscriptions.cancel(by: TestShop.buyer) }
        for _ in 0..<2 {
            #expect(try await test.shop.subscriptions.resume(by: TestShop.buyer).subscription == before)
        }
        try await test.run(until: Self.due)
        #expect(test.toss.charges == 2)
    }

    @Test func `cancel and resume buy no more grace`() async throws {
        let test = try await TestShop.make()
        _ = try await undecided(.pastDue, isMade: false, test)
        _ = try await test.shop.subscriptions.cancel(by: TestShop.buyer)
        _ = try await test.shop.subscriptions.resume(by: TestShop.buyer)
        #expect(try await test.subscription().accessUntil == Self.due + Dunning.grace)
    }

    @Test func `a shop that was down for a hundred days charges the month that runs, and lists the others`()
        async throws
    {
        let test = try await TestShop.make()
        try await test.subscribe()
        test.clock.now = try #require(Instant("2026-04-16T10:00:00+09:00"))
        try await test.scheduler.drain()
        #expect(test.toss.charges == 2)
        let months = try await test.shop.subscriptions.newest(of: TestShop.buyer).months
        #expect(months.map { $0.order.period?.number } == [0, 3])
        #expect(try await test.subscription().nextChargeAt == Instant("2026-05-05T09:00:00+09:00"))
        #expect(try await test.tier() == "PRO")
        #expect(try await test.findings() == ["missed_months subscription/1/1"])
        // The next absence is listed too, though nobody has looked at the first.
        test.clock.now = try #require(Instant("2026-07-25T10:00:00+09:00"))
        try await test.scheduler.drain()
        #expect(test.toss.charges == 3)
        #expect(
            try await test.findings() == ["missed_months subscription/1/1", "missed_months subscription/1/4"]
        )
        #expect(test.delivered(.findingMail) == 2)
    }

    @Test(arguments: [true, false])
    func `a subscription that was cancelled ends in the absence, whatever month it is`(wasRefused: Bool) async throws {
        let test = try await TestShop.make()
        try await test.subscribe()
        _ = try await test.shop.subscriptions.cancel(by: TestShop.buyer)
        test.clock.now = try #require(Instant("2026-04-16T10:00:00+09:00"))
        if wasRefused { test.toss.script(.charge, .refuse("REJECT_CARD_PAYMENT")) }
        try await test.scheduler.drain()
        #expect(test.toss.charges == 1)
        #expect(try await test.tier() == "FREE")
        #expect(try await test.findings() == [])
    }

    // MARK: A month paid twice

    @Test func `a renewal that was charged although the answer said no is found before it is tried again`()
        async throws
    {
        let test = try await TestShop.make()
        try await test.subscribe()
        test.toss.script(.charge, .refuseAfter("REJECT_CARD_PAYMENT"))
        try await test.run(until: Self.due)
        #expect(try await test.subscription().state == .pastDue)
        try await test.run(until: Self.due + .seconds(2 * 86_400))
        #expect(try await test.subscription().state == .active)
        #expect(test.toss.charges == 2)
    }

    @Test func `a month that two orders have paid is told, and one given back leaves the other`() async throws {
        let test = try await TestShop.make()
        try await test.subscribe()
        test.toss.script(.charge, .refuseAfter("REJECT_CARD_PAYMENT"))
        try await test.run(until: Self.due)
        _ = try await test.shop.subscriptions.authorize(.consent("second card"), by: TestShop.buyer)
        #expect(test.toss.charges == 3)
        let report = try await test.reconcile()
        #expect(report.failures == [])
        let first = try #require(
            try await test.shop.subscriptions.newest(of: TestShop.buyer).months.dropFirst().first?.order.id
        )
        #expect(try await test.findings() == ["paid_twice \(first)"])
        _ = try await test.shop.refunds.refund(first, reason: "paid twice", by: TestShop.admin)
        #expect(try await test.findings() == [])
        #expect(try await test.subscription().state == .active)
        #expect(try await test.tier() == "PRO")
    }

    @Test func `an order for a subscription that somebody else confirmed is money without a month`() async throws {
        let test = try await TestShop.make()
        let order = try await test.shop.subscriptions.create(for: TestShop.buyer).order
        test.toss.add("key1", order.id, order.amount, .done)
        let other = try await test.paid("key2").orderID
        test.toss.cancelOutside("key2", 50_000)
        let report = try await test.reconcile()
        #expect(report.failures == [])
        #expect(try await test.findings() == ["paid_after_end \(order.id)"])
        #expect(try await test.tier() == "FREE")
        // It held up nothing else.
        #expect(try await test.state(other) == .refunded)
        _ = try await test.shop.refunds.refund(order.id, reason: "not ours", by: TestShop.admin)
        #expect(try await test.findings() == [])
    }
}
