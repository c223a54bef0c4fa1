import Encodings
import HTTPClient
import HTTPServer
import JSON
import Locking
import Merchant
import Testing
import TossAPI
import TossClient

/// The clock of a sandbox, as far as the merchant talks to it.
private final class ClockServer: Sendable {
    struct Seen: Sendable {
        var now = TestShop.start
        var alarms: [String: String] = [:]
        var authorizations: Set<String> = []
        var isBroken = false
    }

    let seen = Locked(Seen())

    @Sendable func handle(_ request: Request, _ exchange: Exchange) {
        let status = seen.withLock { seen in
            seen.authorizations.insert(request.headers["Authorization"] ?? "")
            if seen.isBroken { return 503 }
            guard request.method == .post else { return 200 }
            guard let body = try? JSONNode(parsing: request.body), let id = body["id"]?.string,
                let at = body["at"]?.string.flatMap({ Instant($0) }), at > seen.now
            else { return 400 }
            seen.alarms[id] = "\(at) \(body["url"]?.string ?? "")"
            return 201
        }
        let now = seen.withLock { $0.now.timestamp }
        exchange.respond(Response(status: status, body: JSONWriter.bytes { $0.object { $0.member("now", now) } }))
    }
}

@Suite(.timeLimit(.minutes(3))) struct SandboxClockClientTests {
    @Test func `the sandbox's clock is read, and each job sets its alarm there`() async throws {
        let clockServer = ClockServer()
        let server = try Server.start(handler: clockServer.handle)
        defer { server.stop(grace: .zero) }
        let clock = SandboxClockClient(url: server.url, secretKey: "test_sk_1", client: Client())
        #expect(try await clock.now() == TestShop.start)

        let test = try await TestShop.make()
        let scheduler = Scheduler(
            test.shop.jobs,
            clock: clock.clock,
            timer: .alarms(clock, id: "shop", callback: "http://shop/alarms")
        )
        await scheduler.start(listeningTo: test.shop.context.bell)
        let renewals = clockServer.seen.withLock { $0.alarms["shop-renewals"] }
        #expect(renewals == "2026-01-06T09:00:00+09:00 http://shop/alarms/renewals")

        let confirmation = try await test.authenticated()
        test.toss.script(.confirm, .loseAfter)
        await #expect(throws: ShopError.self) {
            try await test.shop.payments.confirm(confirmation, by: TestShop.buyer.id)
        }
        // The alarm is set before the caller hears anything, so that the clock may be moved at once.
        let janitor = clockServer.seen.withLock { $0.alarms["shop-janitor"] }
        #expect(janitor == "2026-01-05T12:00:05+09:00 http://shop/alarms/janitor")
        test.clock.advance(by: .seconds(5))
        clockServer.seen.withLock { $0.now = $0.now + .seconds(5) }
        #expect(try await scheduler.ring("janitor", now: test.clock.now) == nil)
        #expect(try await test.state(confirmation.orderID) == .completed)
        // What the alarm brought about was done before it was answered.
        #expect(test.sink.effects.map(\.kind) == [.purchaseMail])
        #expect(clockServer.seen.withLock { $0.authorizations } == ["Basic " + base64(Array("test_sk_1:".utf8))])
        await scheduler.stop()
    }

    @Test func `a clock that does not answer is an error, and nothing is asked of Toss`() async throws {
        let clockServer = ClockServer()
        clockServer.seen.withLock { $0.isBroken = true }
        let server = try Server.start(handler: clockServer.handle)
        defer { server.stop(grace: .zero) }
        let clock = SandboxClockClient(url: server.url, secretKey: "test_sk_1", client: Client())
        await #expect(throws: ShopError.clockUnreachable("GET /sandbox/clock was answered with 503")) {
            try await clock.now()
        }
    }
}
