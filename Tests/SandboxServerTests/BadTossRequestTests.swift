import HTTPServer
import JSON
import Testing

/// One call that is wrong before its body is looked at, or that has none.
struct BadRequest: Sendable, CustomTestStringConvertible {
    let what: String
    var method = HTTPMethod.get
    var path = "/v1/payments/{done}"
    var body: String?
    var headers: HTTPHeaders = [:]
    /// Headers of the usual call that are left out.
    var lacks: [String] = []
    let status: Int
    let code: String

    var testDescription: String { what }

    func request(_ standing: Standing) -> Request {
        let whole = Request.toss(method, standing.fill(path), body.map(standing.fill), headers: headers)
        return lacks.reduce(whole) { $0.without($1) }
    }
}

/// One call of each kind, to be spoilt by headers; all of them work.
let workingCalls: [(name: String, method: HTTPMethod, path: String, body: String?)] =
    TossForm.all.map { ($0.name, .post, $0.path, $0.body()) } + [
        ("look-up", .get, "/v1/payments/{done}", nil),
        ("look-up by order", .get, "/v1/payments/orders/order-done", nil),
        ("deletion", .delete, "/v1/billing/{billing}", nil),
    ]

extension BadRequest {
    /// Keys that open nothing: section 2 and "Which sandbox?" of the control API.
    static let badKeys: [(what: String, header: String?, status: Int, code: String)] = [
        ("no header", nil, 401, "UNAUTHORIZED_KEY"), ("an empty header", "", 401, "UNAUTHORIZED_KEY"),
        ("no scheme", String(Gateway.basic.dropFirst(6)), 401, "UNAUTHORIZED_KEY"),
        ("the scheme alone", "Basic", 401, "UNAUTHORIZED_KEY"),
        ("the scheme and a space", "Basic ", 401, "UNAUTHORIZED_KEY"),
        ("another scheme", "Bearer \(Gateway.key)", 401, "UNAUTHORIZED_KEY"),
        ("the key as it is", "Basic \(Gateway.key):", 401, "UNAUTHORIZED_KEY"),
        ("base64 with a strange character", "Basic dGVzdF9za19h!mFy", 401, "UNAUTHORIZED_KEY"),
        ("base64 of five characters", "Basic dGVzd", 401, "UNAUTHORIZED_KEY"),
        ("base64 of bytes that are no UTF-8", "Basic //79/Pv6", 401, "UNAUTHORIZED_KEY"),
        ("base64 of nothing", "Basic ====", 401, "UNAUTHORIZED_KEY"),
        ("10 KB", "Basic " + String(repeating: "QUFB", count: 2_500), 403, "INCORRECT_BASIC_AUTH_FORMAT"),
        ("10 KB of no base64", String(repeating: "%", count: 10_000), 401, "UNAUTHORIZED_KEY"),
        ("no colon", authorization(Gateway.key), 403, "INCORRECT_BASIC_AUTH_FORMAT"),
        ("a byte order mark", authorization("\u{FEFF}\(Gateway.key):"), 401, "UNAUTHORIZED_KEY"),
        ("an empty key", authorization(":"), 401, "UNAUTHORIZED_KEY"),
        ("a prefix alone", authorization("test_sk_:"), 401, "UNAUTHORIZED_KEY"),
        ("a client key", authorization("test_ck_gateway:"), 401, "UNAUTHORIZED_KEY"),
        ("a widget's client key", authorization("test_gck_gateway:"), 401, "UNAUTHORIZED_KEY"),
        ("a live key", authorization("live_sk_gateway:"), 401, "UNAUTHORIZED_KEY"),
        ("a live widget key", authorization("live_gsk_gateway:"), 401, "UNAUTHORIZED_KEY"),
        ("no key at all", authorization("user:password"), 401, "UNAUTHORIZED_KEY"),
        ("a key with a space", authorization("test_sk_a b:"), 401, "UNAUTHORIZED_KEY"),
        ("a key with a line break", authorization("test_sk_a\n:"), 401, "UNAUTHORIZED_KEY"),
        ("a key with a zero byte", authorization("test_sk_a\0:"), 401, "UNAUTHORIZED_KEY"),
        ("a key that says invalid", authorization("test_sk_invalid_1:"), 401, "UNAUTHORIZED_KEY"),
        ("a key that says unknown", authorization("test_sk_unknown:"), 401, "UNAUTHORIZED_KEY"),
        ("a Korean key", authorization("test_sk_키:"), 401, "UNAUTHORIZED_KEY"),
    ]

