import HTTPServer
import JSON
import Testing

@Suite(.timeLimit(.minutes(3))) struct VerifyRouteTests {
    @Test func `what holds passes, and says how much was looked at`() async throws {
        let gateway = try Gateway()
        _ = try await gateway.paidPayment("order-1", 15_000)
        let answer = try await gateway.control(
            .post,
            "/verify",
            #"{"payments":[{"orderId":"order-1","status":"DONE","charges":1}],"requests":[{"method":"POST"}]}"#
        )
        #expect(answer.status == 200)
        #expect(answer.text == #"{"passed":true,"checked":2,"failures":[],"warnings":[]}"#)
    }

    @Test func `what does not hold is 200 with failures that explain themselves`() async throws {
        let gateway = try Gateway()
        _ = try await gateway.paidPayment("order-l", 15_000)
        let answer = try await gateway.control(
            .post,
            "/verify",
            #"{"requests":[{"path":"/v1/payments/confirm","orderId":"order-1"}],"unfiredRules":"fail"}"#
        )
        #expect(answer.status == 200)
        let near = "there was one for order-l (1 letter differs): request 1, amount 15000, answered 200"
        #expect(
            answer.text
                == #"{"passed":false,"checked":1,"failures":[{"path":"$.requests[0]","#
                + #""message":"no request to /v1/payments/confirm for order-1; \#(near)","#
                + #""expected":"at least 1","found":"0","near":["\#(near)"]}],"warnings":[]}"#
        )
    }

    @Test(arguments: ["", "[]", "{", "{}", #"{"payments":[]}"#, #"{"payments":[{"statuz":"DONE"}]}"#])
    func `a malformed document is 400 with its problems`(body: String) async throws {
        let answer = try await Gateway().control(.post, "/verify", body)
        #expect(answer.status == 400)
        #expect(answer.code == "INVALID_REQUEST")
        let problems = try #require(answer["problems"]?.array)
        #expect(problems.count == 1)
        #expect(problems.first?.object?.members.map(\.name) == ["line", "column", "path", "message"])
    }

    @Test func `the command line and the server find the same problems`() async throws {
        let bodies = [
            #"{"payments":[{"status":"DON"}],"requests":[{"count":-1}],"webhooks":{},"unfiredRules":"maybe"}"#,
            #"{"ledger":[{"kind":"refund"}],"webhooks":[{"state":"sent","eventType":"PAYMENT"}]}"#,
        ]
        for body in bodies {
            let gateway = try Gateway()
            let call = try await gateway.control(.post, "/verify", body)
            let step = try await gateway.control(
                .post,
                "/scenario/check",
                #"{"name":"n","description":"d","steps":[{"verify":\#(body)}]}"#
            )
            func messages(_ answer: Answer) -> [String] {
                (answer["problems"]?.array ?? []).map { problem in
                    let path = (problem["path"]?.string ?? "").replacing("$.steps[0].verify", with: "$")
                    return "\(path): \(problem["message"]?.string ?? "")"
                }
            }
            #expect(messages(call) == messages(step))
            #expect(messages(call).count >= 3)
        }
    }

    @Test func `verifying changes nothing`() async throws {
        let gateway = try Gateway()
        _ = try await gateway.paidPayment("order-1", 15_000)
        let before = try await gateway.control(.get, "/events?after=0").text
        _ = try await gateway.control(.post, "/verify", #"{"payments":[{"orderId":"nobody"}]}"#)
        #expect(try await gateway.control(.get, "/events?after=0").text == before)
    }
}

@Suite(.timeLimit(.minutes(3))) struct LedgerRouteTests {
    private func paid() async throws -> Gateway {
        let gateway = try Gateway()
        let key = try await gateway.paidPayment("order-1", 15_000)
        _ = try await gateway.paidPayment("order-2", 1_000)
        _ = try await gateway.toss(
            .post,
            "/v1/payments/\(key)/cancel",
            #"{"cancelReason":"x","cancelAmount":5000}"#
        )
        return gateway
    }

    @Test func `an entry shows the movement, its payment and its request`() async throws {
        let gateway = try await paid()
        let answer = try await gateway.control(.get, "/ledger?kind=cancel")
        let entry = try #require(answer["items"]?.array?.first)
        #expect(
            entry.object?.members.map(\.name) == [
                "id", "at", "kind", "paymentKey", "orderId", "mId", "amount", "balance", "total", "transactionKey",
                "requestId",
            ]
        )
        #expect(entry["id"]?.integer == 3)
        #expect(entry["amount"]?.integer == 5_000)
        #expect(entry["balance"]?.integer == 10_000)
        #expect(entry["total"]?.integer == 11_000)
        #expect(entry["requestId"]?.integer == 3)
        let payment = try await gateway.toss(.get, "/v1/payments/orders/order-1")
        for name in ["mId", "paymentKey", "orderId"] { #expect(entry[name]?.string == payment.text(name)) }
        #expect(entry["transactionKey"]?.string == payment.text("lastTransactionKey"))
    }

    @Test(arguments: [
        ("", ["1", "2", "3"]), ("?orderId=order-1", ["1", "3"]), ("?kind=charge", ["1", "2"]),
        ("?kind=charge&orderId=order-2", ["2"]), ("?paymentKey=nobody", []), ("?after=1&limit=1", ["2"]),
    ])
    func `filters and pages choose`(query: String, ids: [String]) async throws {
        let answer = try await paid().control(.get, "/ledger\(query)")
        #expect(answer["items"]?.array?.map { $0["id"]?.number?.text ?? "" } == ids)
    }

    @Test func `a kind that there is not is refused`() async throws {
        let answer = try await paid().control(.get, "/ledger?kind=refund")
        #expect(answer.status == 400)
        #expect(answer.message == "kind must be charge or cancel; found refund.")
    }
}

@Suite(.timeLimit(.minutes(3))) struct EventRouteTests {
    @Test func `events come as a list, page by page`() async throws {
        let gateway = try Gateway()
        _ = try await gateway.paidPayment("order-1", 15_000)
        let whole = try await gateway.control(.get, "/events", headers: ["Accept": "application/json"])
        #expect(
            whole["items"]?.array?.map { $0["type"]?.string } == [
                "payment.created", "payment.authenticated", "payment.done", "request.answered",
            ]
        )
        #expect(whole["next"]?.isNull == true)
        #expect(whole.number("last") == 4)
        #expect(whole.number("missed") == 0)
        let page = try await gateway.control(.get, "/events?after=1&limit=2")
        #expect(page["items"]?.array?.map { $0["id"]?.integer } == [2, 3])
        #expect(page.text("next") == "3")
        let done = try #require(page["items"]?.array?.last)
        #expect(
            done.object?.members.map(\.name)
                == ["id", "at", "type", "paymentKey", "orderId", "status", "amount", "requestId"]
        )
        #expect(try await gateway.control(.get, "/events?after=4")["items"]?.array?.isEmpty == true)
        for after in ["400", "9223372036854775807"] {
            let none = try await gateway.control(.get, "/events?after=\(after)")
            #expect(none["items"]?.array?.isEmpty == true)
        }
    }

    @Test(arguments: ["after=x", "after=-1", "after=0&limit=0", "after=0&limit=1001"])
    func `a query that is no number is refused`(query: String) async throws {
        let answer = try await Gateway().control(.get, "/events?\(query)")
        #expect(answer.status == 400)
        #expect(answer.code == "INVALID_REQUEST")
    }

    @Test func `a listener hears of a reset`() async throws {
        let gateway = try Gateway()
        _ = try await gateway.paidPayment("order-1", 15_000)
        _ = try await gateway.control(.post, "/reset", "{}")
        let answer = try await gateway.control(.get, "/events?after=4")
        #expect(answer["items"]?.array?.map { $0["type"]?.string } == ["sandbox.reset"])
    }
}

