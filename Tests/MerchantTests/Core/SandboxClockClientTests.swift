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
        var looks = 0
    }

    let seen = Locked(Seen())

    @Sendable func handle(_ request: Request, _ exchange: Exchange) {
        let status = seen.withLock { seen in
            seen.authorizations.insert(request.headers["Authorization"] ?? "")
            if seen.isBroken { return 503 }
            if request.method == .get { seen.looks += request.path.hasSuffix("/alarms") ? 1 : 0 }
            guard request.method == .post else { return 200 }
            guard let body = try? JSONNode(parsing: request.body), let id = body["id"]?.string,
                let at = body["at"]?.string.flatMap({ Instant($0) }), at > seen.now
            else { return 400 }
            seen.alarms[id] = "\(at.timestamp) \(body["url"]?.string ?? "")"
            return 201
        }
        let (now, alarms) = seen.withLock { ($0.now.timestamp, $0.alarms) }
        let body = JSONWriter.bytes {
            $0.object { json in
                json.member("now", now)
                json.member(
                    "items",
                    array: { json in
                        for (id, alarm) in alarms {
                            json.object { json in
                                json.member("id", id)
                                json.member("at", String(alarm.prefix(25)))
                            }
                        }
                    }
                )
            }
        }
        exchange.respond(Response(status: status, body: body))
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
            timer: .alarms(clock, id: "shop", callback: "http://shop/alarms") { _ in
                // Nobody watches in this test.
                throw CancellationError()
            }
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

    /// What can become of the alarms while nobody looks.
    enum Loss: CaseIterable, Sendable { case reset, oneGone, restoredEarlier, outOfReach, clockAhead }

    @Test(arguments: Loss.allCases)
    func `alarms that a sandbox has lost are set again`(loss: Loss) async throws {
        let clockServer = ClockServer()
        let server = try Server.start(handler: clockServer.handle)
        defer { server.stop(grace: .zero) }
        let clock = SandboxClockClient(url: server.url, secretKey: "test_sk_1", client: Client())
        let ran = Locked(0)
        let (asleep, fallAsleep) = AsyncStream.makeStream(of: Void.self)
        let (ticks, tick) = AsyncStream.makeStream(of: Void.self)
        let jobs = [JobName.renewals, .tidying].map { name in
            Job(
                name,
                next: { now in name == .renewals ? now.nextNineInSeoul : now.nineInSeoul + .seconds(86_400) },
                run: { _ in ran.withLock { $0 += 1 } }
            )
        }
        let scheduler = Scheduler(
            jobs,
            clock: clock.clock,
            timer: .alarms(clock, id: "shop", callback: "http://shop/alarms") { duration in
                guard duration == .seconds(2) else { throw CancellationError() }
                fallAsleep.yield()
                for await _ in ticks { return }
                throw CancellationError()
            }
        )
        await scheduler.start(listeningTo: JobBell())
        let before = clockServer.seen.withLock { $0.alarms }
        #expect(before.count == 2)
        var sleeps = asleep.makeAsyncIterator()
        await sleeps.next()
        // Nothing is wrong, so nothing is set.
        tick.yield()
        await sleeps.next()
        #expect(clockServer.seen.withLock { $0.looks } == 1)

        clockServer.seen.withLock { seen in
            switch loss {
            case .reset, .outOfReach: seen.alarms = [:]
            case .oneGone: seen.alarms["shop-renewals"] = nil
            case .restoredEarlier:
                seen.now = seen.now - .seconds(86_400)
                seen.alarms = ["shop-renewals": "2026-01-05T09:00:00+09:00 x"]
            case .clockAhead:
                seen.now = seen.now + .seconds(86_400)
                seen.alarms = [:]
            }
            seen.isBroken = loss == .outOfReach
        }
        tick.yield()
        await sleeps.next()
        if loss == .outOfReach {
            clockServer.seen.withLock { $0.isBroken = false }
            tick.yield()
            await sleeps.next()
        }
        let after = clockServer.seen.withLock { $0.alarms }
        switch loss {
        case .reset, .oneGone, .outOfReach: #expect(after == before)
        case .restoredEarlier: #expect(after["shop-renewals"]?.hasPrefix("2026-01-05T09:00:00+09:00 http") == true)
        case .clockAhead: #expect(after["shop-renewals"]?.hasPrefix("2026-01-07T09:00:00+09:00 http") == true)
        }
        #expect(after.count == 2)
        await scheduler.stop()
    }
}
