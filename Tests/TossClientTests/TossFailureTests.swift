import HTTPClient
import HTTPServer
import Testing
import TossAPI
import TossClient

@Suite(.timeLimit(.minutes(3))) struct TossFailureTests {
    enum Kind: Sendable { case refused, unknown, mistake }

    struct Row: Sendable, CustomTestStringConvertible {
        let status: Int
        let body: String
        let kind: Kind
        var testDescription: String { "\(status) \(body) is \(kind)" }

        init(_ status: Int, code: String, _ kind: Kind) {
            self.init(status, body: #"{"code":"\#(code)","message":"안 됩니다."}"#, kind)
        }

        init(_ status: Int, body: String, _ kind: Kind) {
            self.status = status
            self.body = body
            self.kind = kind
        }
    }

    static let rows: [Row] = [
        Row(400, code: "ALREADY_PROCESSED_PAYMENT", .refused),
        Row(400, code: "INVALID_CARD_EXPIRATION", .refused),
        Row(400, code: "A_CODE_OF_TOMORROW", .refused),
        Row(403, code: "REJECT_CARD_PAYMENT", .refused),
        Row(403, code: "FORBIDDEN_REQUEST", .refused),
        Row(404, code: "NOT_FOUND_PAYMENT_SESSION", .refused),
        Row(400, code: "INVALID_API_KEY", .mistake),
        Row(400, code: "INVALID_REQUEST", .mistake),
        Row(400, code: "INVALID_IDEMPOTENCY_KEY", .mistake),
        Row(401, code: "UNAUTHORIZED_KEY", .mistake),
        Row(403, code: "INCORRECT_BASIC_AUTH_FORMAT", .mistake),
        Row(404, code: "NOT_FOUND_HTTP_METHOD", .mistake),
        Row(409, code: "IDEMPOTENT_REQUEST_PROCESSING", .unknown),
        Row(429, body: "slow down", .unknown),
        Row(408, code: "INVALID_REQUEST", .unknown),
        Row(500, code: "FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING", .unknown),
        Row(500, code: "REJECT_CARD_PAYMENT", .unknown),
        Row(502, body: "<html>Bad Gateway</html>", .unknown),
        Row(404, body: "", .unknown),
        Row(400, body: #"{"error":"from a proxy"}"#, .unknown),
        Row(302, body: "", .unknown),
        Row(200, body: "", .unknown),
        Row(200, body: "[]", .unknown),
        Row(200, body: "{\"paymentKey\":\"pay-1\"", .unknown),
        Row(200, body: #"{"paymentKey":"pay-1","orderId":"order-0001","status":"DONE"}"#, .unknown),
        Row(200, body: payment(paymentKey: "pay-2"), .unknown),
        Row(200, body: payment(orderId: "order-0002"), .unknown),
        Row(200, body: payment().replacingTotal(with: "12.5"), .unknown),
        Row(200, body: payment().replacingTotal(with: "-1"), .unknown),
        Row(200, body: payment().replacingTotal(with: "1e300"), .unknown),
    ]

    @Test(arguments: rows) func `an answer is sorted by what a shop may do next`(row: Row) async throws {
        try await Stand.with(.answer(row.status, row.body)) { client, _ in
            let failure = await failure { () async throws(TossFailure) in
                try await client.confirm(confirmation, idempotencyKey: "key-1")
            }
            switch failure {
            case .refused(let status, _, let message)?:
                #expect(row.kind == .refused && status == row.status && message == "안 됩니다.")
            case .ourMistake(let status, let code, _)?:
                #expect(row.kind == .mistake && status == row.status && code != nil)
            case .unknownOutcome?: #expect(row.kind == .unknown)
            case nil: Issue.record("it went well")
            }
            #expect(failure?.mayHaveHappened == (row.kind == .unknown))
        }
    }

    @Test func `a connection cut after the request leaves the outcome open`() async throws {
        try await Stand.with(.cut) { client, stand in
            let failure = await failure { () async throws(TossFailure) in
                try await client.confirm(confirmation, idempotencyKey: "key-1")
            }
            #expect(failure?.mayHaveHappened == true)
            // Repeating is the shop's decision.
            #expect(stand.requests.count == 1)
        }
    }

    @Test func `time that runs out after the request leaves the outcome open`() async throws {
        try await Stand.with(.hold, timeout: .milliseconds(300)) { client, _ in
            let failure = await failure { () async throws(TossFailure) in
                try await client.charge(
                    billingKey: "bill",
                    Charge(customerKey: "c", amount: 100, orderId: "o", orderName: "n"),
                    idempotencyKey: "key-1"
                )
            }
            #expect(failure?.mayHaveHappened == true)
        }
    }

    @Test func `a server that does not listen was not reached`() async throws {
        let server = try Server.start { _, exchange in exchange.respond(Response(status: 200)) }
        let url = server.url
        server.stop(grace: .zero)
        let client = TossClient(TossClient.Configuration(baseURL: url, secretKey: "test_sk_alpha"))
        let failure = await failure { () async throws(TossFailure) in try await client.payment(orderId: "order-0001") }
        guard case .ourMistake(status: nil, code: nil, _)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    static let transfers: [(ClientError, Bool)] = [
        (.connectionRefused("host:443"), false), (.unresolvedHost("host"), false), (.tls("expired"), false),
        (.timedOut(connected: false), false), (.invalidRequest("a header"), false), (.addressForbidden("::1"), false),
        (.invalidURL("http://bad url/v1/billing/secret"), false), (.timedOut(connected: true), true),
        (.connectionLost("reset"), true), (.cancelled, true), (.responseTooLarge(limit: 1), true), (.shutDown, true),
        (.other(code: 1, message: "?"), true),
    ]

    @Test(arguments: transfers) func `a transfer without an answer is open once it may have arrived`(
        error: ClientError,
        isOpen: Bool
    ) {
        let failure = TossFailure(error)
        #expect(failure.mayHaveHappened == isOpen)
        #expect(!"\(failure)".contains("billing/secret"))
    }

    @Test(arguments: [
        (400, "ALREADY_PROCESSED_PAYMENT", true), (400, "ALREADY_CANCELED_PAYMENT", true),
        (404, "NOT_FOUND_PAYMENT_SESSION", true), (400, "DUPLICATED_ORDER_ID", true),
        (403, "REJECT_CARD_PAYMENT", false), (401, "UNAUTHORIZED_KEY", false), (400, "A_CODE_OF_TOMORROW", false),
    ]) func `a refusal that may echo an earlier attempt says so`(status: Int, code: String, needsLookUp: Bool) {
        #expect(TossFailure.refused(status: status, code: code, message: "").needsLookUp == needsLookUp)
    }
}

extension String {
    fileprivate func replacingTotal(with text: String) -> String {
        guard let range = firstRange(of: "\"totalAmount\":15000") else { return self }
        return self[..<range.lowerBound] + "\"totalAmount\":\(text)" + self[range.upperBound...]
    }
}