    static let authorizations: [BadRequest] = workingCalls.flatMap { call in
        badKeys.map { key in
            BadRequest(
                what: "\(call.name): \(key.what)",
                method: call.method,
                path: call.path,
                body: call.body,
                headers: key.header.map { ["Authorization": $0] } ?? [:],
                lacks: key.header == nil ? ["Authorization"] : [],
                status: key.status,
                code: key.code
            )
        }
    }

    private static let noCodes = [
        "", " ", "garbage", "reject_card_payment", "REJECT_CARD_PAYMENT,REJECT_CARD_COMPANY", "REJECT_CARD_PAYMEN",
        "카드", "400", "null", "%52EJECT_CARD_PAYMENT", "\u{0}", String(repeating: "A", count: 10_000),
    ]

    private static let codesOfTheBrowser = PublishedCode.all.filter { $0.status == nil }.map(\.code)

    /// "A value that is no error code gives 400 INVALID_TEST_CODE", and so does a code without a status: it is no
    /// answer of the API.
    static let testCodes: [BadRequest] = workingCalls.flatMap { call in
        (noCodes + (call.name == "confirm" ? codesOfTheBrowser : [])).map { code in
            BadRequest(
                what: "\(call.name): test code \(code.prefix(40))",
                method: call.method,
                path: call.path,
                body: call.body,
                headers: ["TossPayments-Test-Code": code],
                status: 400,
                code: "INVALID_TEST_CODE"
            )
        }
    }

    /// At most 300 characters, not bytes.
    static let idempotencyKeys: [BadRequest] = TossForm.all.flatMap { form in
        [("a", 301), ("키", 301), ("a", 10_000)].map { character, count in
            BadRequest(
                what: "\(form.name): \(count) times \(character)",
                method: .post,
                path: form.path,
                body: form.body(),
                headers: ["Idempotency-Key": String(repeating: character, count: count)],
                status: 400,
                code: "INVALID_IDEMPOTENCY_KEY"
            )
        }
    }

    private static let otherTypes = [
        nil, "", " ", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json",
        "application/jsonp", "application", "json", ";application/json", "application/json/x",
    ]

    static let contentTypes: [BadRequest] = TossForm.all.flatMap { form in
        otherTypes.map { type in
            BadRequest(
                what: "\(form.name): content type \(type ?? "missing")",
                method: .post,
                path: form.path,
                body: form.body(),
                headers: type.map { ["Content-Type": $0] } ?? [:],
                lacks: type == nil ? ["Content-Type"] : [],
                status: 400,
                code: "INVALID_REQUEST"
            )
        }
    }

    private static let methods: [(path: String, known: [HTTPMethod])] = [
        ("/v1/payments/confirm", [.post, .get]), ("/v1/payments/{done}", [.get, .post]),
        ("/v1/payments/orders/order-done", [.get]), ("/v1/payments/{done}/cancel", [.post]),
        ("/v1/billing/authorizations/issue", [.post]), ("/v1/billing/authorizations/card", [.post]),
        ("/v1/billing/authorizations/payments", [.post]), ("/v1/billing/authorizations/{auth}", [.post]),
        ("/v1/billing/{billing}", [.post, .delete]),
    ]

    static let wrongMethods: [BadRequest] = methods.flatMap { path, known in
        ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "post", "BREW"].map(HTTPMethod.init)
            .filter { !known.contains($0) && !($0 == .head && known.contains(.get)) }
            .map { method in
                BadRequest(
                    what: "\(method.rawValue) \(path)",
                    method: method,
                    path: path,
                    body: method == .get || method == .head ? nil : #"{"cancelReason":"변심"}"#,
                    status: 404,
                    code: "NOT_FOUND_HTTP_METHOD"
                )
            }
    }

    /// Names in a path that nothing has.
    private static let names = [
        "nothing", "%00", "%20", "%2F", "..%2F..%2Fsandbox", "%ED%82%A4", "'%20OR%201=1", "%7Bdone%7D", "a+b",
        String(repeating: "a", count: 201), String(repeating: "a", count: 10_000),
        String(repeating: "%41", count: 3_000),
    ]

    static let unknownNames: [BadRequest] = names.flatMap { name -> [BadRequest] in
        let shown = name.count > 40 ? "\(name.prefix(10))… (\(name.count))" : name
        return [
            BadRequest(
                what: "look-up of \(shown)",
                path: "/v1/payments/\(name)",
                status: 404,
                code: "NOT_FOUND_PAYMENT"
            ),
            BadRequest(
                what: "look-up of the order \(shown)",
                path: "/v1/payments/orders/\(name)",
                status: 404,
                code: "NOT_FOUND_PAYMENT"
            ),
            BadRequest(
                what: "cancel of \(shown)",
                method: .post,
                path: "/v1/payments/\(name)/cancel",
                body: TossForm.cancel.body(),
                status: 404,
                code: "NOT_FOUND_PAYMENT"
            ),
            BadRequest(
                what: "confirm of 2020 of \(shown)",
                method: .post,
                path: "/v1/payments/\(name)",
                body: TossForm.legacyConfirm.body(),
                status: 404,
                code: "NOT_FOUND_PAYMENT_SESSION"
            ),
            BadRequest(
                what: "issue from \(shown)",
                method: .post,
                path: "/v1/billing/authorizations/\(name)",
                body: TossForm.issueByPath.body(),
                status: 404,
                code: "NOT_FOUND_BILLING"
            ),
            BadRequest(
                what: "look-up of \(shown) with a query",
                path: "/v1/payments/\(name)?paymentKey={done}&%zz=%&&=",
                status: 404,
                code: "NOT_FOUND_PAYMENT"
            ),
        ]
    }
}

