import HTTPServer
import JSON
import SandboxServer
import Testing

/// Pages of other sites and names that were pointed at this machine: who may drive the control API.
@Suite(.timeLimit(.minutes(3))) struct OriginTests {
    /// What a browser or a tool says about where a request comes from.
    struct Caller: Sendable, CustomTestStringConvertible {
        var host: String? = "localhost:7772"
        var origin: String?
        var site: String?
        var server = "localhost"
        var isLetIn: Bool

        var testDescription: String {
            "Host \(host ?? "none"), Origin \(origin ?? "none"), Sec-Fetch-Site \(site ?? "none"), at \(server)"
        }

        var headers: HTTPHeaders {
            var headers = HTTPHeaders()
            if let host { headers.add("Host", host) }
            if let origin { headers.add("Origin", origin) }
            if let site { headers.add("Sec-Fetch-Site", site) }
            return headers
        }
    }

    static let callers: [Caller] = [
        // Tools name the host they call, and nothing else.
        Caller(isLetIn: true), Caller(host: nil, isLetIn: true), Caller(host: "LOCALHOST", isLetIn: true),
        Caller(host: "localhost.:7772", isLetIn: true), Caller(host: "127.0.0.1:7772", isLetIn: true),
        Caller(host: "127.8.9.1", isLetIn: true), Caller(host: "[::1]:7772", isLetIn: true),
        Caller(host: "[0:0:0:0:0:0:0:1]", isLetIn: true), Caller(host: "[::ffff:127.0.0.1]:1", isLetIn: true),
        // A name that resolves here is not a name that was meant.
        Caller(host: "evil.example", isLetIn: false), Caller(host: "evil.example:7772", isLetIn: false),
        Caller(host: "localhost.evil.example", isLetIn: false), Caller(host: "127.0.0.1.evil.example", isLetIn: false),
        Caller(host: "127.0.0.1@evil.example", isLetIn: false), Caller(host: "", isLetIn: false),
        Caller(host: "[::1", isLetIn: false), Caller(host: "[evil.example]", isLetIn: false),
        Caller(host: "localhost:port", isLetIn: false), Caller(host: "192.168.0.5:7772", isLetIn: false),
        Caller(host: "8.8.8.8", isLetIn: false), Caller(host: "[2001:db8::1]:7772", isLetIn: false),
        Caller(host: "0x7f.1", isLetIn: false),
        // Addresses and names that it was started with.
        Caller(host: "192.168.0.5:7772", server: "192.168.0.5", isLetIn: true),
        Caller(host: "192.168.0.6:7772", server: "192.168.0.5", isLetIn: false),
        Caller(host: "10.0.0.7:7772", server: "0.0.0.0", isLetIn: true),
        Caller(host: "[fd00::7]:7772", server: "::", isLetIn: true),
        Caller(host: "evil.example", server: "0.0.0.0", isLetIn: false),
        Caller(host: "[fd00::7]", server: "fd00::7", isLetIn: true),
        Caller(host: "[fd00::7]", server: "fd00:0:0::7", isLetIn: true), Caller(host: "[FD00::9]:1", isLetIn: true),
        Caller(host: "sandbox.test:7772", isLetIn: true), Caller(host: "SANDBOX.test", isLetIn: true),
        // Its own pages, and those it was told of.
        Caller(origin: "http://localhost:7772", isLetIn: true), Caller(origin: "HTTP://LOCALHOST:7772", isLetIn: true),
        Caller(host: "localhost", origin: "http://localhost", isLetIn: true),
        Caller(host: "localhost:80", origin: "http://localhost", isLetIn: true),
        Caller(origin: "http://front.test:3000", isLetIn: true),
        Caller(origin: "http://front.test:3000", site: "cross-site", isLetIn: true),
        Caller(site: "same-origin", isLetIn: true), Caller(site: "none", isLetIn: true),
        // Pages of others.
        Caller(origin: "null", isLetIn: false), Caller(origin: "http://evil.example", isLetIn: false),
        Caller(origin: "http://localhost:3000", isLetIn: false),
        Caller(origin: "https://front.test:3000", isLetIn: false),
        Caller(origin: "http://front.test", isLetIn: false), Caller(origin: "http://127.0.0.1:7772", isLetIn: false),
        Caller(host: nil, origin: "http://localhost:7772", isLetIn: false), Caller(origin: "", isLetIn: false),
        Caller(origin: "http://localhost:7772, http://evil.example", isLetIn: false),
        Caller(origin: "https://localhost:7772", isLetIn: false), Caller(site: " cross-site\t", isLetIn: false),
        Caller(site: "same-origin, cross-site", isLetIn: false), Caller(host: "localhost ", isLetIn: true),
        Caller(site: "cross-site", isLetIn: false), Caller(site: "Cross-Site", isLetIn: false),
    ]

    private static func gateway(at host: String = "localhost", token: String? = nil) throws -> Gateway {
        try Gateway(token: token) { configuration in
            configuration.host = host
            configuration.allowedHosts = ["sandbox.test", "fd00:0::9"].compactMap(Authority.init(host:))
            configuration.allowedOrigins = [Origin("http://front.test:3000")].compactMap { $0 }
        }
    }

    @Test(arguments: callers) func `only tools and own pages drive the control API`(caller: Caller) async throws {
        let gateway = try Self.gateway(at: caller.server)
        let order = Array(#"{"orderId":"order-1","amount":1000}"#.utf8)
        let calls: [Request] = [
            Request(method: .post, target: "/sandbox/payments", headers: caller.headers, body: order),
            Request(method: .get, target: "/sandbox/payments", headers: caller.headers),
            Request(method: .get, target: "/metrics", headers: caller.headers),
            Request(method: .get, target: "/", headers: caller.headers),
            Request(method: .head, target: "/sandbox/health", headers: caller.headers),
            Request(method: .delete, target: "/sandbox", headers: caller.headers),
        ]
        for call in calls {
            let answer = try await gateway.answer(call)
            if caller.isLetIn {
                #expect(answer.status < 300, "\(call.method.rawValue) \(call.target): \(answer)")
            } else {
                #expect(answer.status == 403, "\(call.method.rawValue) \(call.target): \(answer)")
                #expect(answer.code == "FORBIDDEN_ORIGIN")
            }
        }
    }

    @Test(arguments: ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a", nil])
    func `what a page sends without a preflight changes nothing`(contentType: String?) async throws {
        let gateway = try Self.gateway()
        _ = try await gateway.approvedPayment("order-1", 1000)
        let before = try await gateway.state()
        for (method, path, body) in [
            (HTTPMethod.post, "/sandbox/reset", #"{"to":"empty"}"#), (.put, "/sandbox/clock", #"{"mode":"manual"}"#),
            (.post, "/sandbox/webhooks/endpoints", #"{"url":"http://127.0.0.1:1/"}"#), (.delete, "/sandbox", ""),
            (.post, "/sandbox/clock/alarms", #"{"id":"a","at":"2030-01-01T00:00:00Z","url":"http://127.0.0.1:1/"}"#),
            (.put, "/sandbox/scenario", #"{"name":"n"}"#),
            (.post, "/sandbox/payments", #"{"orderId":"order-2","amount":1}"#),
        ] {
            var headers: HTTPHeaders = [
                "Host": "localhost:7772", "Origin": "http://evil.example", "Authorization": Gateway.basic,
            ]
            if let contentType { headers.add("Content-Type", contentType) }
            let answer = try await gateway.answer(
                Request(method: method, target: path, headers: headers, body: Array(body.utf8))
            )
            #expect(answer.status == 403, "\(path): \(answer)")
        }
        #expect(try await gateway.state() == before)
    }

    @Test func `a page that was let in may read the answers, and asks before it sends`() async throws {
        let gateway = try Self.gateway(token: "a-long-token")
        let origin = "http://front.test:3000"
        let preflight = try await gateway.answer(
            Request(
                method: .options,
                target: "/sandbox/payments",
                headers: ["Host": "localhost", "Origin": origin, "Access-Control-Request-Method": "POST"]
            )
        )
        #expect(preflight.status == 200)
        #expect(preflight.headers["Access-Control-Allow-Origin"] == origin)
        #expect(preflight.headers["Access-Control-Allow-Headers"]?.contains("Tossbox-Token") == true)
        let list: HTTPHeaders = ["Host": "localhost", "Origin": origin, "Tossbox-Token": "a-long-token"]
        let answer = try await gateway.answer(Request(method: .get, target: "/sandbox/payments", headers: list))
        #expect(answer.status == 200)
        #expect(answer.headers["Access-Control-Allow-Origin"] == origin)
        let refused = try await gateway.answer(
            Request(method: .get, target: "/sandbox/payments", headers: ["Host": "localhost", "Origin": origin])
        )
        #expect(refused.status == 401)
        #expect(refused.headers["Access-Control-Allow-Origin"] == origin)
    }

    @Test func `a refused page is not told that it may read the refusal`() async throws {
        let headers: HTTPHeaders = ["Host": "localhost", "Origin": "http://evil.example"]
        let answer = try await Self.gateway().answer(
            Request(method: .get, target: "/sandbox/payments", headers: headers)
        )
        #expect(answer.status == 403)
        #expect(!answer.headers.contains { $0.name.lowercased().hasPrefix("access-control") })
    }

    @Test(arguments: ["/v1/payments/confirm", "/v1/payments/k/cancel", "/v1/billing/b", "/v1/transactions"])
    func `any page may ask to call the Toss API`(path: String) async throws {
        let answer = try await Self.gateway().answer(
            Request(
                method: .options,
                target: path,
                headers: [
                    "Host": "api.tosspayments.com", "Origin": "https://shop.example",
                    "Access-Control-Request-Method": "POST",
                    "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
                ]
            )
        )
        #expect(answer.status == 200)
        #expect(answer.body.isEmpty)
        #expect(answer.headers["Access-Control-Allow-Origin"] == "https://shop.example")
        #expect(answer.headers["Access-Control-Allow-Credentials"] == "true")
        #expect(answer.headers["Access-Control-Allow-Methods"] == "POST, GET, OPTIONS, DELETE")
        #expect(answer.headers["Access-Control-Max-Age"] == "3600")
        let allowed = answer.headers["Access-Control-Allow-Headers"] ?? ""
        for name in ["Authorization", "Content-Type", "Idempotency-Key", "TossPayments-Test-Code", "tosspayments-mid"] {
            #expect(allowed.contains(name))
        }
    }

    @Test func `a page may read the answers of the Toss API, and a backend sees no difference`() async throws {
        let gateway = try Self.gateway()
        let (status, plain) = (401, try await gateway.answer(Request(method: .get, target: "/v1/payments/k")))
        #expect(!plain.headers.contains { $0.name.lowercased().hasPrefix("access-control") })
        for (path, status) in [("/v1/payments/k", status), ("/v1/transactions", 501), ("/v1/nothing", 404)] {
            let request = Request(method: .get, target: path, headers: ["Origin": "https://shop.example"])
            let answer = try await gateway.answer(request)
            #expect(answer.status == status)
            #expect(answer.headers["Access-Control-Allow-Origin"] == "https://shop.example")
            #expect(answer.headers["Access-Control-Allow-Credentials"] == "true")
        }
        let known = try await gateway.toss(.get, "/v1/payments/k", headers: ["Origin": "https://shop.example"])
        #expect(known.code == "NOT_FOUND_PAYMENT")
        #expect(known.headers["Access-Control-Allow-Origin"] == "https://shop.example")
        #expect(try await gateway.toss(.options, "/v1/payments/k").code == "NOT_FOUND_HTTP_METHOD")
    }

    @Test func `health needs no token, and everything else does`() async throws {
        let gateway = try Self.gateway(token: "a-long-token")
        for method in [HTTPMethod.get, .head] {
            #expect(try await gateway.answer(Request(method: method, target: "/sandbox/health")).status == 200)
            #expect(try await gateway.answer(Request(method: method, target: "/sandbox/payments")).status == 401)
            #expect(try await gateway.answer(Request(method: method, target: "/metrics")).status == 401)
        }
        #expect(try await gateway.answer(Request(method: .get, target: "/sandbox/health/")).status == 401)
    }

    @Test func `HEAD works wherever GET does`() async throws {
        let gateway = try Self.gateway()
        let key = try await gateway.approvedPayment("order-1", 1000)
        for path in [
            "/", "/sandbox/clock", "/sandbox/requests", "/openapi.json", "/v1/payments/\(key)", "/v1/payments/none",
        ] {
            let get = try await gateway.toss(.get, path)
            let head = try await gateway.toss(.head, path)
            #expect(head.status == get.status, "\(path)")
            #expect(head.headers["Content-Type"] == get.headers["Content-Type"], "\(path)")
        }
    }
}
