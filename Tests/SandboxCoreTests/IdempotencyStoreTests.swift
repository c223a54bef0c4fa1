import JSON
import Masking
import SandboxCore
import Testing
import TossAPI

/// What is kept under idempotency keys, how long, and how much of it.
@Suite struct IdempotencyStoreTests {
    private static let manual =
        #"{"name":"n","description":"d","clock":{"mode":"manual","start":"2026-01-05T09:00:00+09:00"}}"#

    private func run(bytes: Int? = nil) throws -> Run {
        var limits = SandboxLimits()
        if let bytes { limits.idempotencyBytes = bytes }
        return try Run(scenario: Self.manual, limits: limits)
    }

    @Test(arguments: [("caf\u{E9}", "cafe\u{301}"), ("\u{212B}", "\u{C5}"), ("a", "A"), ("a", "a b")])
    func `keys are the same only byte by byte`(one: String, other: String) throws {
        var run = try run()
        let first = try run.pay("order-1", 1000)
        let second = try run.pay("order-2", 2000)
        #expect(try run.confirm(first, "order-1", 1000, headers: ["Idempotency-Key": one]).status == 200)
        let answer = try run.confirm(second, "order-2", 2000, headers: ["Idempotency-Key": other])
        #expect(answer.body["orderId"]?.string == "order-2")
        let replay = try run.confirm(second, "order-2", 2000, headers: ["Idempotency-Key": one])
        #expect(replay.body["orderId"]?.string == "order-1")
    }

    @Test func `a replay for another body says so, and one for the same does not`() throws {
        var run = try run()
        let key = try run.pay("order-1", 1000)
        for amount in [Won(1000), 1000, 2000] {
            try run.confirm(key, "order-1", amount, headers: ["Idempotency-Key": "k"])
        }
        #expect(
            run.sandbox.requests.entries.map { $0.note?.text.contains("although the body differs") } == [
                nil, false, true,
            ]
        )
    }

    @Test func `a clock that stands still keeps no more answers than the budget allows`() throws {
        var run = try run(bytes: 8_000)
        var keys: [String] = []
        for number in 1...50 {
            let key = try run.pay("order-\(number)", 1000)
            keys.append(key)
            try run.confirm(key, "order-\(number)", 1000, headers: ["Idempotency-Key": "k\(number)"])
            #expect(run.sandbox.idempotency.weight <= 8_000)
        }
        // The newest is replayed, and the oldest is a new request.
        let newest = try run.confirm(keys[49], "order-50", 1000, headers: ["Idempotency-Key": "k50"])
        #expect(newest.status == 200)
        let oldest = try run.confirm(keys[0], "order-1", 1000, headers: ["Idempotency-Key": "k1"])
        #expect(oldest.body["code"]?.string == "ALREADY_PROCESSED_PAYMENT")
    }

    @Test func `what expired holds nothing any more`() throws {
        var run = try run()
        let key = try run.pay("order-1", 1000)
        try run.confirm(key, "order-1", 1000, headers: ["Idempotency-Key": "k1"])
        let weight = run.sandbox.idempotency.weight
        #expect(weight > 0)
        for round in 1...5 {
            run.advance(to: .seconds(round * 16 * 24 * 60 * 60))
            try run.confirm(key, "order-1", 1000, headers: ["Idempotency-Key": "k\(round % 2)"])
            // One at a time, whether its key is one that was used before or another.
            #expect(run.sandbox.idempotency.weight <= weight)
        }
    }

    @Test func `requests whose key is freed again leave nothing behind`() throws {
        var run = try run()
        for _ in 1...20 {
            let headers = ["Idempotency-Key": "k", "TossPayments-Test-Code": "FAILED_INTERNAL_SYSTEM_PROCESSING"]
            #expect(try run.confirm("k", "order-1", 1000, headers: headers).status == 500)
        }
        #expect(run.sandbox.idempotency.weight == 0)
    }

    @Test func `a trim forgets the oldest answers and requests, and all of them when none may stay`() throws {
        var run = try run()
        let key = try run.pay("order-1", 1000)
        for number in 1...10 { try run.confirm(key, "order-1", 1000, headers: ["Idempotency-Key": "k\(number)"]) }
        let before = run.sandbox.logWeight
        run.apply(TrimLogs(bytes: run.sandbox.requests.weight / 2))
        #expect(run.sandbox.logWeight < before)
        #expect(run.sandbox.requests.entries.last?.id == 10)
        #expect(run.sandbox.requests.forgotten > 0)
        run.apply(TrimLogs(bytes: 0))
        #expect(run.sandbox.idempotency.weight == 0)
        #expect(run.sandbox.requests.entries.isEmpty)
        #expect(run.sandbox.logWeight == 0)
        #expect(try run.confirm(key, "order-1", 1000, headers: ["Idempotency-Key": "k10"]).status == 400)
    }
}
