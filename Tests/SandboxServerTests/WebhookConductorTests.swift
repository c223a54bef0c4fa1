import HTTPServer
import JSON
import SandboxCore
import SandboxServer
import Testing
import TossAPI

/// The calls that conduct webhooks, and answers that wait for them.
@Suite(.timeLimit(.minutes(3))) struct WebhookConductorTests {
    private static func gateway(
        _ rules: String,
        endpoints: String = #"{"url":"http://127.0.0.1:9/hook"}"#,
        callRules: String = ""
    ) throws -> Gateway {
        try Gateway(
            scenario: """
                {"name":"n","description":"d","seed":1,"clock":{"mode":"manual","start":"2026-01-05T09:00:00+09:00"},
                 "rules":[\(callRules)],"webhooks":{"endpoints":[\(endpoints)],"rules":[\(rules)]}}
                """
        )
    }

    private static let early = #"{"name":"early","on":"*","then":{"before-response":true}}"#

    private func deliveries(_ gateway: Gateway) async throws -> [JSONNode] {
        try #require(try await gateway.control(.get, "/webhooks/deliveries")["items"]?.array)
    }

    private func states(_ gateway: Gateway) async throws -> [String?] {
        try await deliveries(gateway).map { $0["state"]?.string }
    }

    @Test func `the scenario shows how often each webhook rule matched and fired`() async throws {
        let gateway = try Self.gateway(
            #"{"name":"a","on":"*","attempts":[2],"optional":true,"then":{"drop":true}},{"on":"*","then":{"hold":true}}"#
        )
        for number in 1...3 { _ = try await gateway.paidPayment("order-000\(number)", 1000) }
        let scenario = try await gateway.control(.get, "/scenario")
        let shown =
            #"[{"name":"a","matched":3,"fired":1,"optional":true},"#
            + #"{"name":"webhooks.rules[1]","matched":2,"fired":2,"optional":false}]"#
        #expect(scenario["webhookRules"].map { JSONWriter.bytes(of: $0) } == Array(shown.utf8))
        #expect(scenario["rules"]?.array?.isEmpty == true)
        #expect(
            try await deliveries(gateway).map { $0["rule"]?.string } == ["webhooks.rules[1]", "a", "webhooks.rules[1]"]
        )
        #expect(try await states(gateway) == ["held", "dropped", "held"])
        let held = try await gateway.control(.get, "/webhooks/deliveries?state=held")["items"]?.array
        #expect(held?.count == 2)
        _ = try await gateway.control(.post, "/reset")
        let counters = try await gateway.control(.get, "/scenario")["webhookRules"]?.array
        #expect(counters?.map { $0["matched"]?.integer } == [0, 0])
    }

    @Test func `an endpoint that holds is made, shown, and released`() async throws {
        let gateway = try Gateway()
        let made = try await gateway.control(
            .post,
            "/webhooks/endpoints",
            #"{"url":"http://127.0.0.1:9/","hold":true}"#
        )
        #expect(made.status == 201)
        #expect(made["hold"]?.bool == true)
        #expect(try await gateway.control(.get, "/webhooks/endpoints")["items"]?.array?[0]["hold"]?.bool == true)
        for number in 1...3 { _ = try await gateway.paidPayment("order-000\(number)", 1000) }
        #expect(gateway.post.sent.isEmpty)
        #expect(try await gateway.control(.post, "/settle", "{}")["quiet"]?.bool == true)
        let ids = try await deliveries(gateway).compactMap { $0["id"]?.string }
        let order = "[\"\(ids[2])\",\"\(ids[0])\"]"
        let released = try await gateway.control(.post, "/webhooks/release", "{\"order\":\(order)}")
        #expect(released.status == 200)
        #expect(released["deliveries"]?.array?.map { $0["id"]?.string } == [ids[2], ids[0]])
        gateway.deliver()
        #expect(gateway.post.sent.map(\.deliveryId) == [ids[2], ids[0]])
        #expect(try await states(gateway) == ["succeeded", "held", "succeeded"])
        let dropped = try await gateway.control(.post, "/webhooks/deliveries/\(ids[1])/drop")
        #expect(dropped["deliveries"]?.array?[0]["state"]?.string == "dropped")
        for call in ["drop", "release"] {
            let again = try await gateway.control(.post, "/webhooks/deliveries/\(ids[1])/\(call)")
            #expect(again.status == 409)
            #expect(again.code == "CONFLICT")
        }
        #expect(try await gateway.control(.post, "/webhooks/release", "{\"order\":\(order)}").status == 409)
        let twice = "{\"order\":[\"\(ids[0])\",\"\(ids[0])\"]}"
        #expect(try await gateway.control(.post, "/webhooks/release", twice).status == 400)
        let none = try await gateway.control(.post, "/webhooks/release")
        #expect(none.status == 200)
        #expect(none["deliveries"]?.array?.isEmpty == true)
    }

    @Test func `one delivery is released by its own call`() async throws {
        let gateway = try Self.gateway(#"{"on":"*","then":{"hold":true}}"#)
        _ = try await gateway.paidPayment("order-0001", 1000)
        let id = try #require(try await deliveries(gateway)[0]["id"]?.string)
        let released = try await gateway.control(.post, "/webhooks/deliveries/\(id)/release")
        #expect(released["deliveries"]?.array?[0]["state"]?.string == "sending")
        #expect(gateway.deliver().map(\.deliveryId) == [id])
    }

    @Test func `what is collected is there at once, from a scenario, a call and an emission`() async throws {
        let gateway = try Self.gateway("", endpoints: #"{"url":"collect:"}"#)
        let made = try await gateway.control(.post, "/webhooks/endpoints", #"{"url":"collect:"}"#)
        #expect(made.status == 201)
        #expect(made.text("url") == "collect:")
        _ = try await gateway.paidPayment("order-0001", 1000)
        let emission = #"{"eventType":"PAYMENT_STATUS_CHANGED","orderId":"order-0001","url":"collect:"}"#
        let emitted = try await gateway.control(.post, "/webhooks/emit", emission)
        #expect(emitted["deliveries"]?.array?.map { $0["state"]?.string } == ["succeeded"])
        #expect(try await states(gateway) == ["succeeded", "succeeded", "succeeded"])
        let attempt = #"[{"at":"2026-01-05T09:00:00+09:00","status":200,"error":null,"durationMs":0}]"#
        for delivery in try await deliveries(gateway) {
            #expect(delivery["attempts"].map { JSONWriter.bytes(of: $0) } == Array(attempt.utf8))
        }
        #expect(gateway.post.sent.isEmpty)
    }

    @Test func `the answer to a call waits for its webhook, and its receiver may ask meanwhile`() async throws {
        let gateway = try Self.gateway(Self.early)
        let key = try await gateway.approvedPayment("order-0001", 1000)
        let headers: HTTPHeaders = ["Idempotency-Key": "k-1"]
        let confirm = Request.toss(
            .post,
            "/v1/payments/confirm",
            Gateway.confirmBody(key, "order-0001", 1000),
            headers: headers
        )
        let pending = gateway.start(confirm)
        #expect(gateway.post.sent.count == 1)
        // What a receiver does while it handles the webhook.
        #expect(try await gateway.status(key) == "DONE")
        #expect(try await gateway.answer(confirm).code == "IDEMPOTENT_REQUEST_PROCESSING")
        #expect(!pending.isThere)
        let entry = try await gateway.control(.get, "/requests?path=/v1/payments/confirm")["items"]?.array?.first
        #expect(entry?["status"]?.isNull == true)
        gateway.deliver()
        let answer = try await pending.answer()
        #expect(answer.status == 200)
        #expect(answer.text("status") == "DONE")
        #expect(try await gateway.answer(confirm).body == answer.body)
    }

    @Test func `an answer that waits for a webhook does not keep the sandbox busy, the webhook does`() async throws {
        let gateway = try Self.gateway(Self.early)
        let key = try await gateway.approvedPayment("order-0001", 1000)
        let pending = gateway.start(.toss(.post, "/v1/payments/confirm", Gateway.confirmBody(key, "order-0001", 1000)))
        let settling = gateway.start(.toss(.post, "/sandbox/settle", #"{"timeout":"PT7S"}"#))
        await gateway.sleeper.wake(after: .seconds(7))
        let kinds = try await settling.answer()["pending"]?.array?.map { $0["kind"]?.string }
        #expect(kinds == ["delivery"])
        gateway.deliver(status: 500)
        #expect(try await pending.answer().status == 200)
    }

    @Test(arguments: [true, false])
    func `with a delay both must have passed`(webhookFirst: Bool) async throws {
        let gateway = try Self.gateway(
            Self.early,
            callRules: #"{"on":"payments.confirm","then":{"delay":"PT3S"}}"#
        )
        let key = try await gateway.approvedPayment("order-0001", 1000)
        let pending = gateway.start(.toss(.post, "/v1/payments/confirm", Gateway.confirmBody(key, "order-0001", 1000)))
        if webhookFirst {
            gateway.deliver()
            await gateway.sleeper.untilSomebodySleeps(.seconds(3))
            #expect(!pending.isThere)
            await gateway.sleeper.wake(after: .seconds(3))
        } else {
            await gateway.sleeper.wake(after: .seconds(3))
            #expect(!pending.isThere)
            gateway.deliver()
        }
        #expect(try await pending.answer().status == 200)
    }

    @Test(arguments: ["manual", "system"])
    func `an answer does not wait for its turn behind a webhook whose receiver may be who asks`(
        mode: String
    ) async throws {
        let gateway = try Self.gateway(
            #"{"on":"*","when":{"status":"CANCELED"},"then":{"before-response":true}}"#
        )
        _ = try await gateway.control(.put, "/clock", #"{"mode":"\#(mode)"}"#)
        // The receiver of this one cancels the order before it answers.
        let key = try await gateway.paidPayment("order-0001", 1000)
        let pending = gateway.start(.toss(.post, "/v1/payments/\(key)/cancel", #"{"cancelReason":"r"}"#))
        await gateway.sleeper.wake(after: .seconds(1))
        #expect(try await pending.answer().text("status") == "CANCELED")
        #expect(gateway.post.sent.count == 1)
        gateway.deliver()
        #expect(gateway.post.sent.map(\.paymentStatus) == ["DONE", "CANCELED"])
    }

    @Test func `an answer that gets its turn in time waits for its webhook`() async throws {
        let gateway = try Self.gateway(
            #"{"on":"*","when":{"status":"CANCELED"},"then":{"before-response":true}}"#
        )
        let key = try await gateway.paidPayment("order-0001", 1000)
        let pending = gateway.start(.toss(.post, "/v1/payments/\(key)/cancel", #"{"cancelReason":"r"}"#))
        await gateway.sleeper.untilSomebodySleeps(.seconds(1))
        gateway.deliverOne()
        #expect(gateway.post.sent.map(\.paymentStatus) == ["DONE", "CANCELED"])
        #expect(!pending.isThere)
        gateway.deliverOne()
        #expect(try await pending.answer().text("status") == "CANCELED")
    }

    @Test func `a reset while an answer waits breaks the connection off`() async throws {
        let gateway = try Self.gateway(Self.early)
        let key = try await gateway.approvedPayment("order-0001", 1000)
        let pending = gateway.start(.toss(.post, "/v1/payments/confirm", Gateway.confirmBody(key, "order-0001", 1000)))
        _ = try await gateway.control(.post, "/reset")
        await #expect(throws: PendingAnswer.ConnectionReset.self) { try await pending.answer() }
        gateway.deliver()
        #expect(try await deliveries(gateway).isEmpty)
    }

    @Test func `a fault after the commit spoils the answer when it leaves`() async throws {
        let gateway = try Self.gateway(
            Self.early,
            callRules: #"{"on":"payments.confirm","then":{"fault":"reset","phase":"after-commit"}}"#
        )
        let key = try await gateway.approvedPayment("order-0001", 1000)
        let pending = gateway.start(.toss(.post, "/v1/payments/confirm", Gateway.confirmBody(key, "order-0001", 1000)))
        #expect(!pending.isThere)
        gateway.deliver()
        await #expect(throws: PendingAnswer.ConnectionReset.self) { try await pending.answer() }
        #expect(try await gateway.status(key) == "DONE")
    }

    @Test func `a hundred answers that wait for a hundred webhooks all leave`() async throws {
        let gateway = try Self.gateway(Self.early)
        _ = try await gateway.control(.put, "/clock", #"{"mode":"system"}"#)
        var waiting: [PendingAnswer] = []
        for number in 0..<100 {
            let orderId = "order-\(1000 + number)"
            let key = try await gateway.approvedPayment(orderId, 1000)
            let body = Gateway.confirmBody(key, orderId, 1000)
            waiting.append(gateway.start(.toss(.post, "/v1/payments/confirm", body)))
        }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { gateway.deliver() } }
        }
        for pending in waiting { #expect(try await pending.answer().status == 200) }
    }

    @Test func `the journal of a run with rules for webhooks gives the same world again`() async throws {
        let gateway = try Self.gateway(
            #"""
            {"on":"*","when":{"orderId":"order-1*"},"then":{"before-response":true,"duplicate":2}},
            {"on":"*","when":{"orderId":"order-2*"},"then":{"reorder":2}},
            {"on":"*","when":{"orderId":"order-3*"},"then":{"delay":"PT1M"}},{"on":"*","then":{"hold":true}}
            """#,
            endpoints: #"{"url":"http://127.0.0.1:1/"},{"url":"collect:"}"#
        )
        for orderId in ["order-11", "order-21", "order-22", "order-31", "order-41", "order-42"] {
            let key = try await gateway.approvedPayment(orderId, 1000)
            let body = Gateway.confirmBody(key, orderId, 1000)
            let pending = gateway.start(.toss(.post, "/v1/payments/confirm", body))
            gateway.deliver(status: orderId == "order-22" ? 500 : 200)
            #expect(try await pending.answer().status == 200)
        }
        let ids = try await deliveries(gateway).filter { $0["state"]?.string == "held" }.compactMap { $0["id"]?.string }
        #expect(ids.count == 4)
        _ = try await gateway.control(.post, "/webhooks/deliveries/\(ids[0])/drop")
        _ = try await gateway.control(.post, "/webhooks/release", "{\"order\":[\"\(ids[3])\",\"\(ids[2])\"]}")
        gateway.deliverFromNowOn()
        _ = try await gateway.control(.post, "/clock/advance", #"{"by":"PT5M"}"#)
        _ = try await gateway.control(.post, "/webhooks/release")
        let cell = try #require(MerchantKey(Gateway.key).flatMap { gateway.application.hub.cell(for: $0) })
        let copy = try JournalBundle(parsing: try await gateway.control(.get, "/bundle").body, apis: .toss).replay()
        func world(_ sandbox: Sandbox) -> [String] {
            sandbox.webhooks.log.map { "\($0.id) \($0.rule ?? "-") \($0.body) \($0.attempts) \($0.state)" }
                + sandbox.requests.entries.map { "\($0.id) \($0.status ?? 0) \($0.responseBody.bytes) \($0.events)" }
                + ["\(sandbox.webhookRules)"]
        }
        let original = cell.read { sandbox, _ in world(sandbox) }
        #expect(world(copy) == original)
        #expect(original.count > 20)
    }
}

extension JSONWriter {
    fileprivate static func bytes(of node: JSONNode) -> [UInt8] { bytes { $0.value(node) } }
}
