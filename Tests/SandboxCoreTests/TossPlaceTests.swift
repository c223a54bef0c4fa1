import Routing
import SandboxCore
import Testing

@Suite struct TossPlaceTests {
    static let found: [(String, String, String)] = [
        ("POST", "/v1/payments/confirm", "ConfirmPayment"), ("POST", "/v1/payments/abc", "ConfirmPayment abc"),
        ("GET", "/v1/payments/abc", "GetPayment abc"), ("HEAD", "/v1/payments/abc", "GetPayment abc"),
        ("GET", "/v1/payments/orders/o-1", "GetPaymentByOrder o-1"),
        ("GET", "/v1/payments/orders", "GetPayment orders"),
        ("POST", "/v1/payments/abc/cancel", "CancelPayment abc"),
        ("POST", "/v1/payments/confirm/cancel", "CancelPayment confirm"),
        ("POST", "/v1/billing/authorizations/issue", "IssueBillingKey"),
        ("POST", "/v1/billing/authorizations/card", "IssueBillingKeyByCard"),
        ("POST", "/v1/billing/authorizations/payments", "ChargeBillingKey"),
        ("POST", "/v1/billing/authorizations/bln_1", "IssueBillingKey bln_1"),
        ("POST", "/v1/billing/abc=", "ChargeBillingKey abc="), ("POST", "/v1/billing/abc%3D", "ChargeBillingKey abc="),
        ("DELETE", "/v1/billing/a%2Fb", "DeleteBillingKey a/b"),
    ]

    @Test(arguments: found)
    func `a method and a path name a call`(method: String, path: String, call: String) {
        #expect(Self.text(TossPlace(method: method, path: path)) == call)
    }

    static let others: [(String, String, String)] = [
        ("GET", "/v1/payments/confirm", "wrong method"), ("PUT", "/v1/payments/abc", "wrong method"),
        ("GET", "/v1/billing/abc", "wrong method"), ("POST", "/v1/payments/orders/abc", "wrong method"),
        ("POST", "/v1/payments/key-in", "not built"), ("POST", "/v1/payments", "not built"),
        ("POST", "/v1/payments/", "not built"), ("GET", "/v1/transactions", "not built"),
        ("POST", "/v1/virtual-accounts/", "not built"), ("POST", "/v2/payouts", "not built"),
        ("GET", "/v1/nothing", "unknown"), ("GET", "/v1/payments", "unknown"), ("GET", "/", "unknown"),
        ("GET", "/v3/payments/a", "unknown"), ("GET", "/v1/payments/", "unknown"),
        ("GET", "/v1//payments/a", "unknown"),
        ("POST", "/v1/billing/authorizations", "unknown"), ("DELETE", "/v1/billing/%61uthorizations", "unknown"),
        ("GET", "/v1/billing/authorizations", "unknown"), ("POST", "/v1/payments/a/", "unknown"),
        ("GET", "/v1/payments/%zz", "malformed"), ("GET", "/v1/payments/%ff", "malformed"),
        ("GET", "/v1/payments/a/b/c", "unknown"), ("GET", "", "unknown"), ("GET", "/%zz/payments", "unknown"),
    ]

    @Test(arguments: others)
    func `other requests are told apart`(method: String, path: String, what: String) {
        #expect(Self.text(TossPlace(method: method, path: path)) == what)
    }

    private static func text(_ place: TossPlace) -> String {
        switch place {
        case .call(let type, let parameters):
            let values = ["paymentKey", "orderId", "authKey", "billingKey"].compactMap { parameters[$0] }
            return (["\(type)"] + values).joined(separator: " ")
        case .wrongMethod: return "wrong method"
        case .notBuilt: return "not built"
        case .malformed: return "malformed"
        case .unknown: return "unknown"
        }
    }
}
