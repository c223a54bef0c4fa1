import HTTPServer
import JSON
import Testing
import TossAPI

@Suite(.timeLimit(.minutes(3))) struct TestCodeTests {
    /// Calls about things that nobody has: a forced error comes before existence is checked (measured).
    private static let calls: [(documented: String, method: HTTPMethod, path: String, body: String?)] = [
        ("POST /v1/payments/confirm", .post, "/v1/payments/confirm", TossForm.confirm.body()),
        ("POST /v1/payments/confirm", .post, "/v1/payments/nothing", TossForm.legacyConfirm.body()),
        ("GET /v1/payments/{paymentKey}", .get, "/v1/payments/nothing", nil),
        ("GET /v1/payments/orders/{orderId}", .get, "/v1/payments/orders/order-nothing", nil),
        ("POST /v1/payments/{paymentKey}/cancel", .post, "/v1/payments/nothing/cancel", TossForm.cancel.body()),
        (
            "POST /v1/billing/authorizations/issue", .post, "/v1/billing/authorizations/issue",
            TossForm.issue.body()
        ),
        (
            "POST /v1/billing/authorizations/issue", .post, "/v1/billing/authorizations/nothing",
            TossForm.issueByPath.body()
        ),
        (
            "POST /v1/billing/authorizations/card", .post, "/v1/billing/authorizations/card",
            TossForm.issueByCard.body()
        ),
        ("POST /v1/billing/{billingKey}", .post, "/v1/billing/nothing", TossForm.charge.body()),
        (
            "POST /v1/billing/{billingKey}", .post, "/v1/billing/authorizations/payments",
            TossForm.chargeByBody.body()
        ),
        ("DELETE /v1/billing/{billingKey}", .delete, "/v1/billing/nothing", nil),
    ]

    @Test func `the lists and the program have the same codes`() {
        #expect(Set(ErrorCode.allCases.map(\.rawValue)) == PublishedCode.codes)
        #expect(PublishedCode.codes.count == 210)
    }

    @Test(arguments: ErrorCode.allCases.filter { $0.httpStatus != nil }, [false, true])
    func `a forced code has its status and the endpoint's text, and changes nothing`(
        code: ErrorCode,
        isEnglish: Bool
    ) async throws {
        let published = try #require(PublishedCode.named(code.rawValue))
        let (gateway, _) = try await Standing.gateway()
        let before = try await gateway.state()
        for call in Self.calls {
            let answer = try await gateway.toss(
                call.method,
                call.path,
                call.body,
                headers: ["TossPayments-Test-Code": code.rawValue, "Accept-Language": isEnglish ? "en-US" : "ko-KR"]
            )
            #expect(answer.status == published.status, "\(call): \(answer)")
            #expect(answer.code == code.rawValue, "\(call): \(answer)")
            #expect(answer.json?.object?.members.map(\.name) == ["code", "message"])
            if let text = published.text(at: call.documented, english: isEnglish) {
                #expect(answer.message == text, "\(call.documented)")
            } else {
                #expect(answer.message?.isEmpty == false)
            }
        }
        #expect(try await gateway.state() == before)
    }

    @Test(arguments: [
        ("REJECT_CARD_PAYMENT", 403), ("ALREADY_PROCESSED_PAYMENT", 400), ("DUPLICATED_ORDER_ID", 400),
        ("IDEMPOTENT_REQUEST_PROCESSING", 409), ("FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING", 500),
        ("COMMON_ERROR", 500),
    ])
    func `the measured pairs of code and status hold`(code: String, status: Int) async throws {
        let answer = try await Gateway().confirm("nothing", "order-1", 100, headers: ["TossPayments-Test-Code": code])
        #expect(answer.status == status)
        #expect(answer.code == code)
    }

    @Test func `a forced error does not stand in the way of the next call`() async throws {
        let (gateway, standing) = try await Standing.gateway()
        let forced = try await gateway.confirm(
            standing.waiting,
            "order-waiting",
            15_000,
            headers: ["TossPayments-Test-Code": "REJECT_CARD_COMPANY"]
        )
        #expect(forced.status == 403)
        #expect(try await gateway.status(standing.waiting) == "IN_PROGRESS")
        #expect(try await gateway.confirm(standing.waiting, "order-waiting", 15_000).status == 200)
    }
}
