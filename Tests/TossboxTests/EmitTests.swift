internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct EmitTests {
    @Test func `an event is sent with no change of state`() async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 15000)
        try await WebhookReceiver.serving { receiver in
            try await shop.listen(at: receiver.url)
            let answer = try await shop.control(
                "POST",
                "/webhooks/emit",
                ["eventType": "PAYMENT_STATUS_CHANGED", "paymentKey": .string(key), "status": "DONE"]
            )
            #expect(answer.deliveries.list.count == 1)
            #expect(answer.warnings.list.allSatisfy { $0.text != nil })
            let body = try await receiver.delivery(1).json
            #expect(body.data.status == "DONE")
            #expect(body.data.names == TossboxPaymentTests.members)
            #expect(try await shop.payment(key).status == "IN_PROGRESS")
        }
    }

    @Test func `members of data are laid over the body`() async throws {
        let shop = try await Shop.open()
        try await shop.paid("order-0001", 15000)
        try await WebhookReceiver.serving { receiver in
            try await shop.listen(at: receiver.url)
            try await shop.control(
                "POST",
                "/webhooks/emit",
                [
                    "eventType": "PAYMENT_STATUS_CHANGED", "orderId": "order-0001", "status": "ABORTED",
                    "data": ["status": "CANCELED", "totalAmount": 1, "extra": ["deep": true]],
                ]
            )
            let data = try await receiver.delivery(1).json.data
            #expect(data.orderId == "order-0001")
            #expect(data.status == "CANCELED")
            #expect(data.totalAmount == 1)
            #expect(data.extra == ["deep": true])
        }
    }

    @Test func `with a url it goes there alone`() async throws {
        let shop = try await Shop.open()
        try await shop.paid("order-0001", 15000)
        try await WebhookReceiver.serving { receiver in
            try await shop.listen(at: receiver.url)
            try await shop.control(
                "POST",
                "/webhooks/emit",
                [
                    "eventType": "PAYMENT_STATUS_CHANGED", "orderId": "order-0001",
                    "url": .string(receiver.url + "/alone"),
                ]
            )
            try await shop.settle()
            #expect(receiver.deliveries.map(\.path) == ["/webhook/alone"])
        }
    }

    @Test func `it goes to the endpoints that take the event`() async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving { receiver in
            try await shop.listen(at: receiver.url, more: ["events": ["BILLING_DELETED"]])
            try await shop.listen(at: receiver.url + "/payments", more: ["events": ["PAYMENT_STATUS_CHANGED"]])
            try await shop.control(
                "POST",
                "/webhooks/emit",
                ["eventType": "BILLING_DELETED", "data": ["billingKey": "abc=", "reason": .null]]
            )
            try await shop.settle()
            #expect(receiver.deliveries.map(\.path) == ["/webhook"])
            #expect(receiver.deliveries[0].json.data == ["billingKey": "abc=", "reason": .null])
        }
    }

    @Test(
        arguments: [
            ["eventType": "PAYMENT_APPROVED"], [:], ["eventType": "PAYMENT_STATUS_CHANGED", "data": 1],
        ] as [JSONText]
    )
    func `what is no event is refused`(request: JSONText) async throws {
        let answer = try await Shop.open().call("POST", "/sandbox/webhooks/emit", request)
        #expect(answer.status == 400)
        #expect(answer.code == "INVALID_REQUEST")
    }

    @Test func `an event about a payment nobody knows is not found`() async throws {
        let answer = try await Shop.open().call(
            "POST",
            "/sandbox/webhooks/emit",
            ["eventType": "PAYMENT_STATUS_CHANGED", "paymentKey": "none"]
        )
        #expect(answer.status == 404)
        #expect(answer.code == "NOT_FOUND")
    }
}
