import HTTPServer
import JSON
import Testing

/// Answers of success with nothing behind them.
@Suite(.timeLimit(.minutes(3))) struct PhantomTests {
    private static let keyed: HTTPHeaders = ["Idempotency-Key": "once"]

    private static let calls: [(operation: String, method: HTTPMethod, path: String, body: String?)] = [
        (
            "payments.confirm", .post, "/v1/payments/confirm",
            #"{"paymentKey":"{waiting}","orderId":"order-waiting","amount":15000}"#
        ),
        ("payments.cancel", .post, "/v1/payments/{done}/cancel", #"{"cancelReason":"x"}"#),
        (
            "billing.issue", .post, "/v1/billing/authorizations/issue",
            #"{"authKey":"{auth}","customerKey":"customer-1"}"#
        ),
        (
            "billing.charge", .post, "/v1/billing/{billing}",
            #"{"customerKey":"customer-1","amount":9900,"orderId":"order-2","orderName":"x"}"#
        ),
        ("billing.delete", .delete, "/v1/billing/{billing}", nil),
    ]

    @Test(arguments: calls.map(\.operation))
    func `a phantom shows success, stores nothing and leaves the key free`(operation: String) async throws {
        let call = try #require(Self.calls.first { $0.operation == operation })
        // The billing key of `standing` is issued before.
        let attempt = operation == "billing.issue" || operation == "payments.confirm" ? 2 : 1
        let rule = #"{"name":"ghost","on":"\#(operation)","attempts":[\#(attempt)],"then":{"fault":"phantom"}}"#
        let scenario = #"{"name":"n","description":"d","rules":[\#(rule)]}"#
        let (gateway, standing) = try await Standing.gateway(scenario: scenario)
        let request = Request.toss(
            call.method,
            standing.fill(call.path),
            call.body.map(standing.fill),
            headers: call.method == .post ? Self.keyed : [:]
        )
        let before = try await state(gateway)
        let phantom = try await gateway.answer(request)
        #expect(phantom.status == 200, "\(phantom)")
        #expect(try await state(gateway) == before)
        let entry = try await lastEntry(gateway)
        #expect(entry["rule"]?.string == "ghost")
        #expect(entry["fault"]?.string == "phantom")
        #expect(entry["note"]?.string?.contains("the rule \"ghost\" (attempt \(attempt))") == true)
        let real = try await gateway.answer(request)
        #expect(real.status == 200, "\(real)")
        #expect(try await state(gateway) != before)
        // What it showed is never given out again.
        for name in ["lastTransactionKey", "billingKey"] {
            if let shown = phantom.text(name) { #expect(real.text(name) != shown) }
        }
        if operation == "billing.charge" { #expect(real.text("paymentKey") != phantom.text("paymentKey")) }
    }

    /// What is stored, but for how often rules have fired.
    private func state(_ gateway: Gateway) async throws -> String {
        var text = ""
        for path in ["/payments", "/billing-keys", "/webhooks/deliveries"] {
            text += try await gateway.control(.get, path).text
        }
        return text
    }

    private func lastEntry(_ gateway: Gateway) async throws -> JSONNode {
        try #require(try await gateway.control(.get, "/requests")["items"]?.array?.last)
    }

    @Test func `a phantom payment is found by nobody`() async throws {
        let gateway = try Gateway.with(rules: #"[{"on":"billing.charge","then":{"fault":"phantom"}}]"#)
        let charge = try await gateway.charge(try await gateway.billingKey("customer-1"), "customer-1", "order-1")
        #expect(charge.text("status") == "DONE")
        let key = try #require(charge.text("paymentKey"))
        #expect(try await gateway.toss(.get, "/v1/payments/\(key)").code == "NOT_FOUND_PAYMENT")
        #expect(try await gateway.toss(.get, "/v1/payments/orders/order-1").code == "NOT_FOUND_PAYMENT")
        #expect(try await gateway.cancel(key, #"{"cancelReason":"x"}"#).code == "NOT_FOUND_PAYMENT")
    }

    @Test func `refusals stay refusals, of the gateway and of the card`() async throws {
        let gateway = try Gateway.with(
            rules: #"[{"name":"ghost","on":"payments.confirm","then":{"fault":"phantom"}}]"#
        )
        let key = try await gateway.approvedPayment("order-1", 15_000)
        #expect(try await gateway.confirm(key, "order-1", 14_000).code == "FORBIDDEN_REQUEST")
        let refused = try await gateway.approvedPayment("order-2", 15_000, card: "4000000000000002")
        #expect(try await gateway.confirm(refused, "order-2", 15_000).code == "REJECT_CARD_COMPANY")
        #expect(try await gateway.status(refused) == "ABORTED")
        let entry = try #require(
            try await gateway.control(.get, "/requests?path=/v1/payments/confirm")["items"]?.array?.last
        )
        #expect(entry["fault"]?.isNull == true)
    }

    @Test func `a phantom may approve, and be late on either side`() async throws {
        for phase in ["before-commit", "after-commit"] {
            let gateway = try Gateway.with(
                rules: """
                    [{"on":"payments.confirm",
                      "then":["approve",{"delay":"PT3S","phase":"\(phase)"},{"fault":"phantom"}]}]
                    """
            )
            let key = try await gateway.approvedPayment("order-1", 15_000, card: "4000000000000002")
            let body = Gateway.confirmBody(key, "order-1", 15_000)
            let request = Request.toss(.post, "/v1/payments/confirm", body, headers: Self.keyed)
            let pending = gateway.start(request)
            #expect(try await gateway.answer(request).code == "IDEMPOTENT_REQUEST_PROCESSING")
            await gateway.sleeper.wake(after: .seconds(3))
            #expect(try await pending.answer().text("status") == "DONE")
            #expect(try await gateway.status(key) == "IN_PROGRESS")
        }
    }
}
