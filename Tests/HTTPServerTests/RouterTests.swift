import HTTPServer
import Locking
import Testing

@Suite struct RouterTests {
    static let patterns: [(HTTPMethod, String)] = [
        (.get, "/"),
        (.get, "/v1/payments/{paymentKey}"),
        (.post, "/v1/payments/confirm"),
        (.post, "/v1/payments/{paymentKey}/cancel"),
        (.get, "/v1/payments/orders/{orderId}"),
        (.post, "/v1/billing/{billingKey}"),
        (.delete, "/v1/billing/{billingKey}"),
        (.get, "/a/{x}/c"),
        (.get, "/a/b/d"),
        (.head, "/a/b/d"),
    ]

    /// Which pattern answers, and with which values, as one line of text.
    static func find(_ method: HTTPMethod, _ path: String) throws -> String {
        let found = Locked("")
        let router = try Router(
            patterns.map { method, pattern in
                Route(method, pattern) { _, parameters, _ in
                    let values = ["paymentKey", "orderId", "billingKey", "x"].compactMap { parameters[$0] }
                    found.withLock { $0 = ([method.rawValue, pattern] + values).joined(separator: " ") }
                }
            }
        )
        switch router.lookup(method, path: path) {
        case .found(let handler, let parameters):
            handler(Request(method: method, target: path), parameters, Exchange { _ in })
            return found.withLock { $0 }
        case .methodNotAllowed(let allowed): return "allowed: " + allowed.map(\.rawValue).joined(separator: " ")
        case .notFound: return "not found"
        }
    }

    @Test(arguments: [
        (HTTPMethod.get, "/", "GET /"),
        (.get, "/v1/payments/p1", "GET /v1/payments/{paymentKey} p1"),
        (.head, "/v1/payments/p1", "GET /v1/payments/{paymentKey} p1"),
        (.head, "/a/b/d", "HEAD /a/b/d"),
        (.post, "/v1/payments/confirm", "POST /v1/payments/confirm"),
        (.post, "/v1/payments/%63onfirm", "POST /v1/payments/confirm"),
        (.get, "/v1/payments/confirm", "GET /v1/payments/{paymentKey} confirm"),
        (.post, "/v1/payments/confirm/cancel", "POST /v1/payments/{paymentKey}/cancel confirm"),
        (.get, "/v1/payments/orders/a%2Fb", "GET /v1/payments/orders/{orderId} a/b"),
        (.get, "/v1/payments/%2541", "GET /v1/payments/{paymentKey} %41"),
        (.get, "/a/b/c", "GET /a/{x}/c b"),
        (.get, "/a/b/d", "GET /a/b/d"),
        (.post, "/v1/payments/p1", "allowed: GET HEAD"),
        (.get, "/v1/billing/b1", "allowed: POST DELETE"),
        (.put, "/v1/payments/confirm", "allowed: POST GET HEAD"),
        (.get, "/v1/payments/", "not found"),
        (.get, "/v1/payments", "not found"),
        (.get, "/v1/payments/p1/", "not found"),
        (.get, "/v1/payments/%zz", "not found"),
        (.options, "*", "not found"),
        (.get, "", "not found"),
    ])
    func `a path finds its route`(method: HTTPMethod, path: String, expected: String) throws {
        #expect(try Self.find(method, path) == expected)
    }

    @Test func `routes that answer the same requests clash`() {
        let routes = ["/a/{x}", "/a/{y}"].map { Route(.get, $0) { _, _, _ in } }
        #expect(throws: RouterError.clash(.get, "/a/{x}", "/a/{y}")) { _ = try Router(routes) }
    }

    @Test(arguments: ["a", "", "/a/{", "/a/{}", "/a/x{y}", "/a/{x}y", "/{x}/{x}", "/a/}", "/%zz"])
    func `an unclear pattern is refused`(pattern: String) {
        #expect(throws: RouterError.badPattern(pattern)) { _ = try Router([Route(.get, pattern) { _, _, _ in }]) }
    }
}
