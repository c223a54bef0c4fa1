internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct ConfirmTests {
    @Test func `a refused card aborts the payment`() async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 15000, card: "4000 0000 0000 0002")
        let answer = try await shop.confirm(key, "order-0001", 15000)
        #expect(answer.status == 403)
        #expect(answer.text == #"{"code":"REJECT_CARD_COMPANY","message":"결제 승인이 거절되었습니다."}"#)
        let payment = try await shop.payment(key)
        #expect(payment.status == "ABORTED")
        #expect(payment.failure == ["code": "REJECT_CARD_COMPANY", "message": "결제 승인이 거절되었습니다."])
        #expect(payment.approvedAt == .null)
    }

    @Test(
        arguments: [
            ("4000 0000 0000 0002", 403, "REJECT_CARD_COMPANY"),
            ("4000-0000-0000-0069", 400, "INVALID_CARD_EXPIRATION"),
            ("1111-2222-3333-4444", 200, nil), ("1234567812345678", 200, nil),
            ("4030000000000001", 200, nil), ("5191-0000-0000-0001", 200, nil), ("5295780000000001", 200, nil),
            ("9410001234567890", 200, nil), ("9999000011112222", 200, nil),
        ] as [(String, Int, String?)]
    )
    func `the built-in cards do what the guides say`(card: String, status: Int, code: String?) async throws {
        let shop = try await Shop.open()
        let answer = try await shop.confirm(try await shop.pay("order-0001", 15000, card: card), "order-0001", 15000)
        #expect(answer.status == status)
        #expect(answer.code == code)
    }

    @Test(arguments: [("order-0001", 500), ("order-0001", 15001), ("order-0002", 15000)])
    func `another amount or order is refused and changes nothing`(orderId: String, amount: Int) async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 15000)
        _ = try await shop.pay("order-0002", 15000)
        let before = try await shop.payment(key)
        let answer = try await shop.confirm(key, orderId, amount)
        #expect(answer.status == 403)
        #expect(answer.code == "FORBIDDEN_REQUEST")
        #expect(try await shop.payment(key) == before)
    }

    @Test func `a second confirm is told that the first one did it`() async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 15000)
        let first = try await shop.confirm(key, "order-0001", 15000)
        let second = try await shop.confirm(key, "order-0001", 15000)
        #expect(second.status == 400)
        #expect(second.text == #"{"code":"ALREADY_PROCESSED_PAYMENT","message":"이미 처리된 결제 입니다."}"#)
        #expect(try await shop.payment(key) == first.json)
    }

    @Test func `of ten confirms at once one charges`() async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 15000)
        let statuses = try await withThrowingTaskGroup { group in
            for _ in 1...10 { group.addTask { try await shop.confirm(key, "order-0001", 15000).status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.filter { $0 == 200 }.count == 1)
        #expect(statuses.filter { $0 == 400 }.count == 9)
    }

    @Test func `a payment nobody knows is not found`() async throws {
        let shop = try await Shop.open()
        let answer = try await shop.confirm("tviva20260101000000aaaaa", "order-0001", 15000)
        #expect(answer.status == 404)
        #expect(answer.code == "NOT_FOUND_PAYMENT_SESSION")
    }

    @Test func `a payment the buyer has not authenticated is not charged`() async throws {
        let shop = try await Shop.open()
        let open = try await shop.control(
            "POST",
            "/payments",
            ["orderId": "order-0001", "amount": 15000, "buyer": "abandon"]
        )
        let key = try #require(open.paymentKey.text)
        let answer = try await shop.confirm(key, "order-0001", 15000)
        #expect(["NOT_FOUND_PAYMENT_SESSION", "UNAPPROVED_ORDER_ID"].contains(answer.code))
        #expect(try await shop.payment(key).status == "READY")
    }

    @Test(arguments: [
        #"{"orderId":"order-0001","amount":15000}"#, #"{"paymentKey":"KEY","amount":15000}"#,
        #"{"paymentKey":"KEY","orderId":"order-0001"}"#, #"{"paymentKey":"KEY","#, "", "[]",
        #"{"paymentKey":"KEY","orderId":"order-0001","amount":"much"}"#,
    ])
    func `a body that is not whole is refused`(body: String) async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 15000)
        let answer = try await shop.tossbox.call(
            "POST",
            "/v1/payments/confirm",
            headers: ["Authorization": "Basic \(shop.basic)"],
            body: Array(body.replacing("KEY", with: key).utf8)
        )
        #expect(answer.status == 400)
        #expect(answer.code == "INVALID_REQUEST")
        #expect(answer.json.names == ["code", "message"])
        #expect(try await shop.payment(key).status == "IN_PROGRESS")
    }

    @Test func `an amount written as text is taken`() async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 15000)
        let answer = try await shop.call(
            "POST",
            "/v1/payments/confirm",
            ["paymentKey": .string(key), "orderId": "order-0001", "amount": "15000"]
        )
        #expect(answer.json.status == "DONE")
    }

    @Test func `the older path with the key in it confirms as well`() async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 15000)
        let answer = try await shop.call("POST", "/v1/payments/\(key)", ["orderId": "order-0001", "amount": 15000])
        #expect(answer.status == 200)
        #expect(answer.json.status == "DONE")
    }

    @Test func `a message is English where English is asked for`() async throws {
        let shop = try await Shop.open()
        let answer = try await shop.call("GET", "/v1/payments/none", headers: ["Accept-Language": "en-US"])
        #expect(answer.status == 404)
        #expect(answer.json.code == "NOT_FOUND_PAYMENT")
        #expect(answer.json.message == "The payment does not exist.")
    }

    /// The table of the confirm call does not list NOT_SUPPORTED_CARD_TYPE, which was measured for billing.
    @Test func `a card measured for billing alone is no trouble in the window`() async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 15000, card: "4111111111111111")
        #expect(try await shop.confirm(key, "order-0001", 15000).code != "NOT_SUPPORTED_CARD_TYPE")
    }
}
