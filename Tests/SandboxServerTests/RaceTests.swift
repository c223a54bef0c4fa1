import HTTPServer
import JSON
import Locking
import SandboxCore
import SandboxServer
import Testing
import TossAPI

/// Calls that meet in one sandbox: whichever comes first, each gets an answer that makes sense.
@Suite(.timeLimit(.minutes(3))) struct RaceTests {
    /// An answer that is there at once.
    private func answer(_ application: Application, _ path: String, _ body: String) async throws -> Answer {
        let pending = PendingAnswer()
        application.handle(.toss(.post, "/sandbox" + path, body), Exchange { pending.settle($0) })
        return try await pending.answer()
    }

    @Test(arguments: [false, true])
    func `a reset that comes before the answer takes nothing out of it`(emits: Bool) async throws {
        // The webhook leaves before the call is answered, and its receiver is quick.
        let outside = SandboxCell.Outside(send: { _, cell in cell.apply(ResetSandbox(.data)) }, ring: { _, _ in })
        let application = try Application(Tossbox.Configuration(), outside: outside)
        _ = try await answer(application, "/webhooks/endpoints", #"{"url":"http://127.0.0.1:9/"}"#)
        let visit = try await answer(application, "/payments", #"{"orderId":"order-1","amount":1000}"#)
        let key = try #require(visit.text("paymentKey"))
        let emission = #"{"eventType":"PAYMENT_STATUS_CHANGED","paymentKey":"\#(key)"}"#
        let last =
            emits
            ? try await answer(application, "/webhooks/emit", emission)
            : try await answer(application, "/payments/\(key)/expire", "")
        #expect(last.status == 200)
        #expect(last.text.contains(key))
    }

    @Test func `a clock that is started over is not moved by an advance of before`() async throws {
        let gateway = try Gateway(
            scenario: #"{"name":"n","description":"d","clock":{"mode":"manual","start":"2026-01-05T09:00:00+09:00"}}"#
        )
        let endpoint = #"{"url":"http://127.0.0.1:9/"}"#
        _ = try await gateway.control(.post, "/webhooks/endpoints", endpoint)
        _ = try await gateway.paidPayment("order-1", 1_000)
        // Waits for the webhook, whose receiver takes its time.
        let advance = gateway.start(.toss(.post, "/sandbox/clock/advance", #"{"by":"PT10M"}"#))
        try await Self.untilAdvancing(gateway)
        _ = try await gateway.control(.post, "/reset")
        #expect(try await advance.answer().status == 409)
        #expect(try await gateway.control(.get, "/clock").text("now") == "2026-01-05T09:00:00+09:00")
        #expect(try await gateway.control(.post, "/clock/advance", #"{"by":"PT1M"}"#).status == 200)
    }

    private static func untilAdvancing(_ gateway: Gateway) async throws {
        let cell = try cell(gateway)
        while !cell.isAdvancing { await Task.yield() }
    }

    private static func cell(_ gateway: Gateway) throws -> SandboxCell {
        try #require(MerchantKey(Gateway.key).flatMap { gateway.application.hub.cell(for: $0) })
    }

    @Test func `an advance waits for every webhook, however many receivers are silent one after the other`()
        async throws
    {
        let gateway = try Gateway(
            scenario: #"""
                {"name":"n","description":"d","clock":{"mode":"manual","start":"2026-01-05T09:00:00+09:00"},
                 "webhooks":{"retries":["PT1M"],"endpoints":[{"url":"http://127.0.0.1:9/"}],
                             "rules":[{"on":"*","then":{"duplicate":20}}]}}
                """#
        )
        _ = try await gateway.paidPayment("order-1", 1_000)
        let advance = gateway.start(.toss(.post, "/sandbox/clock/advance", #"{"by":"PT1M"}"#))
        try await Self.untilAdvancing(gateway)
        // Each receiver may take ten seconds; nothing but their answers moves the clock.
        for _ in 1...20 {
            #expect(!advance.isThere)
            #expect(try await gateway.control(.get, "/clock").text("now") == "2026-01-05T09:00:00+09:00")
            gateway.deliverOne(status: 500)
        }
        while !advance.isThere {
            gateway.deliverOne()
            await Task.yield()
        }
        let ran = try await advance.answer()["ran"]?.array ?? []
        #expect(ran.count == 20)
        #expect(Set(ran.map { $0["at"]?.string }) == ["2026-01-05T09:01:00+09:00"])
        #expect(gateway.post.sent.count == 40)
    }

    @Test func `an advance comes to its end though every webhook causes another one`() async throws {
        let gateway = try Gateway(
            scenario: #"{"name":"n","description":"d","clock":{"mode":"manual","start":"2026-01-05T09:00:00+09:00"}}"#
        )
        _ = try await gateway.control(.post, "/webhooks/endpoints", #"{"url":"http://127.0.0.1:9/"}"#)
        _ = try await gateway.paidPayment("order-1", 1_000)
        let cell = try Self.cell(gateway)
        let advance = gateway.start(.toss(.post, "/sandbox/clock/advance", #"{"by":"PT1M"}"#))
        try await Self.untilAdvancing(gateway)
        let emission = Emission(
            eventType: .billingDeleted,
            subject: .billingKey("key"),
            status: nil,
            data: JSONObject(),
            url: "http://127.0.0.1:9/"
        )
        var emissions = 0
        while !advance.isThere {
            try cell.apply(emission)
            gateway.deliverOne()
            emissions += 1
            await Task.yield()
        }
        #expect(try await advance.answer().status == 200)
        #expect(emissions >= 1000)
    }

    @Test func `a wait that is over leaves nobody asleep`() async throws {
        let (asleep, began) = AsyncStream.makeStream(of: Void.self)
        let (awake, ended) = AsyncStream.makeStream(of: Void.self)
        let gateway = try Gateway {
            $0.world.sleep = { _ in
                began.yield()
                defer { ended.yield() }
                // Nothing ever comes: only who cancels the sleeper ends it.
                let (stream, nothing) = AsyncStream.makeStream(of: Never.self)
                for await _ in stream {}
                nothing.finish()
            }
        }
        let cell = try Self.cell(gateway)
        let emission = #"{"eventType":"BILLING_DELETED","billingKey":"key","url":"http://127.0.0.1:9/"}"#
        _ = try await gateway.control(.post, "/webhooks/emit", emission)
        let settlement = Task { await cell.settle(upTo: nil, timeout: .seconds(600)) }
        for await _ in asleep { break }
        cell.apply(ResetSandbox(.data))
        #expect(await settlement.value == .quiet)
        for await _ in awake { break }
    }
}
