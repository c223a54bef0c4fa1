import SandboxCore
import Scenarios
import Testing
import TossAPI

/// The log of requests: how many it remembers, how many bytes, and what becomes of those it forgets.
@Suite struct RequestLogTests {
    private static let scenario =
        #"{"name":"n","description":"d","clock":{"mode":"manual"},"#
        + #""rules":[{"name":"slow","on":"payments.confirm","then":{"delay":"PT1S","phase":"after-commit"}}]}"#

    private func sandbox(requests: Int = 1000, bytes: Int = 1 << 20) throws -> Sandbox {
        var limits = SandboxLimits(requests: requests)
        limits.requestBytes = bytes
        let scenario = try #require(Scenario.read(Array(Self.scenario.utf8)).scenario)
        return Sandbox(name: "log", scenario: scenario, limits: limits, openedAt: Run.start)
    }

    private func lookUp(_ sandbox: inout Sandbox, key: String = "none", body: Int = 0) throws {
        let request = APIRequest(
            method: "GET",
            path: "/v1/payments/\(key)",
            headers: [],
            body: Array(repeating: 65, count: body),
            account: "api",
            key: "test_sk_log"
        )
        sandbox.apply(ServeCall(try ReceivedCall(request)), at: Run.start)
    }

    @Test func `bodies count: a few long ones push out many short ones`() throws {
        var sandbox = try sandbox(bytes: 100_000)
        for _ in 1...50 { try lookUp(&sandbox) }
        #expect(sandbox.requests.entries.count == 50)
        for _ in 1...3 { try lookUp(&sandbox, body: 40_000) }
        #expect(sandbox.requests.weight <= 100_000)
        #expect(sandbox.requests.entries.last?.id == 53)
        #expect(sandbox.requests.entries.count < 50)
        #expect(sandbox.requests.forgotten + sandbox.requests.entries.count == 53)
        #expect(sandbox.requests[1] == nil)
        #expect(sandbox.requests[53]?.id == 53)
    }

    @Test func `one that is longer than the whole budget is there until the next one comes`() throws {
        var sandbox = try sandbox(bytes: 10_000)
        try lookUp(&sandbox, body: 50_000)
        #expect(sandbox.requests.entries.map(\.id) == [1])
        try lookUp(&sandbox)
        #expect(sandbox.requests.entries.map(\.id) == [2])
        #expect(sandbox.requests.weight <= 10_000)
    }

    @Test(arguments: [1, 2, 3, 7]) func `a ring of any size forgets in order`(capacity: Int) throws {
        var sandbox = try sandbox(requests: capacity)
        for number in 1...20 {
            try lookUp(&sandbox)
            let oldest = max(1, number - capacity + 1)
            #expect(sandbox.requests.entries.map(\.id) == Array(oldest...number))
        }
    }

    @Test func `an answer that waited tells of its request, also when the log has forgotten that`() throws {
        var sandbox = try sandbox(requests: 2)
        let visit = BuyerVisit(
            merchant: .api,
            terms: PaymentTerms(orderId: "order-1", orderName: "n", amount: 1000),
            cardNumber: defaultCardNumber,
            behavior: .approve
        )
        guard case .success(let visited) = sandbox.apply(visit, at: Run.start).answer else {
            Issue.record("no visit")
            return
        }
        let key = sandbox.payments[visited.payment].paymentKey
        let request = APIRequest(
            method: "POST",
            path: "/v1/payments/confirm",
            headers: [APIRequest.Header(name: "Content-Type", value: "application/json")],
            body: Array(#"{"paymentKey":"\#(key)","orderId":"order-1","amount":1000}"#.utf8),
            account: "api",
            key: "test_sk_log"
        )
        let held = sandbox.apply(ServeCall(try ReceivedCall(request)), at: Run.start).answer.get()
        guard case .hold(let id, let epoch, _) = held else {
            Issue.record("not held: \(held)")
            return
        }
        for _ in 1...5 { try lookUp(&sandbox) }
        #expect(sandbox.requests[id] == nil)
        sandbox.apply(ResumeCall(request: id, epoch: epoch), at: Run.start)
        guard case .request(let method, let path, let status)? = sandbox.events(after: 0).last?.subject else {
            Issue.record("no answer was noted")
            return
        }
        #expect(method == "POST")
        #expect("\(path)" == "/v1/payments/confirm")
        #expect(status == 200)
    }
}