@Suite(.timeLimit(.minutes(3))) struct ExplainRouteTests {
    private static let scenario = #"""
        {"name": "n", "description": "d", "rules": [
          {"name": "lost answer", "on": "payments.confirm", "when": {"orderId": "order-lost-*"}, "times": 1,
           "then": {"fault": "reset", "phase": "after-commit"}}]}
        """#

    @Test func `a rule that would fire says what it would do`() async throws {
        let gateway = try Gateway(scenario: Self.scenario)
        let answer = try await gateway.control(
            .post,
            "/scenario/explain",
            #"{"on":"payments.confirm","orderId":"order-lost-1","amount":15000,"card":"4000000000000002"}"#
        )
        #expect(
            answer.text == #"{"fires":"lost answer","does":"reset, after-commit","#
                + #""call":{"orderId":"order-lost-1","card":"40000000****000*","amount":15000},"#
                + #""card":{"number":"40000000****000*","attempt":1,"says":"refuse","code":"REJECT_CARD_COMPANY"},"#
                + #""rules":[{"name":"lost answer","fires":true,"matches":true,"why":"all of its conditions hold"}]}"#
        )
    }

    @Test func `the counters count as they stand, and explaining leaves them so`() async throws {
        let gateway = try Gateway(scenario: Self.scenario)
        let call = #"{"on":"payments.confirm","orderId":"order-lost-1"}"#
        for _ in 1...2 {
            #expect(try await gateway.control(.post, "/scenario/explain", call).text("fires") == "lost answer")
        }
        let key = try await gateway.approvedPayment("order-lost-1", 15_000)
        let body = #"{"paymentKey":"\#(key)","orderId":"order-lost-1","amount":15000}"#
        await #expect(throws: PendingAnswer.ConnectionReset.self) {
            try await gateway.toss(.post, "/v1/payments/confirm", body)
        }
        let after = try await gateway.control(.post, "/scenario/explain", call)
        #expect(after["fires"]?.isNull == true)
        #expect(after["rules"]?[0]?["why"]?.string?.contains("has fired 1 time") == true)
    }

    @Test(arguments: [
        (#"{"on":"payments.confrm"}"#, "$.on", "payments.confirm"),
        (#"{"on":"payments.confirm","ordrId":"a"}"#, "$.ordrId", "orderId"), ("", "$", "no JSON"),
    ])
    func `a description that is wrong is 400 with a suggestion`(
        body: String,
        path: String,
        message: String
    ) async throws {
        let answer = try await Gateway().control(.post, "/scenario/explain", body)
        #expect(answer.status == 400)
        #expect(answer["problems"]?[0]?["path"]?.string == path)
        #expect(answer["problems"]?[0]?["message"]?.string?.contains(message) == true)
    }
}
