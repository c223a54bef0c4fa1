internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct TossboxClockTests {
    @Test func `a clock runs with the wall until it is stopped`() async throws {
        let shop = try await Shop.open()
        #expect(try await shop.control("GET", "/clock").mode == "system")
        let stopped = try await shop.stopClock()
        #expect(stopped.mode == "manual")
        #expect(stopped.now == "2026-01-05T09:00:00+09:00")
        #expect(try await shop.control("GET", "/clock") == stopped)
    }

    @Test func `stopping without an instant does not jump`() async throws {
        let shop = try await Shop.open()
        let before = try #require(try await shop.control("GET", "/clock").now.text)
        let stopped = try #require(try await shop.control("PUT", "/clock", ["mode": "manual"]).now.text)
        let after = try #require(try await shop.control("GET", "/clock").now.text)
        #expect(before <= stopped)
        #expect(stopped == after)
        #expect(stopped.prefix(16) == before.prefix(16) || before.hasSuffix(":59+09:00") || before.contains(":59"))
    }

    @Test func `a scaled clock says its rate`() async throws {
        let shop = try await Shop.open()
        let clock = try await shop.control(
            "PUT",
            "/clock",
            ["mode": "scaled", "rate": 3600, "now": "2026-01-05T09:00:00+09:00"]
        )
        #expect(clock.mode == "scaled")
        #expect(clock.rate == 3600)
    }

    @Test func `a scaled clock brings deadlines about by itself`() async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving { receiver in
            try await shop.listen(at: receiver.url)
            _ = try await shop.pay("order-0001", 15000)
            try await shop.control("PUT", "/clock", ["mode": "scaled", "rate": 3600])
            #expect(try await receiver.delivery(1).json.data.status == "EXPIRED")
        }
    }

    @Test(arguments: [
        ("PT10M", "2026-01-31T09:10:00+09:00"), ("P1M", "2026-02-28T09:00:00+09:00"),
        ("P1D", "2026-02-01T09:00:00+09:00"),
        ("P1Y", "2027-01-31T09:00:00+09:00"), ("P1DT1H1M1S", "2026-02-01T10:01:01+09:00"),
    ])
    func `lengths go by Seoul's calendar`(length: String, now: String) async throws {
        let shop = try await Shop.open()
        try await shop.stopClock(at: "2026-01-31T09:00:00+09:00")
        #expect(try await shop.advance(by: length).now == .string(now))
    }

    @Test func `advance goes to an instant, or to the next thing due`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        let key = try await shop.pay("order-0001", 15000)
        let first = try await shop.control("POST", "/clock/advance", ["to": "2026-01-05T09:01:00+09:00"])
        #expect(first.now == "2026-01-05T09:01:00+09:00")
        #expect(first.ran == [])
        let second = try await shop.control("POST", "/clock/advance", ["next": true])
        #expect(second.now == "2026-01-05T09:10:00+09:00")
        #expect(second.ran.list.map(\.kind) == ["expiry"])
        #expect(second.ran[0].names == ["at", "kind", "id"])
        #expect(second.ran[0].id == .string(key))
    }

    @Test func `an earlier instant is refused once there is a payment`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        try await shop.stopClock(at: "2026-01-04T09:00:00+09:00")
        _ = try await shop.pay("order-0001", 15000)
        let answer = try await shop.call(
            "PUT",
            "/sandbox/clock",
            ["mode": "manual", "now": "2026-01-03T09:00:00+09:00"]
        )
        #expect(answer.status == 409)
        #expect(answer.code == "CONFLICT")
    }

    @Test func `setting a later instant runs what is due on the way`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        let key = try await shop.pay("order-0001", 15000)
        try await shop.stopClock(at: "2026-01-05T09:10:00+09:00")
        #expect(try await shop.payment(key).status == "EXPIRED")
    }

    @Test(
        arguments: [
            ("PUT", "/clock", ["mode": "backwards"]), ("PUT", "/clock", ["mode": "manual", "now": "tomorrow"]),
            ("POST", "/clock/advance", [:]), ("POST", "/clock/advance", ["by": "ten minutes"]),
            ("POST", "/clock/advance", ["by": "PT1M", "next": true]), ("POST", "/clock/advance", ["by": "-PT1M"]),
        ] as [(String, String, JSONText)]
    )
    func `what is no instant or length is refused`(method: String, path: String, request: JSONText) async throws {
        let answer = try await Shop.open().call(method, "/sandbox" + path, request)
        #expect(answer.status == 400)
        #expect(answer.code == "INVALID_REQUEST")
    }

    @Test func `things due run by instant, then in the order they were scheduled`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        let first = try await shop.pay("order-0001", 15000)
        let second = try await shop.pay("order-0002", 15000)
        let open = try await shop.control(
            "POST",
            "/payments",
            ["orderId": "order-0003", "amount": 100, "buyer": "abandon"]
        )
        try await shop.advance(by: "PT1M")
        let third = try await shop.pay("order-0004", 15000)
        let ran = try await shop.advance(by: "P1D").ran.list
        #expect(ran.map(\.id) == [.string(first), .string(second), .string(third), open.paymentKey])
    }
}
