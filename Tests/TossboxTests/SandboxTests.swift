internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct SandboxTests {
    private func started() async throws -> (Shop, endpoint: String) {
        let shop = try await Shop.open()
        try await shop.load([
            "seed": 7, "clock": ["mode": "manual", "start": "2026-01-05T09:00:00+09:00"],
            "rules": [
                ["name": "first", "on": "payments.confirm", "attempts": [1], "then": ["status": 503, "body": "x"]]
            ],
        ])
        return (shop, try await shop.listen(at: "http://127.0.0.1:9/webhook"))
    }

    /// What a short history leaves: statuses, the paymentKey and a trace id.
    private func history(_ shop: Shop) async throws -> [String?] {
        let key = try await shop.pay("order-0001", 15000)
        let first = try await shop.confirm(key, "order-0001", 15000)
        let second = try await shop.confirm(key, "order-0001", 15000)
        try await shop.advance(by: "PT1M")
        return [key, "\(first.status)", "\(second.status)", second.text, second.headers["x-tosspayments-trace-id"]]
    }

    @Test func `a reset takes a sandbox back to the moment after loading`() async throws {
        let (shop, endpoint) = try await started()
        let before = try await history(shop)
        #expect(before[1...2] == ["503", "200"])
        try await shop.control("POST", "/reset", [:])
        #expect(try await shop.control("GET", "/clock").now == "2026-01-05T09:00:00+09:00")
        #expect(try await shop.control("GET", "/payments").items == [])
        #expect(try await shop.control("GET", "/requests").items == [])
        #expect(try await shop.control("GET", "/webhooks/deliveries").items == [])
        #expect(try await shop.control("GET", "/webhooks/endpoints").items.list.map(\.id) == [.string(endpoint)])
        #expect(try await history(shop) == before)
    }

    @Test func `a reset to empty forgets scenario and endpoints too`() async throws {
        let (shop, _) = try await started()
        try await shop.control("POST", "/reset", ["to": "empty"])
        #expect(try await shop.control("GET", "/webhooks/endpoints").items == [])
        #expect(try await shop.control("GET", "/clock").mode == "system")
        #expect(try await shop.paid("order-0001", 15000).status == "DONE")
    }

    @Test func `a deleted sandbox is forgotten, and opens anew on its next use`() async throws {
        let shop = try await Shop.open()
        try await shop.listen(at: "http://127.0.0.1:9/webhook")
        let key = try await shop.pay("order-0001", 15000)
        let answer = try await shop.call("DELETE", "/sandbox")
        #expect((200...204).contains(answer.status))
        let gone = try await shop.call("GET", "/v1/payments/\(key)")
        #expect(gone.status == 404)
        #expect(gone.code == "NOT_FOUND_PAYMENT")
        #expect(try await shop.control("GET", "/webhooks/endpoints").items == [])
        #expect(try await shop.paid("order-0001", 15000).status == "DONE")
    }

    @Test func `a deleted sandbox's timers are gone with it`() async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving([.status(500)]) { receiver in
            try await shop.stopClock()
            try await shop.listen(at: receiver.url)
            try await shop.paid("order-0001", 15000)
            try await shop.settle()
            _ = try await shop.call("DELETE", "/sandbox")
            try await shop.stopClock()
            #expect(try await shop.advance(by: "P10D").ran == [])
            #expect(receiver.deliveries.count == 1)
        }
    }

    @Test func `sandboxes do not share anything`() async throws {
        let one = try await Shop.open()
        let two = try await Shop.open()
        try await one.stopClock()
        try await one.load(["rules": [["name": "no", "on": "payments.confirm", "then": ["status": 503, "body": "x"]]]])
        try await one.listen(at: "http://127.0.0.1:9/webhook")
        #expect(try await two.control("GET", "/clock").mode == "system")
        #expect(try await two.control("GET", "/webhooks/endpoints").items == [])
        #expect(try await two.paid("order-0001", 15000).status == "DONE")
        #expect(try await one.control("GET", "/payments").items == [])
    }

    @Test func `the request log shows each call with its answer and rule`() async throws {
        let (shop, _) = try await started()
        _ = try await history(shop)
        let log = try await shop.control("GET", "/requests?orderId=order-0001&method=POST")
        #expect(log.items.list.count == 2)
        for entry in log.items.list {
            #expect(entry.method == "POST")
            #expect(entry.path == "/v1/payments/confirm")
        }
        #expect(log.items.description.contains("first"))
        #expect(!log.items.description.contains(shop.secretKey))
        #expect(try await shop.control("GET", "/requests?path=/v1/payments/confirm&limit=1").items.list.count == 1)
        #expect(try await shop.control("GET", "/requests?method=GET").items == [])
    }

    @Test func `card numbers are masked wherever they show`() async throws {
        let shop = try await Shop.open()
        _ = try await shop.call("POST", "/v1/billing/authorizations/card", BillingTests.byCard)
        try await shop.paid("order-0001", 15000, more: ["cardNumber": "9410001234567890"])
        for path in ["/requests", "/payments", "/billing-keys", "/webhooks/deliveries"] {
            #expect(!(try await shop.control("GET", path)).description.contains("9410001234567890"))
        }
    }

    @Test(arguments: [
        ("POST", "/sandbox/nothing", 404, "NOT_FOUND"), ("GET", "/sandbox/nothing", 404, "NOT_FOUND"),
        ("PATCH", "/sandbox/clock", 405, "METHOD_NOT_ALLOWED"),
    ])
    func `what the control API has not is refused with a message`(
        method: String,
        path: String,
        status: Int,
        code: String
    ) async throws {
        let answer = try await Shop.open().call(method, path)
        #expect(answer.status == status)
        #expect(answer.code == code)
        #expect(answer.json.message.text?.isEmpty == false)
    }

    @Test(arguments: [
        ("/sandbox/payments", "{"), ("/sandbox/payments", #"{"orderId":"order-0001"}"#),
        ("/sandbox/payments", #"{"orderId":"order-0001","amount":"x"}"#), ("/sandbox/webhooks/endpoints", "{}"),
        ("/sandbox/payments", #"{"orderId":"order-0001","amount":100,"amont":5}"#), ("/sandbox/settle", "[]"),
        ("/sandbox/clock/alarms", "{}"), ("/sandbox/keys", "{}"), ("/sandbox/billing-authorizations", "{}"),
    ])
    func `a control body that is wrong is refused`(path: String, body: String) async throws {
        let shop = try await Shop.open()
        let answer = try await shop.tossbox.call(
            "POST",
            path,
            headers: ["Authorization": "Basic \(shop.basic)"],
            body: Array(body.utf8)
        )
        #expect(answer.status == 400)
        #expect(answer.code == "INVALID_REQUEST")
    }

    @Test func `the request log remembers as many as it was told to`() async throws {
        try await withTossbox(arguments: ["--quiet", "--history", "3"]) { tossbox in
            let shop = Shop(at: tossbox)
            for number in 1...5 { _ = try await shop.call("GET", "/v1/payments/none\(number)") }
            let log = try await shop.control("GET", "/requests").items.list
            #expect(Set(log.map(\.path.text)) == Set((3...5).map { "/v1/payments/none\($0)" }))
        }
    }
}
