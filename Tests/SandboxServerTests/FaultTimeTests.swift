import HTTPServer
import Locking
import Testing

/// How long faults last, on a clock that the test moves.
@Suite(.timeLimit(.minutes(3))) struct FaultTimeTests {
    /// The confirm of a payment under one fault, and its answer to be.
    private func confirm(_ fault: String) async throws -> (Gateway, PendingAnswer) {
        let gateway = try Gateway.with(rules: #"[{"name":"r","on":"payments.confirm","then":\#(fault)}]"#)
        let key = try await gateway.approvedPayment("order-1", 15_000)
        let body = Gateway.confirmBody(key, "order-1", 15_000)
        return (gateway, gateway.start(.toss(.post, "/v1/payments/confirm", body)))
    }

    @Test(arguments: [
        (#"{"fault":"hang"}"#, 60, Duration.zero), (#"{"fault":"hang","for":"PT2.5S"}"#, 2, .milliseconds(500)),
        (#"{"fault":"hang","for":"PT0.2S","phase":"after-commit"}"#, 0, .milliseconds(200)),
    ])
    func `a hang shows no byte and closes when its time is over`(
        fault: String,
        seconds: Int,
        rest: Duration
    ) async throws {
        let (gateway, pending) = try await confirm(fault)
        for _ in 0..<seconds {
            #expect(!pending.isThere)
            await gateway.sleeper.wake(after: .seconds(1))
        }
        if rest > .zero {
            #expect(!pending.isThere)
            await gateway.sleeper.wake(after: rest)
        }
        await #expect(throws: PendingAnswer.ConnectionClosed.self) { try await pending.answer() }
        #expect(pending.written.isEmpty)
    }

    @Test(arguments: ["hang", "drip"])
    func `a client that leaves ends the fault within a second`(fault: String) async throws {
        let (gateway, pending) = try await confirm(#"{"fault":"\#(fault)","for":"PT10M","phase":"after-commit"}"#)
        await gateway.sleeper.wake(after: .seconds(1))
        await gateway.sleeper.untilSomebodySleeps(.seconds(1))
        pending.isAbandoned.withLock { $0 = true }
        await gateway.sleeper.wake(after: .seconds(1))
        await #expect(throws: PendingAnswer.ConnectionClosed.self) { try await pending.answer() }
        #expect(pending.written.count == (fault == "drip" ? 1 : 0))
    }

    @Test(arguments: [
        (#"{"fault":"drip"}"#, Duration.seconds(1)), (#"{"fault":"drip","for":"PT0.2S"}"#, .milliseconds(200)),
    ])
    func `a drip waits between any two bytes`(fault: String, pause: Duration) async throws {
        let (gateway, pending) = try await confirm(fault)
        for count in 1...20 {
            await gateway.sleeper.untilSomebodySleeps(pause)
            #expect(pending.written.count == count)
            await gateway.sleeper.wake(after: pause)
        }
        await gateway.sleeper.untilSomebodySleeps(pause)
        #expect(pending.written.allSatisfy { $0.count == 1 })
        #expect(String(decoding: pending.written.joined().prefix(21), as: UTF8.self) == "HTTP/1.1 500 Internal")
    }

    @Test func `a fault that waits keeps nobody from asking again`() async throws {
        let rule =
            #"[{"name":"r","on":"payments.confirm","attempts":[1],"then":{"fault":"hang","phase":"after-commit"}}]"#
        let gateway = try Gateway.with(rules: rule)
        let key = try await gateway.approvedPayment("order-1", 15_000)
        let keyed: HTTPHeaders = ["Idempotency-Key": "once"]
        let body = Gateway.confirmBody(key, "order-1", 15_000)
        let pending = gateway.start(.toss(.post, "/v1/payments/confirm", body, headers: keyed))
        await gateway.sleeper.untilSomebodySleeps(.seconds(1))
        #expect(try await gateway.confirm(key, "order-1", 15_000, headers: keyed).text("status") == "DONE")
        #expect(!pending.isThere)
    }

    @Test func `a delay comes before its fault`() async throws {
        let (gateway, pending) = try await confirm(#"[{"delay":"PT3S"},{"fault":"garbage","phase":"after-commit"}]"#)
        #expect(pending.written.isEmpty)
        await gateway.sleeper.wake(after: .seconds(3))
        await #expect(throws: PendingAnswer.ConnectionClosed.self) { try await pending.answer() }
        #expect(pending.written.count == 1)
    }
}
