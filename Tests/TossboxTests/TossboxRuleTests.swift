internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct TossboxRuleTests {
    private func confirm(_ shop: Shop, _ order: String, _ amount: Int = 15000) async throws -> Answer {
        try await shop.confirm(try await shop.pay(order, amount), order, amount)
    }

    private func load(_ rules: JSONText...) async throws -> Shop {
        let shop = try await Shop.open()
        try await shop.load(["rules": .array(rules)])
        return shop
    }

    @Test func `a refusal by rule aborts the payment like a card's`() async throws {
        let shop = try await load(["name": "no", "on": "payments.confirm", "then": ["refuse": "REJECT_CARD_PAYMENT"]])
        let key = try await shop.pay("order-0001", 15000)
        #expect(try await shop.confirm(key, "order-0001", 15000).code == "REJECT_CARD_PAYMENT")
        #expect(try await shop.payment(key).status == "ABORTED")
    }

    @Test(
        arguments: [
            ["refuse": "REJECT_CARD_PAYMENT", "phase": "before-commit"],
            ["refuse": "FAILED_INTERNAL_SYSTEM_PROCESSING"],
            ["refuse": "NOT_FOUND_PAYMENT_SESSION"], ["status": 503, "body": "busy"],
        ] as [JSONText]
    )
    func `an answer before the commit changes nothing`(action: JSONText) async throws {
        let shop = try await load(["name": "no", "on": "payments.confirm", "then": action])
        let key = try await shop.pay("order-0001", 15000)
        #expect(try await shop.confirm(key, "order-0001", 15000).status >= 400)
        #expect(try await shop.payment(key).status == "IN_PROGRESS")
    }

    @Test func `a status after the commit hides that it happened`() async throws {
        let shop = try await load([
            "name": "page", "on": "payments.confirm",
            "then": ["status": 502, "body": "<html>Bad Gateway</html>", "phase": "after-commit"],
        ])
        let key = try await shop.pay("order-0001", 15000)
        let answer = try await shop.confirm(key, "order-0001", 15000)
        #expect(answer.status == 502)
        #expect(answer.text == "<html>Bad Gateway</html>")
        #expect(try await shop.payment(key).status == "DONE")
    }

    @Test func `a gateway's own check comes before a card company's refusal`() async throws {
        let shop = try await load(["name": "no", "on": "payments.confirm", "then": ["refuse": "REJECT_CARD_PAYMENT"]])
        let key = try await shop.pay("order-0001", 15000)
        #expect(try await shop.confirm(key, "order-0001", 500).code == "FORBIDDEN_REQUEST")
    }

    @Test func `approve lets a refused card through, but not a wrong amount`() async throws {
        let shop = try await load(["name": "yes", "on": "payments.confirm", "then": "approve"])
        let key = try await shop.pay("order-0001", 15000, card: "4000000000000002")
        #expect(try await shop.confirm(key, "order-0001", 500).code == "FORBIDDEN_REQUEST")
        #expect(try await shop.confirm(key, "order-0001", 15000).status == 200)
    }

    @Test(
        arguments: [
            (["orderId": "order-a-*"], true), (["orderId": "order-?-1"], true), (["orderId": "order-b-1"], false),
            (["amount": ["atLeast": 15000]], true), (["amount": ["atLeast": 15001]], false),
            (["amount": ["atMost": 14999]], false), (["amount": ["in": [100, 15000]]], true),
            (["orderId": ["matches": "order-[a-c]-\\d"]], true), (["orderId": ["matches": "order-[a-c]"]], false),
            (["header": ["User-Agent": "*"]], true), (["header": ["X-None": "*"]], false),
            (["status": "IN_PROGRESS"], true), (["status": "DONE"], false), (["card": "424242*"], true),
            (["orderId": "order-a-*", "amount": 1], false), (["cancelReason": "*"], false),
        ] as [(JSONText, Bool)]
    )
    func `a rule fires where all of its conditions hold`(when: JSONText, fires: Bool) async throws {
        let shop = try await load([
            "name": "here", "on": "payments.confirm", "when": when, "then": ["status": 503, "body": "here"],
        ])
        #expect(try await confirm(shop, "order-a-1").status == (fires ? 503 : 200))
    }

    @Test func `attempts choose among the calls that match`() async throws {
        let shop = try await load([
            "name": "second and third", "on": "payments.confirm", "when": ["orderId": "order-a-*"], "attempts": [2, 3],
            "then": ["status": 503, "body": "no"],
        ])
        var statuses: [Int] = []
        for order in ["order-a-1", "order-b-1", "order-a-2", "order-a-3", "order-a-4"] {
            statuses.append(try await confirm(shop, order).status)
        }
        #expect(statuses == [200, 200, 503, 503, 200])
    }

    @Test func `times limits how often a rule fires, and the next one gets its turn`() async throws {
        let shop = try await load(
            ["name": "one", "on": "payments.confirm", "times": 2, "then": ["status": 503, "body": "one"]],
            ["name": "two", "on": "payments.confirm", "times": 1, "then": ["status": 502, "body": "two"]]
        )
        var statuses: [Int] = []
        for number in 1...4 { statuses.append(try await confirm(shop, "order-000\(number)").status) }
        #expect(statuses == [503, 503, 502, 200])
    }

    @Test func `from and until go by the sandbox's clock`() async throws {
        let shop = try await load([
            "name": "night", "on": "payments.confirm", "from": "2026-01-05T09:10:00+09:00",
            "until": "2026-01-05T09:20:00+09:00", "then": ["status": 503, "body": "no"],
        ])
        try await shop.stopClock()
        var statuses: [Int] = []
        for minute in [0, 10, 19, 20] {
            try await shop.control(
                "PUT",
                "/clock",
                ["mode": "manual", "now": "2026-01-05T09:\(minute < 10 ? "0" : "")\(minute):00+09:00"]
            )
            statuses.append(try await confirm(shop, "order-000\(minute)").status)
        }
        #expect(statuses == [200, 503, 503, 200])
    }

    @Test func `a card's verdict can change on a day`() async throws {
        let shop = try await Shop.open()
        try await shop.load([
            "cards": [
                "4000000000009995": [
                    "until": "2026-03-01T00:00:00+09:00", "then": ["refuse": "INVALID_STOPPED_CARD"],
                ]
            ]
        ])
        try await shop.stopClock(at: "2026-02-28T23:59:59+09:00")
        let before = try await shop.pay("order-0001", 15000, card: "4000000000009995")
        #expect(try await shop.confirm(before, "order-0001", 15000).status == 200)
        let after = try await shop.pay("order-0002", 15000, card: "4000000000009995")
        try await shop.advance(by: "PT1S")
        #expect(try await shop.confirm(after, "order-0002", 15000).code == "INVALID_STOPPED_CARD")
    }

    @Test func `the longest match of a card wins`() async throws {
        let shop = try await Shop.open()
        try await shop.load([
            "cards": [
                "*": "approve", "9*": ["refuse": "REJECT_CARD_PAYMENT"],
                "90000000*": ["refuse": "INVALID_STOPPED_CARD"],
                "9000000000000001": "approve",
            ]
        ])
        let cards = ["8000000000000000", "9100000000000000", "9000000000000000", "9000000000000001"]
        var codes: [String?] = []
        for (number, card) in cards.enumerated() {
            let key = try await shop.pay("order-000\(number)", 15000, card: card)
            codes.append(try await shop.confirm(key, "order-000\(number)", 15000).code)
        }
        #expect(codes == [nil, "REJECT_CARD_PAYMENT", "INVALID_STOPPED_CARD", nil])
    }

    @Test func `a number that may be a real card is refused, unless a scenario lets every number in`() async throws {
        let shop = try await Shop.open()
        // Passes the Luhn check and is in no table.
        let request: JSONText = .merged(BillingTests.byCard, ["cardNumber": "4539578763621486"])
        let refused = try await shop.call("POST", "/v1/billing/authorizations/card", request)
        #expect(refused.status == 400)
        #expect(refused.code == "INVALID_CARD_NUMBER")
        try await shop.load(["cards": ["*": "approve"]])
        let taken = try await shop.call("POST", "/v1/billing/authorizations/card", request)
        #expect(taken.status == 200)
    }

    @Test func `the buyer call does not take a number that may be a real card, nor repeats it`() async throws {
        let shop = try await Shop.open()
        let answer = try await shop.call(
            "POST",
            "/sandbox/payments",
            ["orderId": "order-0001", "amount": 15000, "cardNumber": "4539578763621486"]
        )
        #expect(answer.status == 400)
        #expect(!answer.text.contains("4539578763621486"))
        #expect(!shop.tossbox.errors.contains("4539578763621486"))
    }

    @Test(arguments: [
        ("payments.get", "GET", "/v1/payments/orders/order-0001"),
        ("payments.cancel", "POST", "/v1/payments/KEY/cancel"),
        ("*", "GET", "/v1/payments/KEY"),
    ])
    func `a rule is for the calls it names`(operation: String, method: String, path: String) async throws {
        let shop = try await Shop.open()
        let key = try #require(try await shop.paid("order-0001", 15000).paymentKey.text)
        try await shop.load([
            "rules": [["name": "here", "on": .string(operation), "then": ["status": 503, "body": "here"]]]
        ])
        let answer = try await shop.call(
            method,
            path.replacing("KEY", with: key),
            method == "POST" ? ["cancelReason": "x"] : .absent
        )
        #expect(answer.status == 503)
        #expect(answer.text == "here")
    }

    @Test func `a scenario tells how often each rule matched and fired`() async throws {
        let shop = try await load(
            ["name": "one", "on": "payments.confirm", "attempts": [2], "then": ["status": 503, "body": "no"]],
            ["name": "two", "on": "payments.cancel", "then": ["status": 503, "body": "no"], "optional": true]
        )
        for number in 1...3 { _ = try await confirm(shop, "order-000\(number)") }
        let rules = try await shop.control("GET", "/scenario").rules.list
        #expect(rules.map(\.matched) == [3, 0])
        #expect(rules.map(\.fired) == [1, 0])
    }
}
