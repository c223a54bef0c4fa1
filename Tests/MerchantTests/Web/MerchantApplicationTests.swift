import HTTPServer
import Routing
import JSON
import Locking
import Merchant
import Testing
import TossAPI

@Suite struct MerchantApplicationTests {
    struct Unforeseen: Error {}

    static let json: HTTPHeaders = ["Content-Type": "application/json"]

    static let odd = Door(
        "odd",
        shape: { problem in .json(status: problem.code.status) { $0.member("failed", problem.message) } },
        endpoints: [
            Endpoint(.post, "/odd/{thing}", .anyone) { call in
                let body = try call.body(BodyMembers("amount", "name"))
                let amount = try body.won("amount")
                let name = try body.optionalText("name", 1...5)
                let thing = try call.parameter("thing")
                return .json { json in
                    json.member("thing", thing)
                    json.member("amount", amount)
                    json.member("name", name)
                }
            }
        ]
    )

    static let plain = Door(
        "plain",
        endpoints: [
            Endpoint(.get, "/plain", .anyone) { _ in .html("<p>") },
            Endpoint(.get, "/unforeseen", .anyone) { _ in throw Unforeseen() },
            Endpoint(.get, "/unknown", .anyone) { _ in throw ShopError.outcomeUnknown(orderId: "order-1") },
            Endpoint(.get, "/refused", .anyone) { _ in
                throw ShopError.refused(code: "REJECT_CARD_PAYMENT", message: "한도초과")
            },
            Endpoint(.get, "/trace", .anyone) { _ in
                await Task.yield()
                return .json { $0.member("trace", Trace.current?.description) }
            },
        ]
    )

