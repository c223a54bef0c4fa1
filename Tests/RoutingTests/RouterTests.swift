import Routing
import Testing

@Suite struct RouterTests {
    static let patterns: [(String, String)] = [
        ("GET", "/"),
        ("GET", "/v1/payments/{paymentKey}"),
        ("POST", "/v1/payments/confirm"),
        ("POST", "/v1/payments/{paymentKey}/cancel"),
        ("GET", "/v1/payments/orders/{orderId}"),
        ("POST", "/v1/billing/{billingKey}"),
        ("DELETE", "/v1/billing/{billingKey}"),
        ("GET", "/a/{x}/c"),
        ("GET", "/a/b/d"),
        ("HEAD", "/a/b/d"),
    ]

    /// Which pattern answers, and with which values, as one line of text.
    static func find(_ method: String, _ path: String) throws -> String {
        let router = try Router(patterns.map { method, pattern in Route(method, pattern, "\(method) \(pattern)") })
        switch router.lookup(method, path: path) {
        case .found(let route, let parameters):
            return ([route] + ["paymentKey", "orderId", "billingKey", "x"].compactMap { parameters[$0] })
                .joined(separator: " ")
        case .methodNotAllowed(let others): return "allowed: " + allowedMethods(others).joined(separator: " ")
        case .notFound: return "not found"
        case .malformed: return "malformed"
        }
    }

    @Test(arguments: [
        ("GET", "/", "GET /"),
        ("GET", "/v1/payments/p1", "GET /v1/payments/{paymentKey} p1"),
        ("HEAD", "/v1/payments/p1", "GET /v1/payments/{paymentKey} p1"),
        ("HEAD", "/a/b/d", "HEAD /a/b/d"),
        ("POST", "/v1/payments/confirm", "POST /v1/payments/confirm"),
        ("POST", "/v1/payments/%63onfirm", "POST /v1/payments/confirm"),
        ("GET", "/v1/payments/confirm", "GET /v1/payments/{paymentKey} confirm"),
        ("POST", "/v1/payments/confirm/cancel", "POST /v1/payments/{paymentKey}/cancel confirm"),
        ("GET", "/v1/payments/orders/a%2Fb", "GET /v1/payments/orders/{orderId} a/b"),
        ("GET", "/v1/payments/%2541", "GET /v1/payments/{paymentKey} %41"),
        ("GET", "/a/b/c", "GET /a/{x}/c b"),
        ("GET", "/a/b/d", "GET /a/b/d"),
        ("POST", "/v1/payments/p1", "allowed: GET HEAD"),
        ("GET", "/v1/billing/b1", "allowed: POST DELETE"),
        ("PUT", "/v1/payments/confirm", "allowed: POST GET HEAD"),
        ("GET", "/v1/payments/", "not found"),
        ("GET", "/v1/payments", "not found"),
        ("GET", "/v1/payments/p1/", "not found"),
        ("GET", "/v1/payments/%zz", "malformed"),
        ("OPTIONS", "*", "not found"),
        ("GET", "", "not found"),
    ])
    func `a path finds its route`(method: String, path: String, expected: String) throws {
        #expect(try Self.find(method, path) == expected)
    }

    @Test func `routes that answer the same requests clash`() {
        let routes = ["/a/{x}", "/a/{y}"].map { Route("GET", $0, 0) }
        #expect(throws: RouterError.clash("GET", "/a/{x}", "/a/{y}")) { _ = try Router(routes) }
    }

    @Test(arguments: ["a", "", "/a/{", "/a/{}", "/a/x{y}", "/a/{x}y", "/{x}/{x}", "/a/}", "/%zz"])
    func `an unclear pattern is refused`(pattern: String) {
        #expect(throws: RouterError.badPattern(pattern)) { _ = try Router([Route("GET", pattern, 0)]) }
    }
}
