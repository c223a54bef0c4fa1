import HTTPServer
import JSON
import Locking
import SandboxCore
import SandboxServer
import Scenarios
import TestSupport
import Testing
import TossAPI

/// What becomes of a sandbox's business when it is forgotten.
@Suite(.timeLimit(.minutes(3))) struct ForgettingTests {
    @Test func `a forgotten sandbox sends nothing more`() async throws {
        let (gateway, _) = try await Standing.gateway()
        let before = gateway.post.sent.count
        let key = try await gateway.paidPayment("order-1", 15_000)
        _ = try await gateway.cancel(key, #"{"cancelReason":"r"}"#)
        #expect(gateway.post.sent.count == before + 1)
        #expect(try await gateway.control(.delete, "").status == 200)
        gateway.deliver(status: 500)
        #expect(gateway.post.sent.count == before + 1)
    }

    @Test func `a call that still has a forgotten sandbox sets nothing off`() async throws {
        let (gateway, standing) = try await Standing.gateway()
        let cell = try #require(gateway.application.hub.cell(named: "gateway"))
        #expect(try await gateway.control(.delete, "").status == 200)
        let before = gateway.post.sent.count
        cell.apply(AddEndpoint(EndpointSetting(url: "http://127.0.0.1:9/"), origin: .call))
        let emission = Emission(
            eventType: .billingDeleted,
            subject: .billingKey("key"),
            status: nil,
            data: JSONObject(),
            url: nil
        )
        #expect(try cell.apply(emission).places.count == 1)
        #expect(gateway.post.sent.count == before)
        #expect(await cell.settle(upTo: nil, timeout: .seconds(5)) == .quiet)
        #expect(try await gateway.status(standing.done) == nil)
    }

    @Test func `who waits for a sandbox that is forgotten waits no longer`() async throws {
        let (gateway, _) = try await Standing.gateway()
        _ = try await gateway.paidPayment("order-1", 15_000)
        let advance = gateway.start(.toss(.post, "/sandbox/clock/advance", #"{"by":"PT1M"}"#))
        let cell = try #require(gateway.application.hub.cell(named: "gateway"))
        while !cell.isAdvancing { await Task.yield() }
        #expect(try await gateway.control(.delete, "").status == 200)
        #expect(try await advance.answer().status == 409)
    }

    @Test func `a fork that still has a forgotten sandbox is refused, and all goes on`() async throws {
        let folder = TemporaryFolder()
        let failures = Locked<[String]>([])
        let data = try DataStore(folder.path, onFailure: { reason in failures.withLock { $0.append(reason) } })
        let outside = SandboxCell.Outside(send: { _, _ in }, ring: { _, _ in })
        let hub = try Application(Tossbox.Configuration(), outside: outside, data: data).hub
        let source = try #require(hub.cell(named: "source"))
        let target = try #require(hub.cell(named: "target"))
        _ = try source.apply(TakeSnapshot(name: "s"))
        hub.forget("source")
        // What it left is dropped by then.
        data.finish()
        #expect(throws: ControlRefusal.self) { try target.becomeFork(of: source, at: "s") }
        target.apply(AddEndpoint(EndpointSetting(url: "http://127.0.0.1:9/"), origin: .call))
        data.finish()
        #expect(failures.withLock { $0 }.isEmpty)
    }
}