@Suite(.timeLimit(.minutes(3))) struct BadTossRequestTests {
    @Test(arguments: BadRequest.authorizations)
    func `a key that opens nothing is refused and changes nothing`(bad: BadRequest) async throws {
        try await expectRefusal(of: bad)
    }

    @Test(arguments: BadRequest.testCodes)
    func `a test code that is none is refused and changes nothing`(bad: BadRequest) async throws {
        try await expectRefusal(of: bad)
    }

    @Test(arguments: BadRequest.idempotencyKeys)
    func `an idempotency key of more than 300 characters is refused and changes nothing`(bad: BadRequest) async throws {
        try await expectRefusal(of: bad)
    }

    @Test(arguments: BadRequest.contentTypes)
    func `a body of another type is refused and changes nothing`(bad: BadRequest) async throws {
        try await expectRefusal(of: bad)
    }

    @Test(arguments: BadRequest.wrongMethods)
    func `a wrong method is refused and changes nothing`(bad: BadRequest) async throws {
        try await expectRefusal(of: bad)
    }

    @Test(arguments: BadRequest.unknownNames)
    func `a name that nothing has is refused and changes nothing`(bad: BadRequest) async throws {
        try await expectRefusal(of: bad)
    }

    private func expectRefusal(of bad: BadRequest) async throws {
        let (gateway, standing) = try await Standing.gateway()
        let before = try await gateway.state()
        let answer = try await gateway.answer(bad.request(standing))
        try expectTossError(answer)
        #expect(answer.status == bad.status)
        #expect(answer.code == bad.code)
        #expect(try await gateway.state() == before)
    }

    @Test(arguments: ["nothing", "%00", String(repeating: "a", count: 201), "a%20b", "%ED%82%A4"])
    func `an unknown billing key can neither be charged nor deleted`(name: String) async throws {
        let (gateway, _) = try await Standing.gateway()
        let before = try await gateway.state()
        try expectTossError(try await gateway.toss(.post, "/v1/billing/\(name)", TossForm.charge.body()))
        try expectTossError(try await gateway.toss(.delete, "/v1/billing/\(name)"))
        #expect(try await gateway.state() == before)
    }

    @Test(arguments: [
        "/", "/v1", "/v1/", "/v1/payment", "/v1/payments//cancel", "/v1/payments/a/b/c",
        "/v3/payments/a",
        "/v1/billing/", "/v1/billing/authorizations", "/v1/billing/a/b", "/V1/payments/a", "//v1/payments/a", "*", "",
        "v1",
        "/v1/payments/orders/a/b", "/v1/payments/a/cancel/", "/favicon.ico", "/v1/payments/a/refund",
    ])
    func `an unknown path gets a bare 404`(path: String) async throws {
        let gateway = try Gateway()
        for method in [HTTPMethod.post, .put, .delete] {
            let answer = try await gateway.toss(method, path, "{}")
            #expect(answer.status == 404, "\(answer)")
            #expect(answer.code == nil, "the body of an unknown path is not the Toss error object")
        }
    }

    @Test(arguments: ["%", "%2", "%zz", "a%", "%ff", "%C0%AF", "%ED%A0%80", "%%41"])
    func `a broken escape in a path is refused and changes nothing`(name: String) async throws {
        let (gateway, standing) = try await Standing.gateway()
        let before = try await gateway.state()
        for (method, path) in [
            (HTTPMethod.get, "/v1/payments/\(name)"), (.get, "/v1/payments/orders/\(name)"),
            (.post, "/v1/payments/\(name)"), (.post, "/v1/payments/\(name)/cancel"), (.post, "/v1/billing/\(name)"),
            (.delete, "/v1/billing/\(name)"), (.post, "/v1/billing/authorizations/\(name)"),
        ] {
            let answer = try await gateway.toss(method, path, method == .post ? "{}" : nil)
            #expect((400...499).contains(answer.status), "\(path): \(answer)")
        }
        #expect(try await gateway.state() == before)
        #expect(try await gateway.status(standing.done) == "DONE")
    }

    @Test(arguments: workingCalls.map(\.name))
    func `a query changes nothing about a call`(name: String) async throws {
        let call = try #require(workingCalls.first { $0.name == name })
        for query in ["?", "?a=b", "?amount=1&orderId=other", "?%zz", "?\(String(repeating: "a", count: 5_000))"] {
            let (gateway, standing) = try await Standing.gateway()
            let answer = try await gateway.toss(
                call.method,
                standing.fill(call.path) + query,
                call.body.map(standing.fill)
            )
            #expect(answer.status == 200, "\(query): \(answer)")
        }
    }

    @Test(arguments: [
        "application/json", "application/json;charset=UTF-8", "application/json; charset=utf-8", "Application/JSON",
        "APPLICATION/JSON ; charset=\"utf-8\"",
    ])
    func `a body of type JSON is taken however the type is written`(type: String) async throws {
        let (gateway, standing) = try await Standing.gateway()
        let answer = try await gateway.confirm(
            standing.waiting,
            "order-waiting",
            15_000,
            headers: ["Content-Type": type]
        )
        #expect(answer.status == 200, "\(answer)")
    }

    @Test(arguments: ["\"15000\"", "15000"])
    func `an amount may be a string that holds a number`(amount: String) async throws {
        let (gateway, standing) = try await Standing.gateway()
        let body = standing.fill(TossForm.confirm.body(replacing: "amount", with: amount))
        #expect(try await gateway.toss(.post, "/v1/payments/confirm", body).number("totalAmount") == 15_000)
    }

    @Test(arguments: ["키", "a"])
    func `an idempotency key of 300 characters is taken`(character: String) async throws {
        let (gateway, standing) = try await Standing.gateway()
        let key = String(repeating: character, count: 300)
        let answer = try await gateway.confirm(
            standing.waiting,
            "order-waiting",
            15_000,
            headers: ["Idempotency-Key": key]
        )
        #expect(answer.status == 200, "\(answer)")
    }

    @Test(arguments: [2, 50, 51, 300])
    func `a customerKey of 2 to 300 characters is taken`(length: Int) async throws {
        let gateway = try Gateway()
        #expect(try await !gateway.billingKey(String(repeating: "k", count: length)).isEmpty)
    }

    @Test func `a customerKey with a space is taken`() async throws {
        #expect(try await !Gateway().billingKey("bad key!").isEmpty)
    }

    @Test func `an idempotency key on a look-up is ignored`() async throws {
        let (gateway, standing) = try await Standing.gateway()
        let path = "/v1/payments/\(standing.waiting)"
        for key in [String(repeating: "a", count: 301), "one"] {
            let answer = try await gateway.toss(.get, path, headers: ["Idempotency-Key": key])
            #expect(answer.status == 200)
        }
        #expect(try await gateway.confirm(standing.waiting, "order-waiting", 15_000).status == 200)
        let answer = try await gateway.toss(.get, path, headers: ["Idempotency-Key": "one"])
        #expect(answer.text("status") == "DONE", "no answer of a look-up is kept")
    }

    @Test(arguments: [
        (nil, false), ("", false), ("ko", false), ("ko-KR,ko;q=0.9,en;q=0.8", false), ("ja", false), ("*", false),
        ("garbage;;q=;,", false), (String(repeating: "x,", count: 5_000), false), ("en\u{0}", false),
        ("en-US", true), ("en", true), ("en-US,en;q=0.9", true),
    ])
    func `an error speaks Korean unless English is asked for`(language: String?, isEnglish: Bool) async throws {
        let (gateway, _) = try await Standing.gateway()
        let answer = try await gateway.toss(
            .get,
            "/v1/payments/nothing",
            headers: language.map { ["Accept-Language": $0] } ?? [:]
        )
        try expectTossError(answer)
        let published = try #require(PublishedCode.named("NOT_FOUND_PAYMENT"))
        #expect(answer.message == published.text(at: "GET /v1/payments/{paymentKey}", english: isEnglish))
    }
}
