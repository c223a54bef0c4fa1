import SandboxCore
import Testing

@Suite struct EndpointTests {
    static let found: [(String, String, Endpoint)] = [
        ("POST", "/v1/payments/confirm", .confirm), ("POST", "/v1/payments/abc", .confirmByPath(paymentKey: "abc")),
        ("GET", "/v1/payments/abc", .payment(paymentKey: "abc")),
        ("GET", "/v1/payments/orders/o-1", .order(orderId: "o-1")),
        ("POST", "/v1/payments/abc/cancel", .cancel(paymentKey: "abc")),
        ("POST", "/v1/billing/authorizations/issue", .issueBillingKey),
        ("POST", "/v1/billing/authorizations/card", .issueBillingKeyByCard),
        ("POST", "/v1/billing/authorizations/payments", .chargeByBody),
        ("POST", "/v1/billing/authorizations/bln_1", .issueBillingKeyByPath(authKey: "bln_1")),
        ("POST", "/v1/billing/abc=", .charge(billingKey: "abc=")),
        ("POST", "/v1/billing/abc%3D", .charge(billingKey: "abc=")),
        ("DELETE", "/v1/billing/a%2Fb", .deleteBillingKey(billingKey: "a/b")),
    ]

    @Test(arguments: found)
    func `a method and a path name an endpoint`(method: String, path: String, endpoint: Endpoint) {
        #expect(Endpoint.match(method: method, path: path) == .endpoint(endpoint))
    }

    static let others: [(String, String, Endpoint.Match)] = [
        ("GET", "/v1/payments/confirm", .wrongMethod), ("PUT", "/v1/payments/abc", .wrongMethod),
        ("GET", "/v1/billing/abc", .wrongMethod), ("POST", "/v1/payments/orders/abc", .wrongMethod),
        ("POST", "/v1/payments/key-in", .notBuilt), ("POST", "/v1/payments", .notBuilt),
        ("GET", "/v1/transactions", .notBuilt), ("POST", "/v2/payouts", .notBuilt), ("GET", "/v1/nothing", .unknown),
        ("GET", "/v1/payments", .unknown), ("GET", "/", .unknown), ("GET", "/v3/payments/a", .unknown),
        ("GET", "/v1/payments/", .unknown), ("GET", "/v1//payments/a", .unknown),
        ("GET", "/v1/payments/%zz", .malformed),
        ("GET", "/v1/payments/%ff", .malformed), ("GET", "/v1/payments/a/b/c", .unknown), ("GET", "", .unknown),
        ("GET", "/%zz/payments", .unknown),
    ]

    @Test(arguments: others)
    func `other requests are told apart`(method: String, path: String, match: Endpoint.Match) {
        #expect(Endpoint.match(method: method, path: path) == match)
    }
}
