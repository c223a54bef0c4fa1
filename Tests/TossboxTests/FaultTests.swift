internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct FaultTests {
    private func broken(_ phase: String) async throws -> (Shop, String) {
        let shop = try await Shop.open()
        try await shop.load([
            "rules": [
                [
                    "name": "lost", "on": "payments.confirm", "attempts": [1],
                    "then": ["fault": "reset", "phase": .string(phase)],
                ]
            ]
        ])
        return (shop, try await shop.pay("order-lost-1", 15000))
    }

    private func confirm(_ shop: Shop, _ key: String) async throws -> RawConnection.Outcome {
        let connection = try await RawConnection.open(port: shop.tossbox.port)
        return try await connection.exchange(
            shop.rawRequest(
                "POST",
                "/v1/payments/confirm",
                ["paymentKey": .string(key), "orderId": "order-lost-1", "amount": 15000],
                headers: ["Idempotency-Key": "lost"]
            )
        )
    }

    @Test(arguments: [("after-commit", "DONE"), ("before-commit", "IN_PROGRESS")])
    func `a reset shows no byte, and the look-up tells what happened`(phase: String, status: String) async throws {
        let (shop, key) = try await broken(phase)
        let outcome = try await confirm(shop, key)
        #expect(outcome.isBareReset, "\(outcome)")
        #expect(try await shop.call("GET", "/v1/payments/orders/order-lost-1").json.status == .string(status))
    }

    @Test(arguments: ["after-commit", "before-commit"])
    func `asking again with the same key ends paid`(phase: String) async throws {
        let (shop, key) = try await broken(phase)
        _ = try await confirm(shop, key)
        let again = try #require(try await confirm(shop, key).message)
        #expect(again.startLine.hasPrefix("HTTP/1.1 200"))
        #expect(again.bodyText == (try await shop.call("GET", "/v1/payments/\(key)").text))
    }

    @Test func `asking again without a key after a lost answer is told that it is paid`() async throws {
        let (shop, key) = try await broken("after-commit")
        _ = try await confirm(shop, key)
        #expect(try await shop.confirm(key, "order-lost-1", 15000).code == "ALREADY_PROCESSED_PAYMENT")
    }

    @Test func `a lost answer is in the request log with its fault`() async throws {
        let (shop, key) = try await broken("after-commit")
        _ = try await confirm(shop, key)
        let log = try await shop.control("GET", "/requests?path=/v1/payments/confirm")
        #expect(log.items.list.count == 1)
        #expect(log.items.description.contains("reset"))
        #expect(log.items.description.contains("lost"))
    }

    @Test func `a payment confirmed through a reset is announced`() async throws {
        let (shop, key) = try await broken("after-commit")
        try await WebhookReceiver.serving { receiver in
            try await shop.listen(at: receiver.url)
            _ = try await confirm(shop, key)
            #expect(try await receiver.delivery(1).json.data.status == "DONE")
        }
    }

    @Test func `an answer delayed after the commit is late, but the payment is not`() async throws {
        let shop = try await Shop.open()
        try await shop.load([
            "rules": [
                [
                    "name": "slow", "on": "payments.confirm", "times": 1,
                    "then": ["delay": "PT1S", "phase": "after-commit"],
                ]
            ]
        ])
        try await WebhookReceiver.serving { receiver in
            try await shop.listen(at: receiver.url)
            let key = try await shop.pay("order-0001", 15000)
            let clock = ContinuousClock()
            let start = clock.now
            let slow = Task { try await shop.confirm(key, "order-0001", 15000) }
            _ = try await receiver.delivery(1)
            #expect(try await shop.payment(key).status == "DONE")
            #expect(try await slow.value.status == 200)
            #expect(start.duration(to: clock.now) >= .seconds(1))
        }
    }
}
