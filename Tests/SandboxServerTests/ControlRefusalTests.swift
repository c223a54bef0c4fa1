import HTTPServer
import JSON
import Testing

/// One wrong call of the control API.
struct BadControl: Sendable, CustomTestStringConvertible {
    let method: HTTPMethod
    let path: String
    var body: String?
    var status = 400

    var testDescription: String {
        "\(method.rawValue) \(path.prefix(60)) \(body.map { $0.count > 80 ? "\($0.prefix(30))… (\($0.count))" : $0 } ?? "")"
    }

    /// Calls with a body, and members that break them: `*` stands for what the rule below breaks.
    private static let calls: [(method: HTTPMethod, path: String, good: [(String, String)], bad: [String: [String?]])] =
        [
            (
                .post, "/payments", [("orderId", #""order-new""#), ("amount", "15000")],
                [
                    "orderId": [
                        nil, "null", "5", "[]", "{}", "true", #""""#, #""order""#, #""a b c d""#, text(65),
                        #""주문번호-1""#,
                    ],
                    "amount": [
                        nil, "null", "\"abc\"", "[]", "{}", "true", "0", "-1", "0.5", "1e400", "9223372036854775808",
                        "9223372036854775807", "NaN",
                    ],
                    "orderName": ["5", "[]", #""""#, text(101)], "method": ["5", "[]", #""현금""#, #""""#],
                    "cardNumber": ["[]", "{}", "true", #""""#, #""abc""#, #""12345""#, text(1000)],
                    "currency": ["5", #""EUR""#, #""won""#],
                    "taxFreeAmount": ["-1", "15001", "0.5", "\"a\"", "[]", "1e400"],
                    "customerKey": ["5", #""a""#, text(301)],
                    "customerName": ["5", text(101)], "customerEmail": ["5", text(101)],
                    "customerMobilePhone": ["5", #""123""#, text(16)], "useEscrow": ["5", #""true""#, "[]"],
                    "installmentPlanMonths": ["1", "13", "-1", "3", #""a""#, "[]", "0.5"],
                    "metadata": [
                        "5", "[]", #"{"a":5}"#, #"{"a[b]":"c"}"#, #"{"":"c"}"#,
                        #"{"a":"1","b":"1","c":"1","d":"1","e":"1","f":"1"}"#,
                    ],
                    "successUrl": ["5", "[]"], "failUrl": ["5", "{}"],
                    "buyer": [
                        "5", "[]", "{}", #""APPROVE""#, #""later""#, #"{"fail":5}"#, #"{"fail":"NO_SUCH_CODE"}"#,
                    ],
                    "card": [#""4242424242424242""#], "OrderId": [#""order-new""#], "": ["5"],
                ]
            ),
            (
                .post, "/billing-authorizations", [("customerKey", #""customer-2""#)],
                [
                    "customerKey": [nil, "null", "5", "[]", #""a""#, text(301)], "cardNumber": ["[]", #""12345""#],
                    "method": ["5", #""현금""#], "buyer": ["5", #""later""#], "successUrl": ["5"], "amount": ["5"],
                ]
            ),
            (
                .post, "/payments/{waiting}/authenticate", [],
                ["cardNumber": ["[]", #""12345""#], "buyer": ["5", #""later""#], "amount": ["5"]]
            ),
            (.post, "/payments/{waiting}/expire", [], ["at": ["5"]]),
            (.post, "/payments/{waiting}/close", [], ["at": ["5"]]),
            (
                .put, "/clock", [],
                [
                    "mode": ["5", #""fast""#, #""MANUAL""#, "[]"], "rate": ["0", "-1", "1e400", #""fast""#, "[]"],
                    "now": [
                        "5", #""today""#, #""2026-01-05""#, #""2026-13-05T09:00:00+09:00""#,
                        #""2026-02-30T09:00:00+09:00""#,
                    ],
                    "time": [#""2026-01-05T09:00:00+09:00""#],
                ]
            ),
            (
                .post, "/clock/advance", [],
                [
                    "by": ["5", #""10 minutes""#, #""PT""#, #""-PT10M""#, #""""#, "[]"],
                    "to": ["5", #""tomorrow""#, "[]"], "next": ["5", #""yes""#, "[]", "false"], "until": [#""PT10M""#],
                ]
            ),
            (
                .post, "/clock/alarms",
                [("id", #""a1""#), ("at", #""2026-01-05T10:00:00+09:00""#), ("url", #""http://127.0.0.1:9/""#)],
                [
                    "id": [nil, "5", #""""#, text(10_000)],
                    "at": [nil, "5", #""soon""#, #""2026-01-05T08:00:00+09:00""#],
                    "url": [
                        nil, "5", #""""#, #""ftp://127.0.0.1/""#, #""/hook""#, #""http://""#, #""http:// a""#,
                        #""http://127.0.0.1:9/4539578763621486""#,
                    ],
                    "name": ["5"],
                ]
            ),
            (
                .post, "/settle", [],
                ["timeout": ["5", #""soon""#, #""-PT5S""#, #""PT11M""#], "until": ["5", #""later""#], "limit": ["5"]]
            ),
            (.post, "/reset", [], ["to": ["5", #""full""#, "[]", #""""#], "all": ["true"]]),
            (
                .post, "/webhooks/endpoints", [("url", #""http://127.0.0.1:9/""#)],
                [
                    "url": [
                        nil, "null", "5", #""""#, #""ftp://127.0.0.1/""#, #""/hook""#, #""http://8.8.8.8/""#,
                        #""http://127.0.0.1:9/?a=4539-5787-6362-1486""#,
                    ],
                    "events": ["5", #""DONE""#, #"["NO_SUCH_EVENT"]"#, "[5]", "{}"],
                    "secret": ["5", "[]", #""4539578763621486""#, #""4539 5787 6362 1486""#],
                    "profile": ["5", #""stripe""#, "[]", "{}", #"{"header":"X","algorithm":"md5"}"#],
                    "hold": ["5", #""yes""#, "null"],
                    "URL": [#""http://127.0.0.1:9/""#],
                ]
            ),
            (
                .post, "/webhooks/emit", [("eventType", #""PAYMENT_STATUS_CHANGED""#), ("paymentKey", #""{done}""#)],
                [
                    "eventType": [nil, "5", #""""#, #""NO_SUCH_EVENT""#, #""payment_status_changed""#],
                    "paymentKey": ["5", "[]"], "status": ["5", "[]", #""""#], "data": ["5", "[]", #""a""#],
                    "url": ["5", #""/hook""#, #""http://8.8.8.8/""#, #""http://127.0.0.1:9/4539578763621486""#],
                    "type": ["5"],
                ]
            ),
            (
                .post, "/webhooks/release", [],
                [
                    "order": ["5", #""a""#, "[5]", "[null]", "{}", #"["{held}","{held}"]"#], "ids": ["[]"],
                    "clock": ["true"],
                ]
            ),
            (
                .post, "/keys", [("clientKey", #""test_ck_one""#), ("secretKey", #""test_sk_two""#)],
                [
                    "clientKey": [
                        nil, "5", #""""#, #""live_ck_one""#, #""test_sk_one""#, #""test_gck_one""#, text(500),
                    ],
                    "secretKey": [
                        nil, "5", #""live_sk_two""#, #""test_ck_two""#, #""test_gsk_two""#, #""test_sk_invalid""#,
                    ],
                    "key": ["5"],
                ]
            ),
        ]

    static let members: [BadControl] = calls.flatMap { call in
        call.bad.sorted { $0.key < $1.key }.flatMap { name, values in
            values.map { value in
                var members = call.good.filter { $0.0 != name }
                if let value { members.append((name, value)) }
                let body = "{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
                return BadControl(method: call.method, path: call.path, body: body)
            }
        }
    }

    static let bodies: [BadControl] = calls.flatMap { call in
        let deep = String(repeating: "[", count: 100_000)
        return [
            "[]", "5", "null", "\"\"", "{", "{}{}", #"{"a":1,"a":1}"#, "a=b", "\u{FEFF}{}", "[{}]", deep,
            #"{"orderId":"# + deep,
        ].map { BadControl(method: call.method, path: call.path, body: $0) }
    }

    static let queries: [BadControl] =
        [
            "/payments", "/billing-keys", "/requests", "/webhooks/deliveries", "/webhooks/endpoints", "/clock/alarms",
        ].flatMap { path in
            [
                "limit=0", "limit=-1", "limit=abc", "limit=", "limit=1.5", "limit=99999999999999999999",
                "after=nothing", "after=",
            ]
            .map { BadControl(method: .get, path: "\(path)?\($0)") }
        } + [BadControl(method: .get, path: "/requests?since=yesterday")]

    static let unknown: [BadControl] =
        [
            (HTTPMethod.post, "/payments/nothing/expire"), (.post, "/payments/nothing/close"),
            (.post, "/payments/nothing/authenticate"), (.post, "/payments/%00/expire"), (.post, "/payments/%zz/expire"),
            (.delete, "/clock/alarms/nothing"), (.delete, "/webhooks/endpoints/nothing"),
            (.post, "/webhooks/deliveries/nothing/resend"),
            (.post, "/webhooks/deliveries/nothing/release"), (.post, "/webhooks/deliveries/nothing/drop"),
            (.get, "/nothing"), (.get, "/"), (.post, "/payments/"), (.get, "/payments/{done}"), (.get, "/%zz"),
            (.get, "/" + String(repeating: "a", count: 10_000)),
        ].map { BadControl(method: $0.0, path: $0.1, status: 404) } + [
            BadControl(
                method: .post,
                path: "/webhooks/emit",
                body: #"{"eventType":"PAYMENT_STATUS_CHANGED","paymentKey":"nothing"}"#,
                status: 404
            ),
            BadControl(method: .post, path: "/webhooks/release", body: #"{"order":["nothing"]}"#, status: 404),
        ]

    static let wrongMethods: [BadControl] = [
        (HTTPMethod.get, ""), (.put, "/payments"), (.delete, "/payments"), (.post, "/health"), (.get, "/reset"),
        (.post, "/billing-keys"), (HTTPMethod(rawValue: "BREW"), "/payments"), (.patch, "/clock"),
        (.get, "/payments/{done}/expire"), (.get, "/payments/{done}/deposit"),
    ].map { BadControl(method: $0.0, path: $0.1, status: 405) }

    static let conflicts: [BadControl] = [
        (HTTPMethod.post, "/payments/{done}/expire", nil as String?), (.post, "/payments/{done}/authenticate", nil),
        (.post, "/payments/{waiting}/authenticate", nil), (.post, "/payments/{done}/close", nil),
        (.put, "/clock", #"{"now":"2026-01-05T08:59:59+09:00"}"#),
        (.post, "/clock/advance", #"{"to":"2026-01-05T08:59:59+09:00"}"#),
        (.post, "/keys", #"{"clientKey":"test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq","secretKey":"test_sk_gateway"}"#),
    ].map { BadControl(method: $0.0, path: $0.1, body: $0.2, status: 409) }

    private static func text(_ length: Int) -> String { "\"\(String(repeating: "a", count: length))\"" }
}

@Suite(.timeLimit(.minutes(3))) struct ControlRefusalTests {
    private static let codes = [
        400: "INVALID_REQUEST", 401: "UNAUTHORIZED", 404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 409: "CONFLICT",
    ]

    @Test(arguments: BadControl.members)
    func `a wrong member is refused and changes nothing`(bad: BadControl) async throws {
        try await expectRefusal(of: bad)
    }

    @Test(arguments: BadControl.bodies)
    func `a broken body is refused and changes nothing`(bad: BadControl) async throws {
        try await expectRefusal(of: bad)
    }

    @Test(arguments: BadControl.queries)
    func `a wrong query is refused and changes nothing`(bad: BadControl) async throws {
        try await expectRefusal(of: bad)
    }

    @Test(arguments: BadControl.unknown)
    func `a name or path that nothing has is 404 and changes nothing`(bad: BadControl) async throws {
        try await expectRefusal(of: bad)
    }

    @Test(arguments: BadControl.wrongMethods)
    func `a method that a path has not is 405 and changes nothing`(bad: BadControl) async throws {
        try await expectRefusal(of: bad)
    }

    @Test(arguments: BadControl.conflicts)
    func `what does not fit the state is 409 and changes nothing`(bad: BadControl) async throws {
        try await expectRefusal(of: bad)
    }

    private func expectRefusal(of bad: BadControl) async throws {
        let (gateway, standing) = try await Standing.gateway()
        let before = try await gateway.state()
        let answer = try await gateway.control(bad.method, standing.fill(bad.path), bad.body.map(standing.fill))
        try #require(answer.status == bad.status, "\(answer)")
        #expect(answer.json?.object?.members.map(\.name) == ["code", "message"])
        #expect(answer.code == Self.codes[bad.status])
        #expect(answer.message?.isEmpty == false)
        #expect((answer.message?.utf8.count ?? 0) < 20_000)
        #expect(answer.headers["Content-Type"]?.hasPrefix("application/json") == true)
        #expect(try await gateway.state() == before)
    }

    @Test func `what waits beyond now is 409 with what is pending`() async throws {
        let (gateway, _) = try await Standing.gateway()
        #expect(try await gateway.control(.put, "/clock", #"{"mode":"manual"}"#).status == 200)
        let answer = try await gateway.control(.post, "/settle", #"{"until":"2026-01-05T10:00:00+09:00"}"#)
        #expect(answer.status == 409)
        #expect(answer["quiet"]?.bool == false)
        #expect(answer["pending"]?[0]?["kind"]?.string == "timer")
        #expect(answer["pending"]?[0]?["at"]?.string == "2026-01-05T09:10:00+09:00")
    }

    @Test(arguments: [
        "", "{", "[]", "5", "null", "{}", #"{"name":"n"}"#, #"{"name":"n","description":"d","rulez":[]}"#,
        #"{"name":"n","description":"d","rules":[{"name":"r","on":"payments.refund","then":"approve"}]}"#,
        #"{"name":"n","description":"d","rules":[{"name":"r","on":"*","then":{"refuse":"REJECT_CARD_COMPANI"}}]}"#,
        #"{"name":"n","description":"d","rules":[{"name":"r","on":"*","then":{"fault":"reset","for":"PT1S"}}]}"#,
        #"{"name":"n","description":"d","cards":{"4242":5}}"#, #"{"name":"n","description":"d","seed":"x"}"#,
        #"{"name":"n","description":"d","clock":{"mode":"fast"}}"#,
        #"{"name":"n","description":"d","rules":[{"name":"a","on":"*","then":"approve"},{"name":"b","on":"*","then":"approve"}]}"#,
        String(repeating: "[", count: 100_000),
    ])
    func `a wrong scenario is refused with its problems and changes nothing`(document: String) async throws {
        let (gateway, _) = try await Standing.gateway()
        let before = try await gateway.state()
        let answer = try await gateway.control(.put, "/scenario", document)
        #expect(answer.status == 400)
        #expect(answer.code == "INVALID_REQUEST")
        let problems = try #require(answer["problems"]?.array)
        #expect(!problems.isEmpty)
        for problem in problems {
            #expect((problem["line"]?.integer ?? 0) >= 1)
            #expect((problem["column"]?.integer ?? 0) >= 1)
            #expect(problem["path"]?.string != nil)
            #expect(problem["message"]?.string?.isEmpty == false)
        }
        let check = try await gateway.control(.post, "/scenario/check", document)
        #expect(check.status == 200)
        #expect(check["valid"]?.bool == false)
        #expect(check["problems"]?.array?.count == problems.count)
        #expect(try await gateway.state() == before)
    }

    @Test func `a misspelt code comes with a suggestion`() async throws {
        let rule = #"{"name":"r","on":"*","then":{"refuse":"REJECT_CARD_COMPANI"}}"#
        let answer = try await Gateway().control(
            .put,
            "/scenario",
            #"{"name":"n","description":"d","rules":[\#(rule)]}"#
        )
        let message = answer["problems"]?[0]?["message"]?.string
        #expect(message == "unknown error code REJECT_CARD_COMPANI; did you mean REJECT_CARD_COMPANY?")
    }

    /// Bad keys are 400 here, where they are 401 and 403 on the Toss paths.
    @Test(arguments: BadRequest.badKeys.filter { $0.header != nil }.map(\.what))
    func `a key that opens nothing is refused`(what: String) async throws {
        let key = try #require(BadRequest.badKeys.first { $0.what == what })
        let gateway = try Gateway()
        for path in ["/payments", "/clock", "/scenario", "/requests"] {
            let answer = try await gateway.control(.get, path, headers: ["Authorization": key.header ?? ""])
            #expect(answer.status == 400, "\(answer)")
            #expect(answer.code == "INVALID_REQUEST")
        }
    }

    @Test(arguments: ["live_sk_a", "garbage", "", "test_sk_", "test_sk_invalid", "test_ck_a%20b"])
    func `a key in the query that opens nothing is refused`(key: String) async throws {
        let answer = try await Gateway().answer(
            Request.toss(.get, "/sandbox/payments?key=\(key)").without("Authorization")
        )
        #expect(answer.status == 400, "\(answer)")
        #expect(answer.code == "INVALID_REQUEST")
    }
}
