internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct IdempotencyTests {
    @Test func `asking again with the same key gets the same bytes and charges nothing`() async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 15000)
        let first = try await shop.confirm(key, "order-0001", 15000, headers: ["Idempotency-Key": "one"])
        let again = try await shop.confirm(key, "order-0001", 15000, headers: ["Idempotency-Key": "one"])
        #expect(first.status == 200)
        #expect(again.status == 200)
        #expect(again.body == first.body)
        #expect(first.headers["idempotency-key"] == "one")
        #expect(again.headers["idempotency-key"] == "one")
    }

    @Test func `a replay's trace id names the first one too`() async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 15000)
        let first = try await shop.confirm(key, "order-0001", 15000, headers: ["Idempotency-Key": "one"])
        let again = try await shop.confirm(key, "order-0001", 15000, headers: ["Idempotency-Key": "one"])
        let original = try #require(first.headers["x-tosspayments-trace-id"])
        let both = try #require(again.headers["x-tosspayments-trace-id"])
        let ids = both.split(separator: ",").map { $0.filter { $0 != " " } }
        #expect(ids.count == 2)
        #expect(ids.contains(original))
        #expect(Set(ids).count == 2)
    }

    @Test func `an error is kept, and a corrected body still gets it`() async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 15000)
        let first = try await shop.confirm(key, "order-0001", 500, headers: ["Idempotency-Key": "one"])
        let corrected = try await shop.confirm(key, "order-0001", 15000, headers: ["Idempotency-Key": "one"])
        #expect(first.status == 403)
        #expect(corrected.status == 403)
        #expect(corrected.body == first.body)
        #expect(try await shop.payment(key).status == "IN_PROGRESS")
    }

    @Test func `a refused card is not asked again`() async throws {
        let shop = try await Shop.open()
        try await shop.load([
            "cards": ["4000000000000341": ["attempts": [["refuse": "REJECT_CARD_PAYMENT"], "approve"]]]
        ])
        let key = try await shop.pay("order-0001", 15000, card: "4000000000000341")
        let first = try await shop.confirm(key, "order-0001", 15000, headers: ["Idempotency-Key": "one"])
        let again = try await shop.confirm(key, "order-0001", 15000, headers: ["Idempotency-Key": "one"])
        #expect(first.status == 403)
        #expect(again.body == first.body)
        let next = try await shop.confirm(
            try await shop.pay("order-0002", 15000, card: "4000000000000341"),
            "order-0002",
            15000
        )
        #expect(next.status == 200)
    }

    @Test func `a cancel repeated with its key is made once`() async throws {
        let shop = try await Shop.open()
        let key = try #require(try await shop.paid("order-0001", 15000).paymentKey.text)
        let request: JSONText = ["cancelReason": "x", "cancelAmount": 5000]
        let first = try await shop.cancel(key, request, headers: ["Idempotency-Key": "one"])
        let again = try await shop.cancel(key, request, headers: ["Idempotency-Key": "one"])
        #expect(again.body == first.body)
        #expect(try await shop.payment(key).balanceAmount == 10000)
    }

    @Test func `the same key at another URL is another key`() async throws {
        let shop = try await Shop.open()
        let headers = ["Idempotency-Key": "one"]
        let first = try await shop.pay("order-0001", 15000)
        #expect(try await shop.confirm(first, "order-0001", 15000, headers: headers).json.status == "DONE")
        #expect(try await shop.cancel(first, ["cancelReason": "x"], headers: headers).json.status == "CANCELED")
    }

    @Test func `the same key of another merchant is another key`() async throws {
        let headers = ["Idempotency-Key": "one"]
        for shop in [try await Shop.open(), try await Shop.open()] {
            let key = try await shop.pay("order-0001", 15000)
            let answer = try await shop.confirm(key, "order-0001", 15000, headers: headers)
            #expect(answer.json.paymentKey == .string(key))
        }
    }

    @Test func `a look-up pays no attention to the key`() async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 15000)
        let path = "/v1/payments/\(key)"
        let before = try await shop.call("GET", path, headers: ["Idempotency-Key": "one"])
        _ = try await shop.confirm(key, "order-0001", 15000)
        let after = try await shop.call("GET", path, headers: ["Idempotency-Key": "one"])
        #expect(before.json.status == "IN_PROGRESS")
        #expect(after.json.status == "DONE")
    }

    @Test(arguments: [(300, 200), (301, 400)])
    func `a key has at most three hundred characters`(length: Int, status: Int) async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 15000)
        let headers = ["Idempotency-Key": String(repeating: "k", count: length)]
        let answer = try await shop.confirm(key, "order-0001", 15000, headers: headers)
        #expect(answer.status == status)
        #expect(answer.code == (status == 200 ? nil : "INVALID_IDEMPOTENCY_KEY"))
    }

    @Test func `a server error is not kept`() async throws {
        let shop = try await Shop.open()
        try await shop.load([
            "rules": [
                [
                    "name": "once", "on": "payments.confirm", "times": 1,
                    "then": ["refuse": "FAILED_INTERNAL_SYSTEM_PROCESSING"],
                ]
            ]
        ])
        let key = try await shop.pay("order-0001", 15000)
        let headers = ["Idempotency-Key": "one"]
        #expect(try await shop.confirm(key, "order-0001", 15000, headers: headers).status == 500)
        #expect(try await shop.confirm(key, "order-0001", 15000, headers: headers).status == 200)
    }

    @Test func `a key is remembered for fifteen days`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        let key = try await shop.pay("order-0001", 15000)
        let headers = ["Idempotency-Key": "one"]
        let first = try await shop.confirm(key, "order-0001", 15000, headers: headers)
        try await shop.advance(by: "P14DT23H")
        #expect(try await shop.confirm(key, "order-0001", 15000, headers: headers).body == first.body)
        try await shop.advance(by: "PT2H")
        #expect(try await shop.confirm(key, "order-0001", 15000, headers: headers).code == "ALREADY_PROCESSED_PAYMENT")
    }

    @Test func `while the first request is held the key is in use`() async throws {
        let shop = try await Shop.open()
        try await shop.load([
            "rules": [
                [
                    "name": "slow", "on": "payments.confirm", "times": 1,
                    "then": ["delay": "PT8S", "phase": "before-commit"],
                ]
            ]
        ])
        let key = try await shop.pay("order-0001", 15000)
        let headers = ["Idempotency-Key": "one"]
        let slow = Task { try await shop.confirm(key, "order-0001", 15000, headers: headers) }
        try await shop.waitForHeldRequest()
        #expect(try await shop.payment(key).status == "IN_PROGRESS")
        let meanwhile = try await shop.confirm(key, "order-0001", 15000, headers: headers)
        #expect(meanwhile.status == 409)
        #expect(meanwhile.code == "IDEMPOTENT_REQUEST_PROCESSING")
        let first = try await slow.value
        #expect(first.status == 200)
        let after = try await shop.confirm(key, "order-0001", 15000, headers: headers)
        #expect(after.body == first.body)
    }
}
