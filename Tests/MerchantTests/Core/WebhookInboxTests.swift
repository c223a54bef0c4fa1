import Encodings
import Crypto
import Database
import Merchant
import Testing
import TossAPI
import TossClient

@Suite(.onEachDatabase) struct WebhookInboxTests {
    private func event(_ order: String, _ status: String = "DONE", type: String = "PAYMENT_STATUS_CHANGED") -> [UInt8] {
        Array(#"{"eventType":"\#(type)","data":{"orderId":"\#(order)","status":"\#(status)"}}"#.utf8)
    }

    @Test func `ten deliveries of one transmission are one event`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        var news: [Bool] = []
        for _ in 0..<10 { news.append(try await test.shop.inbox.receive(event(order), transmissionID: "t1", at: "x")) }
        #expect(news.count { $0 } == 1)
        #expect(try await test.count("inbox") == 1)
        try await test.scheduler.drain()
        #expect(test.toss.count(.lookUp) == 1)
        #expect(test.sink.effects.count == 1)
    }

    @Test(arguments: [PaymentStatus.inProgress, .ready, .aborted, .expired])
    func `a forged DONE changes nothing`(status: PaymentStatus) async throws {
        let test = try await TestShop.make()
        let confirmation = try await test.authenticated()
        test.toss.set("key1", status)
        _ = try await test.shop.inbox.receive(event(confirmation.orderID), transmissionID: "t1", at: "x")
        _ = try await test.shop.inbox.receive(event("ORDER_of_nobody"), transmissionID: "t2", at: "x")
        try await test.scheduler.drain()
        #expect(try await test.state(confirmation.orderID) == .pending)
        #expect(try await test.count("purchases") == 0)
        #expect(try await test.count("inbox WHERE outcome IS NULL") == 0)
        #expect(test.sink.effects.isEmpty)
    }

