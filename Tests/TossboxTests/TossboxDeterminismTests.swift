internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct TossboxDeterminismTests {
    static let scenario: JSONText = [
        "seed": 7, "clock": ["mode": "manual", "start": "2026-01-05T09:00:00+09:00"],
        "rules": [
            ["name": "busy", "on": "payments.get", "attempts": [2, 5], "then": ["status": 503, "body": "busy"]]
        ],
    ]

    /// One call as it was sent, and what came back.
    struct SentCall: Sendable {
        let method: String
        let path: String
        let json: JSONText
        let headers: [String: String]
        let answer: Answer

        /// The parts of an answer that belong to the sandbox, byte for byte.
        var evidence: [String] {
            [
                "\(method) \(path)", "\(answer.status)", answer.text,
                answer.headers["x-tosspayments-trace-id"] ?? "no trace id", answer.headers["content-type"] ?? "",
            ]
        }
    }

    /// Keeps what it sends.
    private struct CallRecorder {
        let shop: Shop
        private(set) var calls: [SentCall] = []

        init(shop: Shop) { self.shop = shop }

        mutating func send(
            _ method: String,
            _ path: String,
            _ json: JSONText = .absent,
            headers: [String: String] = [:]
        ) async throws -> JSONText {
            let answer = try await shop.call(method, path, json, headers: headers)
            calls.append(SentCall(method: method, path: path, json: json, headers: headers, answer: answer))
            return answer.json
        }

        mutating func pay(
            _ order: String,
            _ card: String = "4242424242424242",
            buyer: JSONText = "approve"
        ) async throws
            -> String
        {
            let request: JSONText = [
                "orderId": .string(order), "amount": 15000, "cardNumber": .string(card), "buyer": buyer,
            ]
            return try await send("POST", "/sandbox/payments", request).paymentKey.text ?? ""
        }

        mutating func confirm(_ key: String, _ order: String, headers: [String: String] = [:]) async throws {
            let request: JSONText = ["paymentKey": .string(key), "orderId": .string(order), "amount": 15000]
            _ = try await send("POST", "/v1/payments/confirm", request, headers: headers)
        }
    }

    /// A bit of everything that leaves a trace.
    private func story(_ shop: Shop) async throws -> [SentCall] {
        var record = CallRecorder(shop: shop)
        let first = try await record.pay("order-0001")
        try await record.confirm(first, "order-0001", headers: ["Idempotency-Key": "one"])
        try await record.confirm(first, "order-0001", headers: ["Idempotency-Key": "one"])
        for _ in 1...8 { _ = try await record.send("GET", "/v1/payments/\(first)") }
        let refused = try await record.pay("order-0002", "4000000000000002")
        try await record.confirm(refused, "order-0002")
        _ = try await record.send("POST", "/v1/payments/\(first)/cancel", ["cancelReason": "x", "cancelAmount": 5000])
        _ = try await record.send("POST", "/sandbox/settle", ["timeout": "PT20S"])
        _ = try await record.pay("order-0003", buyer: "abandon")
        _ = try await record.send("POST", "/sandbox/clock/advance", ["by": "PT30M"])
        let billing = try await record.send("POST", "/v1/billing/authorizations/card", BillingTests.byCard)
        let key = billing.billingKey.text ?? ""
        _ = try await record.send(
            "POST",
            "/v1/billing/\(key)",
            ["customerKey": "customer-1", "amount": 29000, "orderId": "order-0004", "orderName": "Monthly plan"]
        )
        _ = try await record.send("DELETE", "/v1/billing/\(key)")
        _ = try await record.send("POST", "/v1/payments/confirm", ["paymentKey": "none"])
        _ = try await record.send("POST", "/sandbox/clock/advance", ["by": "P1M"])
        _ = try await record.send("GET", "/sandbox/payments")
        _ = try await record.send("POST", "/sandbox/settle", ["timeout": "PT20S"])
        return record.calls
    }

    private func replay(_ calls: [SentCall], in shop: Shop) async throws -> [SentCall] {
        var again = CallRecorder(shop: shop)
        for call in calls { _ = try await again.send(call.method, call.path, call.json, headers: call.headers) }
        return again.calls
    }

    /// What a shop was sent, but for the port it was sent to.
    private func evidence(_ receiver: WebhookReceiver) -> [String] {
        receiver.deliveries.map { delivery in
            let headers = delivery.message.headers.filter { $0.name != "host" }.map { "\($0.name): \($0.value)" }
            return ([delivery.message.startLine] + headers + [delivery.message.bodyText]).joined(separator: "\n")
        }
    }

    /// Runs a history in a fresh sandbox whose first two deliveries fail.
    private func run(
        _ shop: Shop,
        load: JSONText,
        _ history: (Shop) async throws -> [SentCall]
    ) async throws
        -> (calls: [SentCall], webhooks: [String])
    {
        try await WebhookReceiver.serving([.status(500), .status(500)]) { receiver in
            try await shop.listen(at: receiver.url)
            try await shop.load(load)
            let calls = try await history(shop)
            return (calls, evidence(receiver))
        }
    }

    private func compare(_ one: Shop, _ two: Shop, load: JSONText) async throws {
        let first = try await run(one, load: load) { try await story($0) }
        let second = try await run(two, load: load) { try await replay(first.calls, in: $0) }
        #expect(first.calls.count > 20)
        #expect(first.webhooks.count >= 6)
        for (before, after) in zip(first.calls, second.calls) { #expect(before.evidence == after.evidence) }
        #expect(first.webhooks == second.webhooks)
    }

    @Test func `two sandboxes with one seed answer the same bytes`() async throws {
        try await compare(try await Shop.open(), try await Shop.open(), load: Self.scenario)
    }

    @Test func `two servers answer the same bytes for one key without a seed`() async throws {
        try await withTossbox(arguments: ["--quiet"]) { one in
            try await withTossbox(arguments: ["--quiet"]) { two in
                let load: JSONText = ["clock": ["mode": "manual", "start": "2026-01-05T09:00:00+09:00"]]
                try await compare(
                    Shop(at: one, secretKey: "test_sk_alpha"),
                    Shop(at: two, secretKey: "test_sk_alpha"),
                    load: load
                )
            }
        }
    }

    @Test func `another seed makes other keys`() async throws {
        var keys: Set<String> = []
        for seed in 1...5 {
            let shop = try await Shop.open()
            try await shop.load(.merged(Self.scenario, ["seed": JSONText(seed)]))
            keys.insert(try await shop.pay("order-0001", 15000))
        }
        #expect(keys.count == 5)
    }

    @Test func `a rule added to a scenario changes no id`() async throws {
        var payments: [JSONText] = []
        for rules in [[], [["name": "x", "on": "payments.confirm", "then": "approve"]]] as [JSONText] {
            let shop = try await Shop.open()
            try await shop.load(.merged(Self.scenario, ["rules": rules]))
            payments.append(try await shop.paid("order-0001", 15000))
        }
        #expect(payments[0] == payments[1])
    }

    @Test func `five hundred sandboxes at once mint the same keys and do not mix`() async throws {
        try await withTossbox(arguments: ["--quiet"]) { tossbox in
            let keys = try await withThrowingTaskGroup { group in
                for number in 1...500 {
                    group.addTask { try await payments(in: Shop(at: tossbox), amount: 1000 + number) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(keys.count == 500)
            #expect(Set(keys).count == 1)
            #expect(keys.first?.count == 2)
        }
    }

    /// Pays twice in a fresh sandbox, and returns the keys once they have shown to be nobody else's.
    private func payments(in shop: Shop, amount: Int) async throws -> [String] {
        try await shop.load(.merged(Self.scenario, ["rules": []]))
        var keys: [String] = []
        for order in ["order-0001", "order-0002"] {
            let key = try await shop.pay(order, amount)
            #expect(try await shop.confirm(key, order, amount).json.totalAmount == JSONText(amount))
            keys.append(key)
        }
        let list = try await shop.control("GET", "/payments").items.list
        #expect(list.map(\.totalAmount) == [JSONText(amount), JSONText(amount)])
        return keys
    }
}
