internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct TossboxTestCodeTests {
    @Test(arguments: [
        ("REJECT_CARD_PAYMENT", 403), ("ALREADY_PROCESSED_PAYMENT", 400), ("DUPLICATED_ORDER_ID", 400),
        ("IDEMPOTENT_REQUEST_PROCESSING", 409), ("FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING", 500),
        ("COMMON_ERROR", 500), ("INVALID_CARD_EXPIRATION", 400),
    ])
    func `a test code forces its error, even with a made-up paymentKey`(code: String, status: Int) async throws {
        let shop = try await Shop.open()
        let answer = try await shop.confirm("made-up", "order-0001", 15000, headers: ["TossPayments-Test-Code": code])
        #expect(answer.status == status)
        #expect(answer.code == code)
        #expect(answer.json.message.text?.isEmpty == false)
    }

    @Test func `a forced error changes nothing`() async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 15000)
        let headers = ["TossPayments-Test-Code": "REJECT_CARD_COMPANY"]
        #expect(try await shop.confirm(key, "order-0001", 15000, headers: headers).status == 403)
        #expect(try await shop.payment(key).status == "IN_PROGRESS")
        #expect(try await shop.confirm(key, "order-0001", 15000).status == 200)
    }

    @Test func `a charge of a billing key takes test codes too`() async throws {
        let shop = try await Shop.open()
        let answer = try await shop.call(
            "POST",
            "/v1/billing/made-up",
            ["customerKey": "customer-1", "amount": 1000, "orderId": "order-0001", "orderName": "x"],
            headers: ["TossPayments-Test-Code": "REJECT_CARD_PAYMENT"]
        )
        #expect(answer.status == 403)
        #expect(answer.code == "REJECT_CARD_PAYMENT")
    }

    @Test func `a test code that is no error code is refused`() async throws {
        let shop = try await Shop.open()
        let answer = try await shop.confirm("k", "order-0001", 15000, headers: ["TossPayments-Test-Code": "NONSENSE"])
        #expect(answer.status == 400)
        #expect(answer.code == "INVALID_TEST_CODE")
    }

    @Test func `a forced error counts no attempt of a rule`() async throws {
        let shop = try await Shop.open()
        try await shop.load([
            "rules": [
                ["name": "first", "on": "payments.confirm", "attempts": [1], "then": ["status": 503, "body": "no"]]
            ]
        ])
        let key = try await shop.pay("order-0001", 15000)
        let headers = ["TossPayments-Test-Code": "COMMON_ERROR"]
        #expect(try await shop.confirm(key, "order-0001", 15000, headers: headers).status == 500)
        #expect(try await shop.confirm(key, "order-0001", 15000).status == 503)
    }
}
