import HTTPServer
import Testing

@Suite(.timeLimit(.minutes(3))) struct LimitedRuleTests {
    private static let keyed: HTTPHeaders = ["Idempotency-Key": "once"]

    private func gateway() async throws -> Gateway {
        let limit = #"{"rateLimit":{"calls":2,"per":"PT1M"}}"#
        let gateway = try Gateway.with(rules: #"[{"name":"busy","on":"payments.confirm","then":\#(limit)}]"#)
        let answer = try await gateway.control(.put, "/clock", #"{"mode":"manual"}"#)
        try #require(answer.status == 200)
        return gateway
    }

    private func confirm(_ gateway: Gateway, _ number: Int) async throws -> Answer {
        let key = try await gateway.approvedPayment("order-\(number)", 15_000)
        return try await gateway.confirm(key, "order-\(number)", 15_000, headers: ["Idempotency-Key": "i-\(number)"])
    }

    @Test func `calls beyond the limit get 429 and the whole seconds to wait`() async throws {
        let gateway = try await gateway()
        #expect(try await confirm(gateway, 1).status == 200)
        _ = try await gateway.control(.post, "/clock/advance", #"{"by":"PT20.5S"}"#)
        #expect(try await confirm(gateway, 2).status == 200)
        let refused = try await confirm(gateway, 3)
        #expect(refused.status == 429)
        #expect(refused.code == "FORBIDDEN_CONSECUTIVE_REQUEST")
        #expect(refused.headers["Retry-After"] == "40")
        #expect(refused.headers["Content-Type"] == "application/json;charset=UTF-8")
    }

    @Test func `who waits as long as the answer says gets through, with the same key`() async throws {
        let gateway = try await gateway()
        for number in 1...2 { _ = try await confirm(gateway, number) }
        let key = try await gateway.approvedPayment("order-3", 15_000)
        let refused = try await gateway.confirm(key, "order-3", 15_000, headers: Self.keyed)
        #expect(refused.status == 429)
        #expect(try await gateway.status(key) == "IN_PROGRESS")
        let wait = try #require(refused.headers["Retry-After"])
        _ = try await gateway.control(.post, "/clock/advance", #"{"by":"PT\#(wait)S"}"#)
        #expect(try await gateway.confirm(key, "order-3", 15_000, headers: Self.keyed).text("status") == "DONE")
    }

    @Test func `a reset begins the window anew`() async throws {
        let gateway = try await gateway()
        for number in 1...3 { _ = try await confirm(gateway, number) }
        #expect(try await gateway.control(.post, "/reset", "{}").status == 200)
        #expect(try await confirm(gateway, 4).status == 200)
    }

    @Test func `a limit can be late, and its answer can be spoilt`() async throws {
        let limit = #"{"rateLimit":{"calls":1,"per":"PT1M"}}"#
        let gateway = try Gateway.with(
            rules: #"[{"on":"payments.confirm","then":[\#(limit),{"delay":"PT3S"},{"fault":"truncate"}]}]"#
        )
        let key = try await gateway.approvedPayment("order-1", 15_000)
        #expect(try await gateway.confirm(key, "order-1", 15_000).status == 200)
        let body = Gateway.confirmBody(key, "order-1", 15_000)
        let pending = gateway.start(.toss(.post, "/v1/payments/confirm", body))
        await gateway.sleeper.wake(after: .seconds(3))
        await #expect(throws: PendingAnswer.ConnectionClosed.self) { try await pending.answer() }
        let text = String(decoding: Array(pending.written.joined()), as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 429 Too Many Requests\r\n"))
        #expect(text.contains("Retry-After: 60\r\n"))
    }

    @Test func `a chance goes on after a reset as after the loading`() async throws {
        let then = #"{"refuse":"PROVIDER_ERROR","phase":"before-commit"}"#
        let gateway = try Gateway.with(
            rules: #"[{"name":"now and then","on":"payments.get","chance":0.5,"then":\#(then)}]"#
        )
        func codes() async throws -> [String] {
            let key = try await gateway.approvedPayment("order-1", 15_000)
            var codes: [String] = []
            for _ in 0..<40 { codes.append(try await gateway.toss(.get, "/v1/payments/\(key)").code ?? "200") }
            return codes
        }
        let first = try await codes()
        #expect(Set(first) == ["200", "PROVIDER_ERROR"])
        #expect(try await codes() != first)
        #expect(try await gateway.control(.post, "/reset", "{}").status == 200)
        #expect(try await codes() == first)
    }
}