    @Test func `a webhook before the lost answer completes the payment, and the rest changes nothing`() async throws {
        let test = try await TestShop.make()
        let confirmation = try await test.authenticated()
        test.toss.script(.confirm, .loseAfter)
        await #expect(throws: ShopError.self) {
            try await test.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
        }
        _ = try await test.shop.inbox.receive(event(confirmation.orderID), transmissionID: "t1", at: "x")
        try await test.scheduler.drain()
        #expect(try await test.state(confirmation.orderID) == .completed)
        _ = try await test.shop.inbox.receive(event(confirmation.orderID, "ABORTED"), transmissionID: "t2", at: "x")
        _ = try await test.shop.inbox.receive(event(confirmation.orderID, "EXPIRED"), transmissionID: "t3", at: "x")
        try await test.advance(.seconds(3_600))
        #expect(try await test.state(confirmation.orderID) == .completed)
        #expect(test.sink.effects.map(\.kind) == [.purchaseMail])
    }

    @Test func `a cancel made at Toss is booked once`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        test.toss.cancelOutside("key1", 20_000)
        for id in ["t1", "t2"] {
            _ = try await test.shop.inbox.receive(event(order, "PARTIAL_CANCELED"), transmissionID: id, at: "x")
        }
        try await test.scheduler.drain()
        #expect(try await test.state(order) == .partiallyRefunded)
        #expect(try await test.payment(order).refunded == 20_000)
        test.toss.cancelOutside("key1", 30_000)
        _ = try await test.shop.inbox.receive(event(order, "CANCELED"), transmissionID: "t3", at: "x")
        try await test.scheduler.drain()
        #expect(try await test.state(order) == .refunded)
        #expect(try await test.count("purchases WHERE revoked_at IS NULL") == 0)
    }

    @Test(arguments: [PaymentState.pending, .failed])
    func `money that Toss has taken is booked, whatever the shop believed`(before: PaymentState) async throws {
        let test = try await TestShop.make()
        let confirmation = try await test.authenticated()
        if before == .failed {
            test.toss.script(.confirm, .refuse("REJECT_CARD_COMPANY"))
            await #expect(throws: ShopError.self) {
                try await test.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
            }
        }
        #expect(try await test.state(confirmation.orderID) == before)
        test.toss.set("key1", .done)
        _ = try await test.shop.inbox.receive(event(confirmation.orderID), transmissionID: "t1", at: "x")
        try await test.scheduler.drain()
        #expect(try await test.state(confirmation.orderID) == .completed)
        #expect(try await test.count("purchases") == 1)
    }

    @Test func `a payment of another amount is no payment of the order`() async throws {
        let test = try await TestShop.make()
        let order = try await test.shop.payments.prepare(productID: "1", for: TestShop.buyer).order.id
        test.toss.add("key1", order, 100, .done)
        _ = try await test.shop.inbox.receive(event(order), transmissionID: "t1", at: "x")
        try await test.scheduler.drain()
        #expect(try await test.state(order) == .pending)
        #expect(test.sink.effects.map(\.kind) == [.findingMail])
    }

    @Test func `a cancel of Toss's own is booked beside a refund whose answer was lost`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        test.toss.script(.cancel, .loseAfter)
        await #expect(throws: ShopError.self) {
            try await test.shop.refunds.refund(order, amount: 10_000, reason: "lost", by: TestShop.admin)
        }
        test.toss.cancelOutside("key1", 15_000)
        test.toss.script(.lookUp, .loseBefore)
        _ = try await test.shop.inbox.receive(event(order, "PARTIAL_CANCELED"), transmissionID: "t1", at: "x")
        for _ in 0..<3 { try await test.advance(.seconds(120)) }
        #expect(try await test.payment(order).refunded == 25_000)
        #expect(try await test.count("refunds WHERE state = 'done'") == 2)
    }

    @Test func `an event is kept until Toss can be asked`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        test.toss.cancelOutside("key1", 50_000)
        test.toss.script(.lookUp, .loseBefore, .unreachable)
        _ = try await test.shop.inbox.receive(event(order, "CANCELED"), transmissionID: "t1", at: "x")
        try await test.scheduler.drain()
        #expect(try await test.state(order) == .completed)
        try await test.advance(.seconds(5))
        try await test.advance(.seconds(30))
        #expect(try await test.state(order) == .refunded)
    }

    @Test func `an event about a charge that is recorded changes nothing`() async throws {
        let test = try await TestShop.make()
        let (order, _) = try await test.shop.subscriptions.create(for: TestShop.buyer)
        _ = try await test.shop.subscriptions.authorize(.consent("a"), by: TestShop.buyer)
        let before = try await test.shop.subscriptions.newest(of: TestShop.buyer)
        for (id, type) in [("t1", "PAYMENT_APPROVED"), ("t2", "PAYMENT_FAILED"), ("t3", "PAYMENT_FAILED")] {
            let body = event(order.id, type: type)
            _ = try await test.shop.inbox.receive(body, transmissionID: id, at: "billing")
        }
        try await test.scheduler.drain()
        let after = try await test.shop.subscriptions.newest(of: TestShop.buyer)
        #expect(after == before)
        #expect(test.toss.charges == 1)
        #expect(try await test.tier() == "PRO")
    }

    @Test func `a virtual account is paid when its deposit has come`() async throws {
        let test = try await TestShop.make()
        let confirmation = try await test.authenticated()
        test.toss.script(.confirm, .loseBefore)
        await #expect(throws: ShopError.self) {
            try await test.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
        }
        test.toss.set("key1", .waitingForDeposit)
        try await test.advance(.seconds(5))
        #expect(try await test.state(confirmation.orderID) == .awaitingDeposit)
        func deposit(_ secret: String) -> [UInt8] {
            Array(#"{"secret":"\#(secret)","status":"DONE","orderId":"\#(confirmation.orderID)"}"#.utf8)
        }
        await #expect(throws: ShopError.badSignature) {
            try await test.shop.inbox.receive(deposit("ps_forged"), transmissionID: "t1", at: "x")
        }
        test.toss.set("key1", .done)
        _ = try await test.shop.inbox.receive(deposit("ps_secret"), transmissionID: "t1", at: "x")
        try await test.scheduler.drain()
        #expect(try await test.state(confirmation.orderID) == .completed)
    }

    @Test func `what is no event is refused`() async throws {
        let test = try await TestShop.make()
        for body in ["", "[]", "{", "\u{FEFF}{}", "1"] {
            await #expect(throws: ShopError.malformedEvent) {
                try await test.shop.inbox.receive(Array(body.utf8), transmissionID: "t", at: "x")
            }
        }
        await #expect(throws: ShopError.malformedEvent) {
            try await test.shop.inbox.receive(Array("{}".utf8), transmissionID: "a b", at: "x")
        }
        #expect(try await test.shop.inbox.receive(Array("{}".utf8), transmissionID: nil, at: "x"))
        #expect(try await !test.shop.inbox.receive(Array("{}".utf8), transmissionID: nil, at: "x"))
    }

    @Test func `the legacy signature is the hexadecimal HMAC of the body as it came`() throws {
        let body = Array(#"{"a":1}"#.utf8)
        let secret = Array("whsec".utf8)
        let good = hex(HMAC.authenticate(body, key: secret, using: .sha256))
        try WebhookInbox.verify(body, signature: good, secret: secret)
        for bad in [nil, "", String(good.dropLast()), "sha256=" + good, good.uppercased()] {
            #expect(throws: ShopError.badSignature) { try WebhookInbox.verify(body, signature: bad, secret: secret) }
        }
        #expect(throws: ShopError.badSignature) {
            try WebhookInbox.verify(body + [32], signature: good, secret: secret)
        }
        let empty = hex(HMAC.authenticate(body, key: [], using: .sha256))
        #expect(throws: ShopError.badSignature) { try WebhookInbox.verify(body, signature: empty, secret: []) }
    }
}

@Suite struct OutboxTests {
    @Test func `an effect that fails is delivered later, with the same id, and once`() async throws {
        let test = try await TestShop.make()
        test.sink.refuse(2)
        let order = try await test.paid().orderID
        try await test.scheduler.drain()
        #expect(test.sink.effects.isEmpty)
        try await test.advance(.seconds(5))
        #expect(test.sink.effects.isEmpty)
        try await test.advance(.seconds(30))
        try await test.advance(.seconds(3_600))
        #expect(test.sink.effects.map(\.id) == ["purchase_mail/\(order)"])
    }

    @Test func `what a payment causes is written with it or not at all`() async throws {
        let test = try await TestShop.make()
        let confirmation = try await test.authenticated()
        try await test.shop.context.store.write { db in
            try db.execute("CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'full'); END")
        }
        await #expect(throws: ShopError.self) {
            try await test.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
        }
        #expect(try await test.state(confirmation.orderID) == .confirming)
        #expect(try await test.count("purchases") == 0)
        try await test.shop.context.store.write { db in try db.execute("DROP TRIGGER full") }
        try await test.advance(.seconds(90))
        #expect(try await test.state(confirmation.orderID) == .completed)
        #expect(test.toss.charges == 1)
        #expect(test.sink.effects.count == 1)
    }
}
