import HTTPServer
import JSON
import Testing

/// What can be wrong with a confirm, in the order in which it is looked at.
enum Wrong: Int, CaseIterable, Sendable {
    case authentication, idempotency, testCode, fields, rule, gateway, card

    var code: String {
        switch self {
        case .authentication: "UNAUTHORIZED_KEY"
        case .idempotency: "INVALID_IDEMPOTENCY_KEY"
        case .testCode: "COMMON_ERROR"
        case .fields: "INVALID_REQUEST"
        case .rule: "PROVIDER_ERROR"
        case .gateway: "FORBIDDEN_REQUEST"
        case .card: "REJECT_CARD_COMPANY"
        }
    }

    static let pairs: [WrongPair] = allCases.flatMap { first in
        allCases.filter { $0.rawValue > first.rawValue }.map { WrongPair(first: first, second: $0) }
    }
}

struct WrongPair: Sendable, CustomTestStringConvertible {
    let first: Wrong
    let second: Wrong

    var testDescription: String { "\(first) before \(second)" }
}

@Suite(.timeLimit(.minutes(3))) struct CheckOrderTests {
    private static let scenario = """
        {"name":"n","description":"d","rules":[
          {"name":"r","on":"payments.confirm","when":{"header":{"X-Rule":"early"}},
           "then":{"refuse":"PROVIDER_ERROR","phase":"before-commit"}},
          {"name":"s","on":"payments.confirm","when":{"header":{"X-Rule":"late"}},
           "then":{"refuse":"PROVIDER_ERROR"}},
          {"name":"t","on":"payments.confirm","when":{"header":{"X-Rule":"approve"}},"then":"approve"}]}
        """

    /// A confirm that all of these are wrong with.
    private func confirm(_ wrong: Set<Wrong>, in gateway: Gateway, rule: String = "early") async throws -> Answer {
        let card = wrong.contains(.card) ? "4000000000000002" : "4242424242424242"
        let key = try await gateway.approvedPayment("order-check", 15_000, card: card)
        let orderId = wrong.contains(.gateway) ? "order-other" : "order-check"
        var headers = HTTPHeaders()
        if wrong.contains(.authentication) { headers.add("Authorization", "Basic !") }
        if wrong.contains(.idempotency) { headers.add("Idempotency-Key", String(repeating: "k", count: 301)) }
        if wrong.contains(.testCode) { headers.add("TossPayments-Test-Code", "COMMON_ERROR") }
        if wrong.contains(.rule) { headers.add("X-Rule", rule) }
        let amount = wrong.contains(.fields) ? "\"abc\"" : "15000"
        let body = #"{"paymentKey":"\#(key)","orderId":"\#(orderId)","amount":\#(amount)}"#
        return try await gateway.toss(.post, "/v1/payments/confirm", body, headers: headers)
    }

    @Test(arguments: Wrong.allCases)
    func `each thing that can be wrong is found when it is alone`(wrong: Wrong) async throws {
        #expect(try await confirm([wrong], in: Gateway(scenario: Self.scenario)).code == wrong.code)
    }

    @Test(arguments: Wrong.pairs)
    func `of two things that are wrong the earlier one is told`(pair: WrongPair) async throws {
        let answer = try await confirm([pair.first, pair.second], in: Gateway(scenario: Self.scenario))
        #expect(answer.code == pair.first.code, "\(answer)")
    }

    @Test func `with everything wrong the key is told`() async throws {
        let answer = try await confirm(Set(Wrong.allCases), in: Gateway(scenario: Self.scenario))
        #expect(answer.code == "UNAUTHORIZED_KEY")
    }

    @Test func `a rule that refuses after the checks leaves the first word to the gateway`() async throws {
        let gateway = try Gateway(scenario: Self.scenario)
        #expect(try await confirm([.rule, .gateway], in: gateway, rule: "late").code == "FORBIDDEN_REQUEST")
        #expect(try await confirm([.rule, .card], in: gateway, rule: "late").code == "PROVIDER_ERROR")
    }

    @Test func `a rule that approves overrules the card and not the gateway`() async throws {
        let gateway = try Gateway(scenario: Self.scenario)
        #expect(try await confirm([.rule, .gateway], in: gateway, rule: "approve").code == "FORBIDDEN_REQUEST")
        #expect(try await confirm([.rule, .card], in: gateway, rule: "approve").status == 200)
    }

    @Test func `a wrong method is told before a wrong key`() async throws {
        let answer = try await Gateway().toss(.put, "/v1/payments/confirm", "{}", headers: ["Authorization": "Basic !"])
        #expect(answer.code == "NOT_FOUND_HTTP_METHOD")
    }

    @Test func `an object of another sandbox is told apart from one of nobody`() async throws {
        let (gateway, standing) = try await Standing.gateway()
        let other: HTTPHeaders = ["Authorization": authorization("test_sk_other:")]
        for (method, path, body) in [
            (HTTPMethod.get, "/v1/payments/\(standing.done)", nil as String?),
            (.post, "/v1/payments/\(standing.done)/cancel", TossForm.cancel.body()),
            (.post, "/v1/payments/confirm", standing.fill(TossForm.confirm.body())),
            (.post, "/v1/billing/\(standing.billing)", TossForm.charge.body()),
            (.delete, "/v1/billing/\(standing.billing)", nil),
        ] {
            let before = try await gateway.state()
            let answer = try await gateway.toss(method, path, body, headers: other)
            #expect(answer.status == 400, "\(path): \(answer)")
            #expect(answer.code == "INVALID_API_KEY", "\(path): \(answer)")
            #expect(try await gateway.state() == before)
        }
    }

    @Test func `an object of the other key pair of the sandbox is foreign as well`() async throws {
        let (gateway, standing) = try await Standing.gateway()
        let widget: HTTPHeaders = ["Authorization": authorization("test_gsk_gateway:")]
        for path in ["/v1/payments/\(standing.done)", "/v1/payments/orders/order-done"] {
            #expect(try await gateway.toss(.get, path, headers: widget).code == "INVALID_API_KEY")
        }
    }
}

