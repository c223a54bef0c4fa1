import Database
import Merchant
import Testing
import TossAPI
import TossClient

/// The daily job at three in the morning in Seoul.
@Suite(.timeLimit(.minutes(3))) struct TidyingTests {
    private func event(_ order: String) -> [UInt8] {
        Array(#"{"eventType":"PAYMENT_STATUS_CHANGED","data":{"orderId":"\#(order)"}}"#.utf8)
    }

    private static let day = Duration.seconds(86_400)

    @Test func `events are kept for thirty days, ignored ones for one, delivered effects for ninety`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        _ = try await test.shop.inbox.receive(event(order), transmissionID: "ours", at: "x")
        _ = try await test.shop.inbox.receive(event("ORDER_none"), transmissionID: "foreign", at: "x")
        try await test.scheduler.drain()
        for (days, inbox, outbox) in [(1, 2, 2), (2, 1, 2), (30, 1, 2), (31, 0, 2), (90, 0, 2), (92, 0, 0)] {
            try await test.run(until: TestShop.start + Self.day * days)
            #expect(try await test.count("inbox") == Int64(inbox), "after \(days) days")
            #expect(try await test.count("outbox") == Int64(outbox), "after \(days) days")
        }
        #expect(try await test.count("look_up_budgets") == 0)
        #expect(try await test.count("purchases") == 1)
    }

    @Test func `what waits is never thrown away`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        test.sink.refuse(.max)
        _ = try await test.shop.inbox.receive(event("ORDER_none"), transmissionID: "foreign", at: "x")
        for _ in 0..<4_000 { test.toss.script(.lookUp, .loseBefore) }
        _ = try await test.shop.inbox.receive(event(order), transmissionID: "ours", at: "x")
        try await test.run(until: TestShop.start + Self.day * 100)
        #expect(try await test.count("inbox") == 1)
        #expect(try await test.count("outbox WHERE kind = 'purchase_mail'") == 1)
    }

    @Test func `the operator hears of a kind of forgery once a day, with a count`() async throws {
        let test = try await TestShop.make()
        for day in 0..<3 {
            for number in 0..<40 {
                _ = try await test.shop.inbox.receive(event("ORDER_none"), transmissionID: "\(day)-\(number)", at: "x")
            }
            let secret = Array(#"{"orderId":"ORDER_none","status":"DONE","secret":"made up"}"#.utf8)
            for _ in 0..<2 {
                await #expect(throws: ShopError.badSignature) {
                    try await test.shop.inbox.receive(secret, transmissionID: "d", at: "x")
                }
            }
            try await test.run(until: TestShop.start + Self.day * (day + 1))
            #expect(test.sink.effects.count == 2 * (day + 1))
        }
        #expect(
            test.sink.effects.prefix(2).map(\.payload) == [
                #"{"kind":"deposit_secret","day":"2026-01-05","count":2}"#,
                #"{"kind":"event_foreign_order","day":"2026-01-05","count":40}"#,
            ]
        )
        #expect(Set(test.sink.effects.map(\.kind.rawValue)) == ["forgery_mail"])
        #expect(Set(test.sink.effects.map(\.id)).count == 6)
        #expect(try await test.count("forgeries") == 0)
    }

    @Test func `it runs at three, and at once when it was missed`() async throws {
        let test = try await TestShop.make()
        let three = try #require(Instant("2026-01-06T03:00:00+09:00"))
        let tidying = try #require(test.shop.jobs.first { $0.name == .tidying })
        #expect(try await tidying.next(test.clock.now) == three)
        #expect(try await tidying.next(three) == three + Self.day)
        _ = try await test.shop.inbox.receive(event("ORDER_none"), transmissionID: "t", at: "x")
        let late = three + Self.day * 5 + .seconds(7)
        #expect(try await tidying.next(late) == late)
        try await tidying.run(late)
        #expect(try await tidying.next(late) == three + Self.day * 6)
    }
}
