internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct RetryTests {
    static let minutes = [1, 4, 16, 64, 256, 1024, 4096]

    private func failing(_ count: Int, _ body: (Shop, WebhookReceiver) async throws -> Void) async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        try await WebhookReceiver.serving(Array(repeating: .status(500), count: count)) { receiver in
            try await shop.listen(at: receiver.url)
            try await shop.paid("order-0001", 15000)
            try await shop.settle()
            try await body(shop, receiver)
        }
    }

    private func delivery(_ shop: Shop) async throws -> JSONText {
        try await shop.control("GET", "/webhooks/deliveries?orderId=order-0001").items[0]
    }

    @Test func `a delivery that fails is tried again seven times, each after its wait`() async throws {
        try await failing(8) { shop, receiver in
            for (index, wait) in Self.minutes.enumerated() {
                #expect(try await delivery(shop).state == "pending")
                try await shop.advance(by: "PT\(wait - 1)M59S")
                #expect(receiver.deliveries.count == index + 1)
                let moved = try await shop.advance(by: "PT1S")
                #expect(moved.ran.list.map(\.kind) == ["delivery"])
                #expect(moved.ran[0].at == moved.now)
                let attempt = try await receiver.delivery(index + 2)
                #expect(attempt.retriedCount == "\(index + 1)")
                #expect(attempt.transmissionTime == moved.now.text)
            }
            #expect(try await delivery(shop).state == "failed")
            #expect(try await delivery(shop).attempts.list.count == 8)
            #expect(try await delivery(shop).nextAttemptAt == .null)
            #expect(try await shop.advance(by: "P30D").ran == [])
            #expect(receiver.deliveries.count == 8)
        }
    }

    @Test func `every attempt carries the same id and the same bytes`() async throws {
        try await failing(8) { shop, receiver in
            let moved = try await shop.advance(by: "P4D")
            #expect(moved.ran.list.count == 7)
            let attempts = try await receiver.deliveries(8)
            #expect(Set(attempts.map(\.transmissionID)).count == 1)
            #expect(Set(attempts.map(\.body)).count == 1)
            #expect(attempts.map(\.retriedCount) == (0...7).map { "\($0)" })
            #expect(Set(attempts.map(\.transmissionTime)).count == 8)
        }
    }

    @Test func `one long advance runs every retry at its own instant`() async throws {
        try await failing(8) { shop, _ in
            let ran = try await shop.advance(by: "P4D").ran.list
            #expect(
                ran.map(\.at.text) == [
                    "2026-01-05T09:01:00+09:00", "2026-01-05T09:05:00+09:00", "2026-01-05T09:21:00+09:00",
                    "2026-01-05T10:25:00+09:00", "2026-01-05T14:41:00+09:00", "2026-01-06T07:45:00+09:00",
                    "2026-01-09T04:01:00+09:00",
                ]
            )
        }
    }

    @Test func `a retry that is taken ends the matter`() async throws {
        try await failing(2) { shop, receiver in
            try await shop.advance(by: "PT5M")
            #expect(receiver.deliveries.count == 3)
            #expect(try await delivery(shop).state == "succeeded")
            #expect(try await shop.advance(by: "P4D").ran == [])
        }
    }

    @Test func `a scenario can set other waits`() async throws {
        let shop = try await Shop.open()
        try await shop.load([
            "clock": ["mode": "manual", "start": "2026-01-05T09:00:00+09:00"],
            "webhooks": ["retries": ["PT10S", "PT1H"]],
        ])
        try await WebhookReceiver.serving(answering: { _, _ in .status(500) }) { receiver in
            try await shop.listen(at: receiver.url)
            try await shop.paid("order-0001", 15000)
            let ran = try await shop.advance(by: "P1D").ran.list
            #expect(ran.map(\.at.text) == ["2026-01-05T09:00:10+09:00", "2026-01-05T10:00:10+09:00"])
            #expect(try await delivery(shop).state == "failed")
        }
    }

    @Test(arguments: [200, 201, 204]) func `any 2xx is taken`(status: Int) async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving([.status(status)]) { receiver in
            try await shop.listen(at: receiver.url)
            try await shop.paid("order-0001", 15000)
            _ = try await receiver.delivery(1)
            try await shop.settle()
            #expect(try await delivery(shop).state == "succeeded")
        }
    }

    @Test(arguments: [301, 400, 404, 500, 503]) func `any other answer is not`(status: Int) async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving([.status(status)]) { receiver in
            try await shop.listen(at: receiver.url)
            try await shop.paid("order-0001", 15000)
            _ = try await receiver.delivery(1)
            try await shop.settle()
            #expect(try await delivery(shop).state == "pending")
            #expect(try await delivery(shop).attempts[0].status == JSONText(status))
        }
    }

    @Test func `an address where nobody listens is tried again too`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        try await shop.listen(at: "http://127.0.0.1:9/webhook")
        try await shop.paid("order-0001", 15000)
        try await shop.settle()
        let entry = try await delivery(shop)
        #expect(entry.state == "pending")
        #expect(entry.attempts[0].status == .null)
        #expect(entry.attempts[0].error.text?.isEmpty == false)
    }

    @Test func `a receiver has ten seconds`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        try await WebhookReceiver.serving([.never]) { receiver in
            try await shop.listen(at: receiver.url)
            try await shop.paid("order-0001", 15000)
            try await shop.settle()
            let entry = try await delivery(shop)
            #expect(entry.state == "pending")
            let duration = try #require(entry.attempts[0].durationMs.integer)
            #expect((9_500...13_000).contains(duration))
        }
    }

    @Test func `a resend takes the place of the retries to come`() async throws {
        try await failing(1) { shop, receiver in
            let id = try #require(try await delivery(shop).id.text)
            try await shop.control("POST", "/webhooks/deliveries/\(id)/resend", [:])
            try await shop.settle()
            #expect(receiver.deliveries.count == 2)
            let both = receiver.deliveries
            #expect(both[0].body == both[1].body)
            #expect(try await delivery(shop).state == "succeeded")
            #expect(try await shop.advance(by: "P4D").ran == [])
            #expect(receiver.deliveries.count == 2)
        }
    }

    @Test func `what has failed for good, or was taken, can be sent again`() async throws {
        try await failing(8) { shop, receiver in
            try await shop.advance(by: "P4D")
            let id = try #require(try await delivery(shop).id.text)
            for count in [9, 10] {
                try await shop.control("POST", "/webhooks/deliveries/\(id)/resend", [:])
                try await shop.settle()
                #expect(receiver.deliveries.count == count)
                #expect(try await delivery(shop).state == "succeeded")
            }
        }
    }

    @Test func `a delivery nobody knows cannot be sent again`() async throws {
        let answer = try await Shop.open().call("POST", "/sandbox/webhooks/deliveries/none/resend", [:])
        #expect(answer.status == 404)
        #expect(answer.code == "NOT_FOUND")
    }
}