    static func application(
        sandbox: String = "http://127.0.0.1:7772",
        tls: Bool = false,
        log: Log = .silent
    ) throws
        -> MerchantApplication
    {
        try MerchantApplication(
            doors: [odd, plain],
            identify: { _ in nil },
            security: SecurityHeaders(sandbox: try #require(ServiceOrigin(sandbox)), isBehindTLS: tls),
            log: log
        )
    }

    static let bad: [(body: String, message: String)] = [
        ("", "amount is required"), ("{}", "amount is required"), (#"{"amount":null}"#, "amount is required"),
        ("{", "the body is not JSON"), ("[]", "must be a JSON object, not an array"), ("7", "not a number"),
        ("\u{FEFF}{}", "the body is not JSON"), (#"{"amount":1,"amount":2}"#, "occurs twice"),
        (#"{"amount":"x"}"#, "amount must be a whole number of won"), (#"{"amount":-1}"#, "amount must be"),
        (#"{"amount":1.5}"#, "amount must be"), (#"{"amount":1e300}"#, "amount must be"),
        (#"{"amount":99999999999999999999}"#, "amount must be"), (#"{"amount":true}"#, "not a boolean"),
        (#"{"amount":{}}"#, "not an object"), (#"{"amount":"-1"}"#, "amount must be"),
        (#"{"amount":1,"name":""}"#, "name must have 1 to 5 characters"),
        (#"{"amount":1,"name":"abcdef"}"#, "not 6"), (#"{"amount":1,"name":7}"#, "name must be a string"),
        (#"{"amount":1,"name":"a\u0000b"}"#, "control characters"), (#"{"amount":1,"name":"a\nb"}"#, "control"),
        (#"{"amount":1,"name":"\ud800"}"#, "surrogate"), (String(repeating: "[", count: 100_000), "nested"),
    ]

    @Test(arguments: bad) func `a bad body is refused in the door's own shape, with its reason`(
        body: String,
        message: String
    ) async throws {
        let answer = try await Self.application().respond(
            to: Request(method: .post, target: "/odd/1", headers: Self.json, body: Array(body.utf8))
        )
        #expect(answer.status == 400)
        let failed = try JSONNode(parsing: answer.body)["failed"]?.string
        #expect(failed?.contains(message) == true, "\(failed ?? "")")
    }

    @Test func `bytes that are no text are refused too`() async throws {
        let answer = try await Self.application().respond(
            to: Request(method: .post, target: "/odd/1", headers: Self.json, body: [0xFF, 0x00, 0x7B])
        )
        #expect(answer.status == 400)
    }

    @Test(arguments: [#"{"amount":15000}"#, #"{"amount":"15000"}"#, #"{"amount":15000.0}"#])
    func `an amount is a whole number, as a number or as digits`(body: String) async throws {
        let answer = try await Self.application().respond(
            to: Request(method: .post, target: "/odd/%ED%95%9C", headers: Self.json, body: Array(body.utf8))
        )
        #expect(String(decoding: answer.body, as: UTF8.self) == #"{"thing":"한","amount":15000,"name":null}"#)
    }

    static let lost: [(method: HTTPMethod, target: String, status: Int)] = [
        (.get, "/", 404), (.get, "/nothing", 404), (.get, "/odd/1", 405), (.post, "/plain", 405), (.get, "/odd", 404),
        (.get, "/odd/%ZZ", 404), (.get, "*", 404), (.get, "/unforeseen", 500), (.get, "/unknown", 202),
        (.get, "/refused", 402), (.head, "/plain", 200),
    ]

    @Test(arguments: lost) func `whatever comes has an answer with a reason and the headers of safety`(
        method: HTTPMethod,
        target: String,
        status: Int
    ) async throws {
        let answer = try await Self.application().respond(to: Request(method: method, target: target))
        #expect(answer.status == status)
        #expect(answer.headers["X-Content-Type-Options"] == "nosniff")
        #expect(answer.headers["Referrer-Policy"] != nil && answer.headers["X-Trace-Id"] != nil)
        let policy = try #require(answer.headers["Content-Security-Policy"])
        #expect(policy.contains("script-src 'self' https://js.tosspayments.com http://127.0.0.1:7772;"))
        #expect(policy.contains("frame-ancestors 'none'"))
        #expect(answer.headers["Strict-Transport-Security"] == nil)
        if status != 200 {
            let body = try JSONNode(parsing: answer.body)
            #expect(body["error"]?.string?.isEmpty == false || body["failed"]?.string?.isEmpty == false)
            #expect(!String(decoding: answer.body, as: UTF8.self).contains("Unforeseen"))
        }
        if status == 405 { #expect(answer.headers["Allow"]?.isEmpty == false) }
    }

    @Test func `a refusal by Toss carries its code`() async throws {
        let answer = try await Self.application().respond(to: Request(method: .get, target: "/refused"))
        #expect(
            String(decoding: answer.body, as: UTF8.self)
                == #"{"error":"한도초과","code":"payment_refused","tossCode":"REJECT_CARD_PAYMENT"}"#
        )
    }

    @Test func `strict transport security is for those who come by TLS`() async throws {
        let answer = try await Self.application(tls: true).respond(to: Request(method: .get, target: "/plain"))
        #expect(answer.headers["Strict-Transport-Security"] != nil)
    }

    @Test(arguments: [("trace-0001", true), ("short", false), ("a b c d e f g h", false), ("x\"y\"z\"abc", false)])
    func `the trace of a request is its own or a new one, down to the handler and the log`(
        text: String,
        isTaken: Bool
    ) async throws {
        let lines = Locked("")
        let log = Log(now: { .earliest }) { bytes in lines.withLock { $0 += String(decoding: bytes, as: UTF8.self) } }
        let request = Request(method: .get, target: "/trace?paymentKey=pay-1", headers: ["X-Trace-Id": text])
        let answer = try await Self.application(log: log).respond(to: request)
        let trace = try JSONNode(parsing: answer.body)["trace"]?.string
        #expect(trace == answer.headers["X-Trace-Id"])
        #expect((trace == text) == isTaken)
        let line = try JSONNode(parsing: lines.withLock { $0 })
        #expect(line["trace"]?.string == trace && line["path"]?.string == "/trace" && line["status"]?.integer == 200)
        #expect(!lines.withLock { $0 }.contains("pay-1"))
    }

    @Test func `a fault of ours is logged with its cause`() async throws {
        let lines = Locked("")
        let log = Log(now: { .earliest }) { bytes in lines.withLock { $0 += String(decoding: bytes, as: UTF8.self) } }
        _ = try await Self.application(log: log).respond(to: Request(method: .get, target: "/unforeseen"))
        #expect(lines.withLock { $0 }.contains("\"why\":\"Unforeseen()\""))
    }

    @Test func `a body over the limit is refused in the door's own shape`() async throws {
        let application = try Self.application()
        let answer = application.refuse(.bodyTooLarge(limit: 10), .post, "/odd/1")
        #expect(answer.status == 413)
        #expect(String(decoding: answer.body, as: UTF8.self) == #"{"failed":"a body may have 10 bytes"}"#)
        #expect(application.refuse(.headersTooLarge(limit: 10), .get, "/nothing").status == 431)
        #expect(answer.headers["X-Content-Type-Options"] == "nosniff")
    }

    @Test func `two doors with one call are refused at the start`() throws {
        #expect(throws: RouterError.self) {
            try MerchantApplication(
                doors: [Self.plain, Self.plain],
                identify: { _ in nil },
                security: SecurityHeaders(sandbox: try #require(ServiceOrigin("http://x")), isBehindTLS: false),
                log: .silent
            )
        }
    }

    @Test(arguments: Problem.Code.allCases) func `every code has a status that is no surprise`(code: Problem.Code) {
        #expect((400..<600).contains(code.status) || code == .outcomeUnknown)
    }

    @Test func `text in a page cannot become markup`() {
        #expect(escapedHTML(#"<a href="x" b='y'>&"#) == "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;")
    }
}
