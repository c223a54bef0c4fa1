internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct SettleTests {
    static let quiet: JSONText = ["quiet": true, "pending": []]

    @Test func `nothing going on is quiet`() async throws {
        #expect(try await Shop.open().control("POST", "/settle", [:]) == Self.quiet)
    }

    @Test func `settle waits for deliveries under way`() async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving([.never]) { receiver in
            try await shop.listen(at: receiver.url)
            try await shop.paid("order-0001", 15000)
            _ = try await receiver.delivery(1)
            let settled = Task { try await shop.settle() }
            receiver.answerAll(.status(200))
            #expect(try await settled.value == Self.quiet)
            #expect(try await shop.control("GET", "/webhooks/deliveries").items[0].state == "succeeded")
        }
    }

    @Test func `when its time is up settle says what is pending`() async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving([.never]) { receiver in
            try await shop.listen(at: receiver.url)
            try await shop.paid("order-0001", 15000)
            _ = try await receiver.delivery(1)
            let answer = try await shop.call("POST", "/sandbox/settle", ["timeout": "PT0.2S"])
            #expect(answer.status == 409)
            let pending = answer.json.pending.list
            #expect(pending.map(\.kind) == ["delivery"])
            #expect(pending[0].names == ["kind", "id", "at"])
            #expect(answer.json.quiet == false)
        }
    }

    @Test func `with a manual clock settle does not wait for what only the clock brings`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        _ = try await shop.pay("order-0001", 15000)
        let clock = ContinuousClock()
        let start = clock.now
        let answer = try await shop.call(
            "POST",
            "/sandbox/settle",
            ["timeout": "PT20S", "until": "2026-01-05T09:10:00+09:00"]
        )
        #expect(answer.status == 409)
        #expect(answer.json.pending.list.map(\.kind) == ["timer"])
        #expect(answer.json.pending[0].at == "2026-01-05T09:10:00+09:00")
        #expect(start.duration(to: clock.now) < .seconds(10))
    }

    @Test func `timers and retries of later do not disturb the quiet`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        try await shop.listen(at: "http://127.0.0.1:9/webhook")
        try await shop.paid("order-0001", 15000)
        _ = try await shop.pay("order-0002", 15000)
        #expect(try await shop.settle() == Self.quiet)
    }

    @Test func `a request held before its commit is pending`() async throws {
        let shop = try await Shop.open()
        try await shop.load([
            "rules": [
                [
                    "name": "slow", "on": "payments.confirm",
                    "then": ["delay": "PT8S", "phase": "before-commit"],
                ]
            ]
        ])
        let key = try await shop.pay("order-0001", 15000)
        let slow = Task { try await shop.confirm(key, "order-0001", 15000) }
        try await shop.waitForHeldRequest()
        #expect(try await shop.settle() == Self.quiet)
        #expect(try await shop.payment(key).status == "DONE")
        #expect(try await slow.value.status == 200)
    }

    @Test func `an answer held after its commit is not pending`() async throws {
        let shop = try await Shop.open()
        try await shop.load([
            "rules": [
                ["name": "slow", "on": "payments.confirm", "then": ["delay": "PT5S", "phase": "after-commit"]]
            ]
        ])
        try await WebhookReceiver.serving { receiver in
            try await shop.listen(at: receiver.url)
            let key = try await shop.pay("order-0001", 15000)
            let slow = Task { try await shop.confirm(key, "order-0001", 15000) }
            // The announcement shows that the payment is committed.
            _ = try await receiver.delivery(1)
            let clock = ContinuousClock()
            let start = clock.now
            #expect(try await shop.settle() == Self.quiet)
            #expect(start.duration(to: clock.now) < .seconds(4))
            #expect(try await slow.value.status == 200)
        }
    }
}
