import Crypto
import Database
import Merchant
import Testing
import TossAPI
import TossClient

@Suite(.onEachDatabase) struct MerchantSubscriptionTests {
    private func subscribe(_ test: TestShop, authKey: String = "auth1") async throws -> Subscriptions.Overview {
        let (_, customerKey) = try await test.shop.subscriptions.create(for: TestShop.buyer)
        return try await test.shop.subscriptions.authorize(
            .consent(authKey),
            customerKey: customerKey,
            by: TestShop.buyer
        )
    }

    private func months(_ test: TestShop, _ state: PaymentState) async throws -> [OrderPayment] {
        try await test.shop.subscriptions.newest(of: TestShop.buyer).months.filter { $0.state == state }
    }

    @Test func `the first month is charged once, and makes the tier PRO`() async throws {
        let test = try await TestShop.make()
        let (order, customerKey) = try await test.shop.subscriptions.create(for: TestShop.buyer)
        #expect(order.id.hasPrefix("trk_pro_1767582000000_"))
        let overview = try await test.shop.subscriptions.authorize(
            .consent("auth1"),
            customerKey: customerKey,
            by: TestShop.buyer
        )
        #expect(overview.subscription.state == .active)
        #expect(overview.months.map(\.order.id) == [order.id])
        #expect(overview.subscription.nextChargeAt == Instant("2026-02-05T09:00:00+09:00"))
        let again = try await test.shop.subscriptions.authorize(
            .consent("auth1"),
            customerKey: customerKey,
            by: TestShop.buyer
        )
        #expect(again == overview)
        #expect(test.toss.charges == 1)
        #expect(test.toss.count(.issue) == 1)
        #expect(try await test.tier() == "PRO")
        await #expect(throws: ShopError.alreadySubscribed) {
            try await test.shop.subscriptions.authorize(.consent("auth2"), by: TestShop.buyer)
        }
    }

    @Test func `authorizations at the same time charge once`() async throws {
        let test = try await TestShop.make()
        _ = try await test.shop.subscriptions.create(for: TestShop.buyer)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    let overview = try await test.shop.subscriptions.authorize(.consent("a"), by: TestShop.buyer)
                    #expect(overview.subscription.state == .active)
                }
            }
            try await group.waitForAll()
        }
        #expect(test.toss.charges == 1)
    }

    @Test func `the older form compares amount and owner, and charges nothing by itself`() async throws {
        let test = try await TestShop.make()
        let (order, _) = try await test.shop.subscriptions.create(for: TestShop.buyer)
        _ = try await test.shop.subscriptions.create(for: TestShop.stranger)
        let tampered = Settlement(paymentKey: "key1", orderID: order.id, amount: 100)
        await #expect(throws: ShopError.amountDiffers(asked: 100, stored: 29_000)) {
            try await test.shop.subscriptions.authorize(.payment(tampered), by: TestShop.buyer)
        }
        let proof = Settlement(paymentKey: "key1", orderID: order.id, amount: 29_000)
        await #expect(throws: ShopError.notTheOwner) {
            try await test.shop.subscriptions.authorize(.payment(proof), by: TestShop.stranger)
        }
        #expect(test.toss.count(.issue) == 0)
        let overview = try await test.shop.subscriptions.authorize(.payment(proof), by: TestShop.buyer)
        #expect(overview.months.map(\.order.id) == [order.id])
        #expect(test.toss.charges == 1)
    }

    @Test func `answers lost while subscribing are asked for again, and charged once`() async throws {
        let test = try await TestShop.make()
        test.toss.script(.issue, .loseAfter)
        test.toss.script(.charge, .loseAfter)
        await #expect(throws: ShopError.self) { try await subscribe(test) }
        #expect(try await test.tier() == "FREE")
        for _ in 0..<3 { try await test.advance(.seconds(30)) }
        #expect(try await test.tier() == "PRO")
        #expect(test.toss.charges == 1)
        #expect(test.toss.count(.charge) == 1)
    }

    @Test func `a refused first charge leaves nothing behind, and the next card may do`() async throws {
        let test = try await TestShop.make()
        test.toss.script(.charge, .refuse("REJECT_CARD_COMPANY"))
        await #expect(throws: ShopError.refused(code: "REJECT_CARD_COMPANY", message: "no")) {
            try await subscribe(test)
        }
        #expect(try await test.tier() == "FREE")
        let second = try await subscribe(test, authKey: "auth2")
        #expect(second.subscription.state == .active)
        #expect(try await test.tier() == "PRO")
    }

    @Test func `three renewals on the anchor's day, one of them refused once`() async throws {
        let start = try #require(Instant("2026-01-31T15:00:00+09:00"))
        let test = try await TestShop.make(start: start)
        _ = try await subscribe(test)
        test.toss.script(.charge, .succeed, .refuse("REJECT_CARD_COMPANY"))
        try await test.run(until: try #require(Instant("2026-05-01T00:00:00+09:00")))
        let overview = try await test.shop.subscriptions.newest(of: TestShop.buyer)
        let found = overview.months.map {
            "\($0.order.createdAt.timestamp.prefix(13)) \($0.order.period?.number ?? -1) \($0.state.rawValue)"
        }
        #expect(
            found == [
                "2026-01-31T15 0 completed", "2026-02-28T09 1 completed", "2026-03-31T09 2 failed",
                "2026-04-01T09 2 completed",
                "2026-04-30T09 3 completed",
            ]
        )
        #expect(overview.subscription.state == .active)
        #expect(overview.subscription.refusals == 0)
        #expect(overview.subscription.nextChargeAt == Instant("2026-05-31T09:00:00+09:00"))
        #expect(test.toss.charges == 4)
        #expect(try await test.tier() == "PRO")
    }

    @Test func `after refusals on days 0, 1, 3, 5 and 7 the tier is FREE and the card given back`() async throws {
        let test = try await TestShop.make()
        _ = try await subscribe(test)
        for _ in 0..<9 { test.toss.script(.charge, .refuse("REJECT_CARD_COMPANY")) }
        try await test.run(until: try #require(Instant("2026-02-12T08:59:00+09:00")))
        #expect(try await test.tier() == "PRO")
        try await test.run(until: try #require(Instant("2026-03-20T00:00:00+09:00")))
        let refused = try await months(test, .failed).map { "\($0.order.createdAt.timestamp.prefix(13))" }
        #expect(
            refused == ["2026-02-05T09", "2026-02-06T09", "2026-02-08T09", "2026-02-10T09", "2026-02-12T09"]
        )
        #expect(try await test.tier() == "FREE")
        #expect(test.toss.count(.delete) == 1)
        #expect(test.sink.effects.count { $0.kind == .tierChange } == 2)
    }

    @Test(arguments: ["INVALID_CARD_LOST_OR_STOLEN", "INVALID_STOPPED_CARD"])
    func `a card that will not come back ends it at once`(code: String) async throws {
        let test = try await TestShop.make()
        _ = try await subscribe(test)
        test.toss.script(.charge, .refuse(code))
        try await test.run(until: try #require(Instant("2026-03-20T00:00:00+09:00")))
        #expect(test.toss.count(.charge) == 2)
        #expect(try await test.tier() == "FREE")
    }

    @Test(arguments: [ScriptedToss.Reaction.loseAfter, .loseBefore])
    func `a renewal whose answer is lost is charged once`(step: ScriptedToss.Reaction) async throws {
        let test = try await TestShop.make()
        _ = try await subscribe(test)
        test.toss.script(.charge, step)
        test.toss.script(.lookUp, .loseBefore, .loseBefore)
        try await test.run(until: try #require(Instant("2026-02-20T00:00:00+09:00")))
        #expect(test.toss.charges == 2)
        #expect(try await months(test, .completed).count == 2)
        #expect(try await months(test, .completed).last?.order.period?.number == 1)
    }

    @Test func `a shop killed in the middle of a renewal charges once`() async throws {
        try await withDatabaseFile { path in
            let first = try await TestShop.make(path: path)
            _ = try await subscribe(first)
            first.toss.script(.charge, .loseAfter)
            first.clock.now = try #require(Instant("2026-02-05T09:00:00+09:00"))
            try await first.scheduler.drain()
            #expect(first.toss.charges == 2)
            try await first.shop.context.store.write { db in
                try db.execute("UPDATE payments SET state = 'confirming' WHERE state = 'unknown'")
            }
            let second = try await TestShop.make(path: path, toss: first.toss)
            try await second.scheduler.drain()
            #expect(try await months(second, .completed).count == 2)
            #expect(second.toss.charges == 2)
        }
    }

    @Test func `a cancelled subscription lasts as long as it is paid`() async throws {
        let test = try await TestShop.make()
        _ = try await subscribe(test)
        let overview = try await test.shop.subscriptions.cancel(by: TestShop.buyer)
        #expect(overview.subscription.state == .cancelled)
        try await test.run(until: try #require(Instant("2026-02-05T08:59:59+09:00")))
        #expect(try await test.tier() == "PRO")
        try await test.run(until: try #require(Instant("2026-03-20T00:00:00+09:00")))
        #expect(try await test.tier() == "FREE")
        #expect(test.toss.charges == 1)
        #expect(test.toss.count(.delete) == 1)
    }

    @Test func `due dates follow the anchor's day`() throws {
        let anchor = try #require(Instant("2027-12-31T08:00:00+09:00"))
        let days = (1...4).map { BillingCalendar.due(anchor: anchor, period: $0).timestamp }
        #expect(
            days == [
                "2028-01-31T09:00:00+09:00", "2028-02-29T09:00:00+09:00", "2028-03-31T09:00:00+09:00",
                "2028-04-30T09:00:00+09:00",
            ]
        )
    }

    @Test(arguments: Subscription.State.allCases)
    func `an ended subscription stays ended`(state: Subscription.State) {
        var state = state
        for event in [Subscription.State.Event.cancel, .refuse, .end] { _ = state.apply(event) }
        #expect(state == .expired)
        for event in Subscription.State.Event.allCases {
            let moved = state.apply(event)
            #expect(!moved)
        }
    }
}

@Suite struct KeyVaultTests {
    private func key(_ id: String, _ byte: UInt8) -> KeyVault.Key {
        KeyVault.Key(id: id, bytes: [UInt8](repeating: byte, count: 32))
    }

    @Test func `a secret opens in its own place alone`() throws {
        let vault = try KeyVault(current: key("k1", 1))
        let place = KeyVault.Place("billing_keys", row: 1, user: 7)
        let sealed = try vault.seal("secret", at: place)
        #expect(try vault.open(sealed, at: place) == "secret")
        for other in [("billing_keys", 2, 7), ("billing_keys", 1, 8), ("subscriptions", 1, 7)]
            as [(String, Int64, Int64)]
        {
            #expect(throws: ShopError.secretUnreadable) {
                try vault.open(sealed, at: KeyVault.Place(other.0, row: other.1, user: other.2))
            }
        }
        #expect(try vault.seal("secret", at: place).iv != sealed.iv)
    }

    @Test func `a new key opens what the old one sealed, and seals it anew`() async throws {
        let test = try await TestShop.make()
        let (_, customerKey) = try await test.shop.subscriptions.create(for: TestShop.buyer)
        _ = try await test.shop.subscriptions.authorize(.consent("a"), customerKey: customerKey, by: TestShop.buyer)
        let stored = try await test.shop.context.store.read { db in
            try db.first("SELECT ciphertext FROM billing_keys") { try $0.bytes(0) }
        }
        #expect(stored?.contains(UInt8(ascii: "-")) != nil)
        #expect(stored.map { String(decoding: $0, as: UTF8.self).contains("billing-") } == false)
        let rotated = try KeyVault(current: key("k2", 2), earlier: [key("k1", 7)])
        let counts = try await test.shop.context.store.write { db in
            [try db.billingKeys.rotate(rotated), try db.billingKeys.rotate(rotated)]
        }
        #expect(counts == [1, 0])
        let onlyNew = Shop(test.shop.context, vault: try KeyVault(current: key("k2", 2)), sink: test.sink)
        test.clock.now = try #require(Instant("2026-02-05T09:00:00+09:00"))
        try await onlyNew.subscriptions.renewDue(test.clock.now)
        #expect(test.toss.charges == 2)
    }

    @Test func `a key of another length is refused`() {
        #expect(throws: CryptoError.keySize(31, needed: 32)) {
            try KeyVault(current: KeyVault.Key(id: "k", bytes: [UInt8](repeating: 0, count: 31)))
        }
    }
}
