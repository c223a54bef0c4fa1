import JSON
import SandboxCore
import Scenarios
import Testing
import TossAPI

/// What becomes of deliveries under each action, seen from inside.
@Suite struct ConductTests {
    @Test func `without a rule nothing is different`() throws {
        var stage = try WebhookStage(#""endpoints":[{"url":"http://a/"}]"#)
        try stage.pay("order-0001")
        #expect(stage.states == [.sending])
        #expect(stage.log.map(\.id) == stage.sent.map { $0.header("transmission-id") })
    }

    @Test func `a duplicate is a delivery of its own with the id and body of the first, sent after it`() throws {
        var stage = try WebhookStage(then: #"{"duplicate":3}"#, mode: "system")
        try stage.pay("order-0001")
        let id = stage.log[0].id
        #expect(stage.log.map(\.id) == [id, "\(id)-2", "\(id)-3"])
        #expect(stage.sandbox.requests.entries.last?.events == [id, "\(id)-2", "\(id)-3"])
        #expect(stage.states == [.sending, .pending, .pending])
        stage.end(500)
        #expect(stage.states == [.pending, .sending, .pending])
        stage.endAll()
        #expect(stage.states == [.pending, .succeeded, .succeeded])
        #expect(Set(stage.sent.map { $0.header("transmission-id") }) == [id])
        #expect(Set(stage.sent.map(\.body)).count == 1)
        #expect(stage.sent.map { $0.header("transmission-retried-count") } == ["0", "0", "0"])
    }

    @Test func `copies of an event without an order go one after the other too`() throws {
        var stage = try WebhookStage(then: #"{"duplicate":2}"#, mode: "system")
        let card =
            #"{"customerKey":"cust-1","cardNumber":"9410001234567890","cardExpirationYear":"30","#
            + #""cardExpirationMonth":"12","customerIdentityNumber":"900101"}"#
        guard case .send(let issued) = try stage.call("POST", "/v1/billing/authorizations/card", card) else { return }
        let key = try #require(try JSONNode(parsing: issued.body)["billingKey"]?.string)
        try stage.call("DELETE", "/v1/billing/\(key)")
        #expect(stage.states == [.sending, .pending])
    }

    @Test(arguments: ["manual", "system"])
    func `what is reordered goes last one first, one after another`(mode: String) throws {
        var stage = try WebhookStage(then: #"{"reorder":3}"#, mode: mode)
        for number in 1...2 { try stage.pay("order-000\(number)") }
        #expect(stage.states == [.held, .held])
        try stage.pay("order-0003")
        #expect(stage.orders == ["order-0003"])
        #expect(stage.states == [.pending, .pending, .sending])
        stage.end(500)
        #expect(stage.orders == ["order-0003", "order-0002"])
        #expect(stage.pending().map(\.kind) == [.delivery, .delivery])
        stage.endAll()
        #expect(stage.orders == ["order-0003", "order-0002", "order-0001"])
        for number in 4...6 { try stage.pay("order-000\(number)") }
        stage.endAll()
        #expect(stage.orders.suffix(3) == ["order-0006", "order-0005", "order-0004"])
    }

    @Test func `every endpoint sees its events in reverse`() throws {
        var stage = try WebhookStage(
            #""endpoints":[{"url":"http://a/"},{"url":"http://b/"}],"rules":[{"on":"*","then":{"reorder":2}}]"#
        )
        for number in 1...2 { try stage.pay("order-000\(number)") }
        stage.endAll()
        let seen = stage.sent.map { $0.url + (stage.log[$0.delivery].orderId ?? "") }
        #expect(seen == ["http://b/order-0002", "http://a/order-0002", "http://b/order-0001", "http://a/order-0001"])
    }

    @Test func `what somebody released or dropped no longer counts for a reorder`() throws {
        var stage = try WebhookStage(then: #"{"reorder":2}"#)
        for number in 1...2 {
            try stage.pay("order-000\(number)")
            let id = stage.log[number - 1].id
            if number == 1 {
                stage.apply(ReleaseDeliveries(deliveryIds: [id]))
            } else {
                stage.apply(DropDelivery(deliveryId: id))
            }
            stage.endAll()
        }
        try stage.pay("order-0003")
        #expect(stage.states == [.succeeded, .dropped, .held])
        try stage.pay("order-0004")
        stage.endAll()
        #expect(stage.orders == ["order-0001", "order-0004", "order-0003"])
    }

    @Test func `half of a corrupt body is sent at first, signed as the whole, and all of it later`() throws {
        var stage = try WebhookStage(
            #"""
            "endpoints":[{"url":"http://a/","profile":"legacy","secret":"s"}],
            "rules":[{"on":"*","then":{"corrupt":true}}]
            """#
        )
        try stage.pay("order-0001")
        stage.end(400)
        stage.advance(60)
        let whole = stage.log[0].body
        #expect(stage.sent.map(\.body.count) == [whole.count / 2, whole.count])
        #expect((try? JSONNode(parsing: stage.sent[0].body)) == nil)
        #expect(stage.sent.map(\.signedBody) == [whole, whole])
        #expect(stage.sent.map { $0.signing?.key } == ["s", "s"])
    }

    @Test(arguments: [#""toss""#, #""legacy""#, #"{"header":"X-Sign"}"#])
    func `a wrong secret is wrong on every attempt, and nothing where nothing is signed`(profile: String) throws {
        var stage = try WebhookStage(
            #"""
            "endpoints":[{"url":"http://a/","profile":\#(profile),"secret":"s"}],
            "rules":[{"on":"*","then":{"wrong-secret":true}}]
            """#
        )
        try stage.pay("order-0001")
        if profile == #""toss""# {
            #expect(stage.sent[0].signing == nil)
            #expect(stage.log[0].warning?.contains("changes nothing") == true)
        } else {
            #expect(stage.log[0].warning == nil)
            stage.end(401)
            #expect(stage.log[0].warning == nil)
            stage.advance(60)
            let keys = Set(stage.sent.map { $0.signing?.key ?? "s" })
            #expect(stage.sent.count == 2)
            #expect(keys.count == 1 && !keys.contains("s"))
            #expect(stage.log[0].warning?.contains("accepted a signature") == true)
        }
    }

    @Test func `a delayed delivery is due like a timer, and then tried like any other`() throws {
        var stage = try WebhookStage(then: #"{"delay":"PT5M"}"#)
        try stage.pay("order-0001")
        let id = stage.log[0].id
        #expect(stage.states == [.pending])
        #expect(stage.log[0].nextAttemptAt == Run.start + .seconds(300))
        #expect(stage.pending().isEmpty)
        #expect(stage.pending(299).isEmpty)
        #expect(stage.pending(300).map(\.kind) == [.delivery])
        #expect(stage.pending(300).map(\.passesByItself) == [false])
        let ran = stage.advance(600)
        #expect(ran.map(\.at) == [Run.start + .seconds(300)])
        #expect(ran.map(\.kind) == [.delivery])
        #expect(ran.map(\.id) == [id])
        #expect(stage.log[0].attempts.map(\.at) == [Run.start + .seconds(300)])
        #expect(stage.sent.map { $0.header("transmission-retried-count") } == ["0"])
        #expect(stage.states == [.succeeded])
    }

    @Test func `a running clock wakes for a delayed delivery`() throws {
        var stage = try WebhookStage(then: #"{"delay":"PT2S"}"#, mode: "system")
        try stage.pay("order-0001")
        #expect(stage.sandbox.nextWallDue() == stage.wall + .seconds(2))
        stage.wall = stage.wall + .seconds(2)
        stage.apply(Tick())
        #expect(stage.states == [.sending])
    }

    @Test func `things due at one instant run in the order in which they were scheduled`() throws {
        var stage = try WebhookStage(
            #"""
            "endpoints":[{"url":"http://a/"}],"retries":["PT10M"],
            "rules":[{"on":"*","when":{"orderId":"order-late"},"then":{"delay":"PT10M"}}]
            """#
        )
        func alarm(_ id: String) -> SetAlarm {
            SetAlarm(Alarm(id: id, at: Run.start + .seconds(600), url: "http://a/alarm"))
        }
        stage.apply(alarm("first"))
        try stage.pay("order-late")
        // A payment that is not confirmed expires after ten minutes.
        let terms = PaymentTerms(orderId: "order-left", orderName: "mug", amount: 1000)
        stage.apply(BuyerVisit(merchant: .api, terms: terms, cardNumber: defaultCardNumber, behavior: .approve))
        try stage.pay("order-retried")
        stage.end(500)
        stage.apply(alarm("last"))
        let left = stage.sandbox.payments[1].paymentKey
        let ran = stage.advance(600)
        #expect(Set(ran.map(\.at)) == [Run.start + .seconds(600)])
        #expect(ran.map(\.kind) == [.alarm, .delivery, .expiry, .delivery, .alarm])
        #expect(ran.map(\.id) == ["first", stage.log[0].id, left, stage.log[1].id, "last"])
        // What they sent went in that order too.
        #expect(stage.orders == ["order-retried", "order-late", "order-left", "order-retried"])
    }

    @Test func `what is held or dropped leaves the sandbox quiet`() throws {
        var held = try WebhookStage(then: #"{"hold":true}"#)
        var dropped = try WebhookStage(then: #"{"drop":true}"#)
        try held.pay("order-0001")
        try dropped.pay("order-0001")
        for stage in [held, dropped] {
            #expect(stage.pending(86_400).isEmpty)
            #expect(!stage.sandbox.isSending)
            #expect(stage.sent.isEmpty)
        }
    }
}
