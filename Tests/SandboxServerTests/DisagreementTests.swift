import HTTPServer
import JSON
import Testing

/// What the documents say and the program did not do when these were written.
@Suite(.timeLimit(.minutes(1))) struct DisagreementTests {
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

/// "a real card typed by mistake; masked before anything logs or journals it, prints every number masked".
@Suite(.timeLimit(.minutes(1))) struct MaskingDisagreementTests {
    private static let real = "5555555555554444"

    @Test(arguments: [
        "5555555555554444", #""5555555555554444 and a remark that makes it longer than forty characters""#,
        "[5555555555554444]",
    ])
    func `a card number in the wrong form is never echoed by the buyer call`(number: String) async throws {
        let gateway = try Gateway()
        for (path, body) in [
            ("/payments", #"{"orderId":"order-1","amount":1000,"cardNumber":\#(number)}"#),
            ("/billing-authorizations", #"{"customerKey":"customer-1","cardNumber":\#(number)}"#),
        ] {
            let answer = try await gateway.control(.post, path, body)
            #expect(answer.status == 400)
            #expect(!answer.text.contains(Self.real), "\(answer)")
        }
    }

    /// Where a shop that is being written puts it by mistake.
    @Test(arguments: [
        ("card", #"{"customerKey":"customer-1","cardnumber":"5555555555554444"}"#),
        ("card", #"{"customerKey":"customer-1","number":"5555-5555-5555-4444"}"#),
        ("card", #"{"customerKey":"customer-1","card":{"number":"5555555555554444"}}"#),
        ("issue", #"{"customerKey":"customer-1","cardNumber":"5555555555554444"}"#),
    ])
    func `a real card number is masked in the log wherever it stands`(form: String, body: String) async throws {
        let gateway = try Gateway()
        _ = try await gateway.toss(.post, "/v1/billing/authorizations/\(form)", body)
        let log = try await gateway.control(.get, "/requests").text
        #expect(!log.replacing("-", with: "").contains(Self.real), "\(log)")
    }

    @Test func `a real card number in a confirm is masked in the log, read or not`() async throws {
        let gateway = try Gateway()
        for body in [
            #"{"paymentKey":"nothing","orderId":"order-1","amount":1000,"cardNumber":"5555555555554444"}"#,
            #"{"paymentKey":"nothing","cardNumber":"5555555555554444""#,
        ] {
            _ = try await gateway.toss(.post, "/v1/payments/confirm", body)
        }
        let log = try await gateway.control(.get, "/requests").text
        #expect(!log.contains(Self.real), "\(log)")
    }
}

@Suite(.timeLimit(.minutes(1))) struct ControlDisagreementTests {
    /// A malformed key is 400 on /sandbox; a key that cannot be read must not mean the default sandbox.
    @Test(arguments: ["GET /sandbox/payments?key=%zz", "DELETE /sandbox?key=test_sk_a%", "GET /sandbox/clock?key=%ff"])
    func `a key whose escapes are broken is refused`(call: String) async throws {
        let parts = call.split(separator: " ").map(String.init)
        let request = Request(method: HTTPMethod(rawValue: parts[0]), target: parts[1])
        let answer = try await Gateway().answer(request)
        #expect(answer.status == 400, "\(answer)")
        #expect(answer.code == "INVALID_REQUEST")
    }

    @Test(arguments: ["limit=%zz", "after=%zz", "orderId=%zz", "status=%zz"])
    func `a filter whose escapes are broken is refused and not ignored`(query: String) async throws {
        #expect(try await Gateway().control(.get, "/payments?\(query)").status == 400)
    }

    /// "durations ISO 8601": one of months has no fixed length, and was taken as the default of 5 s.
    @Test(arguments: ["P1Y", "P1M", "P1MT1S"])
    func `a timeout in months is refused and not replaced`(timeout: String) async throws {
        let answer = try await Gateway().control(.post, "/settle", #"{"timeout":"\#(timeout)"}"#)
        #expect(answer.status == 400, "\(answer)")
    }
}
