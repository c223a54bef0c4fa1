import HTTPServer
import JSON
import Testing

@Suite(.timeLimit(.minutes(3))) struct HeaderTests {
    private static let trace = "x-tosspayments-trace-id"

    @Test(arguments: workingCalls.map(\.name))
    func `every answer of a sandbox says what it is and has a trace id of its own`(name: String) async throws {
        let call = try #require(workingCalls.first { $0.name == name })
        let (gateway, standing) = try await Standing.gateway()
        var traces: Set<String> = []
        let variants: [HTTPHeaders] = [
            ["TossPayments-Test-Code": "COMMON_ERROR"], ["TossPayments-Test-Code": "x"], [:], [:],
        ]
        for headers in variants {
            let answer = try await gateway.toss(
                call.method,
                standing.fill(call.path),
                call.body.map(standing.fill),
                headers: headers
            )
            // Nothing is said about a body that is not there: a deletion is answered with zero bytes.
            let type = answer.text.isEmpty ? nil : "application/json;charset=utf-8"
            #expect(answer.headers["Content-Type"]?.lowercased() == type, "\(answer)")
            traces.insert(try #require(answer.headers[Self.trace], "\(answer)"))
        }
        #expect(traces.count == variants.count)
        #expect(!traces.contains(""))
    }

    @Test(arguments: TossForm.all)
    func `the idempotency key is echoed, and a replay shows both trace ids`(form: TossForm) async throws {
        let (gateway, standing) = try await Standing.gateway()
        let request = Request.toss(
            .post,
            standing.fill(form.path),
            standing.fill(form.body()),
            headers: ["Idempotency-Key": "key 1/한"]
        )
        let first = try await gateway.answer(request)
        let replay = try await gateway.answer(request)
        #expect(first.status == 200, "\(first)")
        #expect(replay.status == first.status)
        #expect(replay.body == first.body)
        #expect(first.headers["idempotency-key"] == "key 1/한")
        #expect(replay.headers["idempotency-key"] == "key 1/한")
        let firstTrace = try #require(first.headers[Self.trace])
        let traces = try #require(replay.headers[Self.trace]).split(separator: ",").map { $0.filter { $0 != " " } }
        #expect(traces.count == 2)
        #expect(traces.last == firstTrace)
        #expect(traces.first != firstTrace)
    }

    @Test func `a call without an idempotency key gets none back`() async throws {
        let (gateway, standing) = try await Standing.gateway()
        let answer = try await gateway.toss(.get, "/v1/payments/\(standing.done)", headers: ["Idempotency-Key": "one"])
        #expect(answer.headers["idempotency-key"] == nil)
        #expect(try await gateway.confirm("nothing", "order-1", 1).headers["idempotency-key"] == nil)
    }

    @Test func `a deleted billing key is answered with zero bytes`() async throws {
        let (gateway, standing) = try await Standing.gateway()
        let path = "/v1/billing/\(standing.billing)"
        let answer = try await gateway.toss(.delete, path)
        #expect(answer.status == 200)
        #expect(answer.body.isEmpty)
        #expect(try await gateway.toss(.delete, path).code == "ALREADY_REMOVED_BILLING_KEY")
        let charge = try await gateway.charge(standing.billing, "customer-1", "order-1")
        #expect(charge.code == "ALREADY_REMOVED_BILLING_KEY")
    }

    @Test func `a billing key works with its equals sign raw and escaped`() async throws {
        let (gateway, standing) = try await Standing.gateway()
        #expect(standing.billing.hasSuffix("="))
        #expect(try await gateway.charge(standing.billing, "customer-1", "order-1").status == 200)
        let escaped = standing.billing.replacing("=", with: "%3D")
        #expect(try await gateway.charge(escaped, "customer-1", "order-2").status == 200)
    }

    @Test(arguments: [
        ("POST", "/v1/payments/key-in"), ("POST", "/v1/payments"), ("POST", "/v1/virtual-accounts"),
        ("GET", "/v1/transactions"), ("GET", "/v1/settlements"), ("POST", "/v1/cash-receipts"),
        ("GET", "/v1/promotions/card"), ("POST", "/v1/brandpay/payments"), ("POST", "/v2/payouts"),
        ("GET", "/v2/sellers"),
    ])
    func `a call of Toss's that is not built says so`(method: String, path: String) async throws {
        let answer = try await Gateway().toss(HTTPMethod(rawValue: method), path, method == "POST" ? "{}" : nil)
        #expect(answer.status == 501)
        #expect(answer.json?.object?.members.map(\.name) == ["code", "message"])
    }
}
