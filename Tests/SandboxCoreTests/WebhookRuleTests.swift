import JSON
import SandboxCore
import Scenarios
import Testing
import TossAPI

/// Which events a webhook rule is for, and how often.
@Suite struct WebhookRuleTests {
    static let conditions: [(when: String, holds: Bool)] = [
        ("{}", true),
        (#"{"orderId": "order-7"}"#, true), (#"{"orderId": "order-?"}"#, true), (#"{"orderId": "order"}"#, false),
        (#"{"orderId": {"in": ["a", "order-7"]}}"#, true), (#"{"orderId": {"matches": "order-\\d"}}"#, true),
        (#"{"orderId": {"matches": "\\d"}}"#, false),
        (#"{"paymentKey": "?????2026*"}"#, true), (#"{"paymentKey": "x*"}"#, false),
        (#"{"customerKey": "customer-1"}"#, true), (#"{"customerKey": "customer-2"}"#, false),
        (#"{"method": "카드"}"#, true), (#"{"method": "CARD"}"#, true), (#"{"method": "가상계좌"}"#, false),
        (#"{"status": "DONE"}"#, true), (#"{"status": "IN_PROGRESS"}"#, false),
        (#"{"amount": 1500}"#, true), (#"{"amount": "15*"}"#, true), (#"{"amount": {"atLeast": 1501}}"#, false),
        (#"{"amount": {"atLeast": 1500, "atMost": 1500}}"#, true), (#"{"amount": {"in": [1]}}"#, false),
        (#"{"orderId": "order-7", "status": "CANCELED"}"#, false),
    ]

    @Test(arguments: conditions)
    func `a rule fires when all of its conditions hold`(when: String, holds: Bool) throws {
        var stage = try WebhookStage(then: #"{"drop":true}"#, more: #","when":\#(when)"#)
        try stage.pay("order-7", 1500, customerKey: "customer-1")
        #expect(stage.states == [holds ? .dropped : .sending])
        #expect(stage.log.map(\.rule) == [holds ? "r" : nil])
        #expect(stage.sandbox.webhookRules.map(\.matched) == [holds ? 1 : 0])
        #expect(stage.sandbox.webhookRules.map(\.fired) == [holds ? 1 : 0])
    }

    static let limits: [(limit: String, fired: [Bool])] = [
        (#","attempts":[2,4]"#, [false, true, false, true]), (#","times":2"#, [true, true, false, false]),
        (#","from":"2026-01-05T09:01:00+09:00""#, [false, true, true, true]),
        (#","until":"2026-01-05T09:02:00+09:00""#, [true, true, false, false]),
        (#","attempts":[1,3],"times":1"#, [true, false, false, false]),
    ]

    @Test(arguments: limits)
    func `limits count events and look at the sandbox's clock`(limit: String, fired: [Bool]) throws {
        var stage = try WebhookStage(then: #"{"drop":true}"#, more: limit)
        for number in 0..<fired.count {
            try stage.pay("order-000\(number)")
            stage.advance(60)
        }
        #expect(stage.log.map { $0.state == .dropped } == fired)
        #expect(stage.sandbox.webhookRules.map(\.matched) == [fired.count])
        #expect(stage.sandbox.webhookRules.map(\.fired) == [fired.count { $0 }])
    }

    @Test func `the first rule that fires wins, and one that does not lets the next one try`() throws {
        var stage = try WebhookStage(
            #"""
            "endpoints":[{"url":"http://a/"}],
            "rules":[{"name":"a","on":"BILLING_DELETED","then":{"drop":true}},
                     {"name":"b","on":"PAYMENT_STATUS_CHANGED","attempts":[2],"then":{"drop":true}},
                     {"name":"c","on":"*","times":2,"then":{"hold":true}}]
            """#
        )
        for number in 1...4 { try stage.pay("order-000\(number)") }
        #expect(stage.log.map(\.rule) == ["c", "b", "c", nil])
        #expect(stage.sandbox.webhookRules.map(\.matched) == [0, 4, 3])
        #expect(stage.sandbox.webhookRules.map(\.fired) == [0, 1, 2])
    }

    /// Which of so many events a rule with an even chance drops.
    private static func draws(_ seed: Int, name: String = "r", rules: String = "") throws -> [Bool] {
        var stage = try WebhookStage(
            #"""
            "endpoints":[{"url":"http://a/"}],
            "rules":[{"name":"\#(name)","on":"*","chance":0.5,"then":{"drop":true}}]
            """#,
            rules: rules,
            seed: seed
        )
        for number in 1...40 { try stage.pay("order-\(1000 + number)") }
        return stage.log.map { $0.state == .dropped }
    }

    @Test func `a chance is drawn from the seed and the name, as that of other rules, and apart from them`() throws {
        let first = try Self.draws(7)
        #expect((8...32).contains(first.count { $0 }))
        #expect(try Self.draws(7) == first)
        #expect(try Self.draws(8) != first)
        #expect(try Self.draws(7, name: "other") != first)
        let namesake = #"{"name":"r","on":"payments.confirm","chance":0.5,"then":"approve"}"#
        #expect(try Self.draws(7, rules: namesake) == first)
    }

    @Test func `a rule is asked once for an event, and acts on every endpoint that takes it`() throws {
        var stage = try WebhookStage(
            #"""
            "endpoints":[{"url":"http://a/"},{"url":"http://b/","events":["BILLING_DELETED"]},{"url":"http://c/"}],
            "rules":[{"name":"r","on":"*","attempts":[1],"then":{"hold":true}}]
            """#
        )
        try stage.pay("order-0001")
        #expect(stage.log.map(\.endpoint.url) == ["http://a/", "http://c/"])
        #expect(stage.states == [.held, .held])
        try stage.pay("order-0002")
        #expect(stage.states == [.held, .held, .sending, .pending])
        #expect(stage.sandbox.webhookRules.map(\.matched) == [2])
    }

    @Test func `an event that nobody takes asks no rule`() throws {
        var stage = try WebhookStage(#""endpoints":[],"rules":[{"on":"*","then":{"hold":true}}]"#)
        try stage.pay("order-0001")
        #expect(stage.log.isEmpty)
        #expect(stage.sandbox.webhookRules.map(\.matched) == [0])
    }

    @Test func `what happens by itself and what is no payment obey the rules, what a call asks for does not`() throws {
        var stage = try WebhookStage(then: #"{"drop":true}"#)
        let terms = PaymentTerms(orderId: "order-late", orderName: "mug", amount: 1000)
        stage.apply(BuyerVisit(merchant: .api, terms: terms, cardNumber: defaultCardNumber, behavior: .approve))
        stage.advance(3600)
        let card =
            #"{"customerKey":"cust-1","cardNumber":"9410001234567890","cardExpirationYear":"30","#
            + #""cardExpirationMonth":"12","customerIdentityNumber":"900101"}"#
        guard case .send(let issued) = try stage.call("POST", "/v1/billing/authorizations/card", card) else { return }
        let key = try #require(try JSONNode(parsing: issued.body)["billingKey"]?.string)
        try stage.call("DELETE", "/v1/billing/\(key)")
        #expect(stage.log.map(\.eventType) == ["PAYMENT_STATUS_CHANGED", "BILLING_DELETED"])
        #expect(stage.states == [.dropped, .dropped])
        let emission = Emission(
            eventType: .paymentStatusChanged,
            subject: .order("order-late"),
            status: nil,
            data: JSONObject(),
            url: nil
        )
        stage.apply(emission)
        stage.apply(ResendDelivery(deliveryId: stage.log[0].id))
        #expect(stage.log.map(\.rule) == ["r", "r", nil])
        stage.endAll()
        #expect(stage.states == [.succeeded, .dropped, .succeeded])
        #expect(stage.sandbox.webhookRules.map(\.matched) == [2])
    }

    @Test func `counters are zero after a reset, and the run is the same again`() throws {
        var stage = try WebhookStage(then: #"{"reorder":2}"#, more: #","times":3"#)
        func run(_ stage: inout WebhookStage) throws -> [String] {
            let before = stage.sent.count
            for number in 1...4 { try stage.pay("order-000\(number)") }
            stage.endAll()
            return stage.log.map { "\($0.id) \($0.state)" }
                + stage.sent[before...].map { "\($0.headers) \(String(decoding: $0.body, as: UTF8.self))" }
        }
        let first = try run(&stage)
        stage.apply(ResetSandbox(.data))
        #expect(stage.sandbox.webhookRules.map(\.matched) == [0])
        #expect(try run(&stage) == first)
        #expect(stage.states == [.succeeded, .succeeded, .held, .succeeded])
    }
}
