import HTTPServer
import JSON
import Locking
import SandboxCore
import SandboxServer
import Testing

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
        let outside = SandboxCell.Outside(send: { _, cell in cell.apply(.reset(.data)) }, ring: { _, _ in })
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
        await gateway.sleeper.untilSomebodySleeps(.seconds(12))
        _ = try await gateway.control(.post, "/reset")
        #expect(try await advance.answer().status == 409)
        #expect(try await gateway.control(.get, "/clock").text("now") == "2026-01-05T09:00:00+09:00")
        #expect(try await gateway.control(.post, "/clock/advance", #"{"by":"PT1M"}"#).status == 200)
    }

    @Test func `an advance waits longer than a silent receiver may take, so that its retry comes in time`() async throws
    {
        let gateway = try Gateway(
            scenario: #"{"name":"n","description":"d","clock":{"mode":"manual","start":"2026-01-05T09:00:00+09:00"}}"#
        )
        let endpoint = #"{"url":"http://127.0.0.1:9/"}"#
        _ = try await gateway.control(.post, "/webhooks/endpoints", endpoint)
        _ = try await gateway.paidPayment("order-1", 1_000)
        let advance = gateway.start(.toss(.post, "/sandbox/clock/advance", #"{"by":"PT1M"}"#))
        // At ten seconds the attempt fails; only at twelve would the clock go on without it.
        await gateway.sleeper.untilSomebodySleeps(.seconds(12))
        gateway.post.isAutomatic.withLock { $0 = true }
        gateway.deliver(status: 500)
        let ran = try await advance.answer()["ran"]?.array ?? []
        #expect(ran.map { $0["at"]?.string } == ["2026-01-05T09:01:00+09:00"])
    }

    @Test func `a wait that is over leaves nobody asleep`() async throws {
        let (asleep, began) = AsyncStream.makeStream(of: Void.self)
        let (awake, ended) = AsyncStream.makeStream(of: Void.self)
        var configuration = Tossbox.Configuration()
        configuration.world.sleep = { duration in
            began.yield()
            defer { ended.yield() }
            try await Task.sleep(for: duration)
        }
        let post = Post()
        let outside = SandboxCell.Outside(send: { post.take($0, from: $1) }, ring: { _, _ in })
        let application = try Application(configuration, outside: outside)
        let cell = try #require(application.hub.cell(named: "gateway"))
        let emission = #"{"eventType":"BILLING_DELETED","billingKey":"key","url":"http://127.0.0.1:9/"}"#
        _ = try await answer(application, "/webhooks/emit", emission)
        let settlement = Task { await cell.settle(upTo: nil, timeout: .seconds(600)) }
        for await _ in asleep { break }
        cell.apply(.reset(.data))
        #expect(await settlement.value == .quiet)
        for await _ in awake { break }
    }
}
