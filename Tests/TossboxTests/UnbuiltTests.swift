internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct UnbuiltTests {
    @Test(arguments: [
        ("POST", "/sandbox/payments/k/deposit"), ("POST", "/sandbox/payments/k/reverse-deposit"),
        ("POST", "/sandbox/brandpay-authorizations"), ("GET", "/sandbox/fidelity"),
        ("POST", "/v1/payments"), ("POST", "/v1/payments/key-in"), ("POST", "/v1/virtual-accounts"),
        ("GET", "/v1/transactions"), ("GET", "/v1/settlements"), ("POST", "/v1/cash-receipts"),
        ("POST", "/v1/cash-receipts/k/cancel"), ("GET", "/v1/cash-receipts"), ("GET", "/v1/promotions"),
        ("GET", "/v1/promotions/card"), ("GET", "/v1/brandpay/terms"), ("GET", "/v2/sellers"), ("POST", "/v2/payouts"),
        ("GET", "/v2/balances"), ("POST", "/v1/payments/"), ("GET", "/v1/transactions/"),
        ("POST", "/v1/virtual-accounts/"),
    ])
    func `a call that is not built yet says so`(method: String, path: String) async throws {
        let answer = try await Shop.open().call(method, path, method == "POST" ? [:] : .absent)
        #expect(answer.status == 501)
        #expect(answer.json.message.text?.isEmpty == false)
    }

    @Test(arguments: ["가상계좌", "계좌이체", "휴대폰", "문화상품권"])
    func `a method that is not built yet says so`(method: String) async throws {
        let answer = try await Shop.open().call(
            "POST",
            "/sandbox/payments",
            ["orderId": "order-0001", "amount": 15000, "method": .string(method)]
        )
        #expect(answer.status == 501)
    }

    @Test func `easy pay that is named as a method is not built yet either`() async throws {
        let answer = try await Shop.open().call(
            "POST",
            "/sandbox/payments",
            ["orderId": "order-0001", "amount": 15000, "method": "간편결제", "easyPay": "토스페이"]
        )
        #expect(answer.status == 501)
    }
}