/// What does not count as an attempt: replays, forced errors, refused bodies.
@Suite(.timeLimit(.minutes(3))) struct AttemptTests {
    private static let scenario = """
        {"name":"n","description":"d",
         "cards":{"4242424242424242":{"attempts":["approve",{"refuse":"REJECT_CARD_PAYMENT"}]}},
         "rules":[{"name":"r","on":"payments.confirm","when":{"orderId":"order-*"},"attempts":[2],
                   "then":{"refuse":"PROVIDER_ERROR","phase":"before-commit"}}]}
        """

    private func counts(_ gateway: Gateway) async throws -> [Int64?] {
        let rule = try await gateway.control(.get, "/scenario")["rules"]?[0]
        return [rule?["matched"]?.integer, rule?["fired"]?.integer]
    }

    @Test func `a replay matches no rule`() async throws {
        let gateway = try Gateway(scenario: Self.scenario)
        let key = try await gateway.approvedPayment("order-1", 15_000)
        let headers: HTTPHeaders = ["Idempotency-Key": "once"]
        let first = try await gateway.confirm(key, "order-1", 15_000, headers: headers)
        for _ in 1...3 {
            let replay = try await gateway.confirm(key, "order-1", 15_000, headers: headers)
            #expect(replay.status == 200)
            #expect(replay.body == first.body)
        }
        #expect(try await counts(gateway) == [1, 0])
    }

    @Test func `a forced error and a refused body match no rule and count no attempt of the card`() async throws {
        let gateway = try Gateway(scenario: Self.scenario)
        let key = try await gateway.approvedPayment("order-1", 15_000)
        for _ in 1...3 {
            let forced = try await gateway.confirm(
                key,
                "order-1",
                15_000,
                headers: ["TossPayments-Test-Code": "REJECT_CARD_PAYMENT"]
            )
            #expect(forced.status == 403)
            let refused = try await gateway.toss(
                .post,
                "/v1/payments/confirm",
                #"{"paymentKey":"\#(key)","orderId":"order-1"}"#
            )
            #expect(refused.status == 400)
        }
        #expect(try await counts(gateway) == [0, 0])
        #expect(try await gateway.confirm(key, "order-1", 15_000).status == 200)
        #expect(try await counts(gateway) == [1, 0])
    }

    @Test func `a replay wins over a test code and over a body that is refused`() async throws {
        let gateway = try Gateway()
        let key = try await gateway.approvedPayment("order-1", 15_000)
        let first = try await gateway.confirm(key, "order-1", 15_000, headers: ["Idempotency-Key": "once"])
        let forced = try await gateway.confirm(
            key,
            "order-1",
            15_000,
            headers: ["Idempotency-Key": "once", "TossPayments-Test-Code": "COMMON_ERROR"]
        )
        let broken = try await gateway.toss(.post, "/v1/payments/confirm", "{", headers: ["Idempotency-Key": "once"])
        #expect(forced.body == first.body)
        #expect(broken.body == first.body)
        #expect(broken.status == 200)
    }

    @Test func `an error is kept under its key, and a 5xx is not`() async throws {
        let gateway = try Gateway()
        let key = try await gateway.approvedPayment("order-1", 15_000)
        let path = "/v1/payments/confirm"
        let good = Gateway.confirmBody(key, "order-1", 15_000)
        let wrong = Gateway.confirmBody(key, "order-1", 14_000)
        #expect(try await gateway.toss(.post, path, wrong, headers: ["Idempotency-Key": "wrong"]).status == 403)
        #expect(try await gateway.toss(.post, path, good, headers: ["Idempotency-Key": "wrong"]).status == 403)
        let trouble: HTTPHeaders = ["Idempotency-Key": "trouble", "TossPayments-Test-Code": "COMMON_ERROR"]
        #expect(try await gateway.toss(.post, path, good, headers: trouble).status == 500)
        #expect(try await gateway.toss(.post, path, good, headers: ["Idempotency-Key": "trouble"]).status == 200)
    }

    @Test func `a key is of one API key, one path and one method`() async throws {
        let (gateway, standing) = try await Standing.gateway()
        let headers: HTTPHeaders = ["Idempotency-Key": "once"]
        #expect(try await gateway.confirm(standing.waiting, "order-waiting", 15_000, headers: headers).status == 200)
        let path = "/v1/payments/\(standing.waiting)/cancel"
        let cancel = try await gateway.toss(.post, path, TossForm.cancel.body(), headers: headers)
        #expect(cancel.text("status") == "CANCELED")
        var other = headers
        other.add("Authorization", authorization("test_sk_other:"))
        let foreign = try await gateway.confirm(standing.waiting, "order-waiting", 15_000, headers: other)
        #expect(foreign.code == "INVALID_API_KEY")
    }

    @Test func `a key is fresh again after 15 days`() async throws {
        let gateway = try Gateway()
        let key = try await gateway.approvedPayment("order-1", 15_000)
        let headers: HTTPHeaders = ["Idempotency-Key": "once"]
        #expect(try await gateway.confirm(key, "order-1", 15_000, headers: headers).status == 200)
        gateway.pass(.seconds(15 * 24 * 3600 - 1))
        #expect(try await gateway.confirm(key, "order-1", 15_000, headers: headers).status == 200)
        gateway.pass(.seconds(1))
        let late = try await gateway.confirm(key, "order-1", 15_000, headers: headers)
        #expect(late.code == "ALREADY_PROCESSED_PAYMENT")
    }
}
