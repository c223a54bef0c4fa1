internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct DeadlineTests {
    struct Deadline: Sendable {
        let buyer: String
        let minutes: Int
    }

    static let deadlines = [Deadline(buyer: "abandon", minutes: 30), Deadline(buyer: "approve", minutes: 10)]
    static let failure: JSONText = ["code": "EXPIRED_PAYMENT", "message": "결제가 만료되었습니다. 다시 시도해주세요."]

    private func open(_ buyer: String) async throws -> (Shop, String) {
        let shop = try await Shop.open()
        try await shop.stopClock()
        let answer = try await shop.control(
            "POST",
            "/payments",
            ["orderId": "order-0001", "amount": 15000, "buyer": .string(buyer)]
        )
        return (shop, try #require(answer.paymentKey.text))
    }

    @Test(arguments: deadlines) func `a payment left alone expires at its deadline`(deadline: Deadline) async throws {
        let (shop, key) = try await open(deadline.buyer)
        let before = try await shop.payment(key).status
        try await shop.advance(by: "PT\(deadline.minutes - 1)M59S")
        #expect(try await shop.payment(key).status == before)
        let moved = try await shop.advance(by: "PT1S")
        #expect(moved.ran.list.map(\.kind) == ["expiry"])
        #expect(moved.ran[0].at == moved.now)
        let payment = try await shop.payment(key)
        #expect(payment.status == "EXPIRED")
        #expect(payment.failure == Self.failure)
    }

    @Test(arguments: deadlines) func `an expired payment is announced`(deadline: Deadline) async throws {
        let (shop, key) = try await open(deadline.buyer)
        try await WebhookReceiver.serving { receiver in
            try await shop.listen(at: receiver.url)
            try await shop.advance(by: "PT\(deadline.minutes)M")
            let delivery = try await receiver.delivery(1)
            #expect(delivery.json.eventType == "PAYMENT_STATUS_CHANGED")
            #expect(delivery.json.data == (try await shop.payment(key)))
            #expect(delivery.json.data.status == "EXPIRED")
        }
    }

    @Test func `an expired payment cannot be confirmed`() async throws {
        let (shop, key) = try await open("approve")
        try await shop.advance(by: "PT10M")
        let answer = try await shop.confirm(key, "order-0001", 15000)
        #expect(answer.status == 404)
        #expect(answer.code == "NOT_FOUND_PAYMENT_SESSION")
    }

    @Test func `an expired payment reads back without what it never had`() async throws {
        let (shop, key) = try await open("abandon")
        try await shop.advance(by: "PT30M")
        let payment = try await shop.payment(key)
        #expect(payment.names == TossboxPaymentTests.members)
        for member in ["method", "receipt", "lastTransactionKey", "secret", "approvedAt"] {
            #expect(payment[member] == .null)
        }
        #expect(try await shop.call("GET", "/v1/payments/orders/order-0001").json == payment)
    }

    @Test func `the ten minutes begin when the buyer has authenticated`() async throws {
        let (shop, key) = try await open("abandon")
        try await shop.advance(by: "PT29M")
        try await shop.control("POST", "/payments/\(key)/authenticate", [:])
        try await shop.advance(by: "PT9M")
        #expect(try await shop.payment(key).status == "IN_PROGRESS")
        try await shop.advance(by: "PT1M")
        #expect(try await shop.payment(key).status == "EXPIRED")
    }

    @Test func `a paid payment does not expire`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        let key = try #require(try await shop.paid("order-0001", 15000).paymentKey.text)
        #expect(try await shop.advance(by: "P1D").ran == [])
        #expect(try await shop.payment(key).status == "DONE")
    }
}
