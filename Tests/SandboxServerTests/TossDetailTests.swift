import HTTPServer
import JSON
import Testing

/// The smaller rules of the wire, each with the words it comes from.
@Suite(.timeLimit(.minutes(3))) struct TossDetailTests {
    /// "every response has `x-tosspayments-trace-id`".
    @Test(arguments: [
        ("GET", "/v1/payments/nothing", "Basic !"), ("PUT", "/v1/payments/confirm", Gateway.basic),
        ("POST", "/v1/payments/confirm", authorization("test_sk_a")),
    ])
    func `an answer that no sandbox gave has a trace id too`(method: String, path: String, key: String) async throws {
        let request = Request.toss(HTTPMethod(rawValue: method), path, headers: ["Authorization": key])
        let answer = try await Gateway().answer(request)
        try expectTossError(answer)
        #expect(answer.headers["x-tosspayments-trace-id"]?.isEmpty == false)
    }

    /// "every malformed input gets Toss's own error shape": the path is known but for its parameter.
    @Test(arguments: ["%", "%2", "%zz", "%ff"])
    func `a broken escape in a path is refused in Toss's shape`(name: String) async throws {
        let gateway = try Gateway()
        try expectTossError(try await gateway.toss(.get, "/v1/payments/\(name)"))
        try expectTossError(try await gateway.toss(.post, "/v1/payments/\(name)/cancel", TossForm.cancel.body()))
        try expectTossError(try await gateway.toss(.delete, "/v1/billing/\(name)"))
    }

    /// `cancelRequestId`: "string 6 to 64 `[A-Za-z0-9-_=]`".
    @Test(arguments: ["order waiting", "주문번호-1234", "order/../1", "order-1\\n", "order-1%20", "order-é"])
    func `a cancelRequestId has the letters of an orderId`(id: String) async throws {
        try await expectRefusal(
            "/v1/payments/{done}/cancel",
            TossForm.cancel.body(replacing: "cancelRequestId", with: "\"\(id)\"")
        )
    }

    /// "amounts, KRW: whole JSON numbers"; a double makes 0 of this.
    @Test(arguments: ["1e-400", "0.0000001e-400", "-1e-400"])
    func `a number that no double can hold is not zero`(number: String) async throws {
        for field in ["taxFreeAmount", "taxExemptionAmount"] {
            try await expectRefusal("/v1/payments/{done}/cancel", TossForm.cancel.body(replacing: field, with: number))
        }
        for field in ["taxFreeAmount", "taxExemptionAmount", "cardInstallmentPlan"] {
            try await expectRefusal("/v1/billing/{billing}", TossForm.charge.body(replacing: field, with: number))
        }
    }

    /// "any, `cancelAmount` above balance: 403 NOT_CANCELABLE_AMOUNT"; the table sets no upper limit.
    @Test(arguments: [1_000_000_000_001, 9_000_000_000_000, Int64.max])
    func `a cancelAmount above the balance is told so however large it is`(amount: Int64) async throws {
        let (gateway, standing) = try await Standing.gateway()
        let answer = try await gateway.cancel(standing.done, #"{"cancelReason":"변심","cancelAmount":\#(amount)}"#)
        #expect(answer.status == 403)
        #expect(answer.code == "NOT_CANCELABLE_AMOUNT")
    }

    /// Types as the key-in table gives them; the tables of billing name these members without a type.
    @Test(arguments: [("useCardPoint", "\"yes\""), ("useCardPoint", "5"), ("customerIp", "5"), ("customerIp", "[]")])
    func `an optional member of a charge has its type`(name: String, value: String) async throws {
        let body = TossForm.charge.body().dropLast() + ",\"\(name)\":\(value)}"
        try await expectRefusal("/v1/billing/{billing}", String(body))
    }

    @Test(arguments: ["5", "\"a\"", "[]", #"{"cavv":5}"#])
    func `vbv is an object of texts`(value: String) async throws {
        let body = TossForm.issueByCard.body().dropLast() + ",\"vbv\":\(value)}"
        try await expectRefusal("/v1/billing/authorizations/card", String(body))
    }

    private func expectRefusal(_ path: String, _ body: String) async throws {
        let (gateway, standing) = try await Standing.gateway()
        let before = try await gateway.state()
        try expectTossError(try await gateway.toss(.post, standing.fill(path), body))
        #expect(try await gateway.state() == before)
    }
}
