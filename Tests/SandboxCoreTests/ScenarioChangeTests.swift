import Masking
import SandboxCore
import Scenarios
import Testing
import TossAPI

/// What becomes of webhooks when the scenario or the endpoint goes that they belong to.
@Suite struct ScenarioChangeTests {
    private static func scenario(_ members: String) throws -> Scenario {
        let reading = Scenario.read(Array(#"{"name":"next","description":"d"\#(members)}"#.utf8))
        return try #require(reading.scenario, "\(reading.problems)")
    }

    /// What happened to deliveries since an event.
    private static func told(_ stage: WebhookStage, after last: Int) -> [String] {
        stage.sandbox.events(after: last).compactMap { event in
            guard case .delivery(_, _, let orderId, _, _) = event.subject else { return nil }
            return "\(event.type.rawValue) \(orderId ?? "")"
        }
    }

    @Test(arguments: [true, false])
    func `the endpoints of a scenario take along what waits for them`(isUnloaded: Bool) throws {
        var stage = try WebhookStage(
            #"""
            "endpoints":[{"url":"http://a/"}],
            "rules":[{"on":"*","when":{"orderId":"held-*"},"then":{"hold":true}},
                     {"on":"*","when":{"orderId":"late-*"},"then":{"delay":"PT1M"}}]
            """#
        )
        stage.apply(AddEndpoint(EndpointSetting(url: "http://call/"), origin: .call))
        for order in ["retried-1", "held-2", "late-3", "sending-4", "turn-5"] {
            try stage.pay(order)
            if order == "retried-1" { for _ in 1...2 { stage.end(500) } }
        }
        let last = stage.sandbox.events.last
        stage.apply(LoadScenario(isUnloaded ? nil : try Self.scenario("")))
        if isUnloaded {
            // The first scenario of the stage has a clock, and starts over.
            #expect(stage.log.isEmpty)
            return
        }
        let scenarios = stage.log.filter { $0.endpoint.url == "http://a/" }
        #expect(scenarios.map(\.state) == [.dropped, .dropped, .dropped, .sending, .dropped])
        #expect(
            Self.told(stage, after: last)
                == ["retried-1", "held-2", "late-3", "turn-5"].map { "delivery.dropped \($0)" }
        )
        // What is under way ends, and is not tried again.
        let before = stage.sent.count
        stage.end(500)
        #expect(stage.log.first { $0.orderId == "sending-4" }?.state == .failed)
        stage.advance(1_000_000)
        #expect(stage.sent[before...].allSatisfy { $0.url == "http://call/" })
        #expect(stage.pending(1_000_000).isEmpty)
    }

    @Test func `an answer that waits for a webhook to a removed endpoint leaves`() throws {
        var stage = try WebhookStage(
            #""endpoints":[{"url":"http://a/"},{"url":"http://b/"}],"rules":[{"on":"*","then":{"before-response":true}}]"#
        )
        guard case .holdForDeliveries(let request, let epoch, _) = try stage.pay("order-0001") else { return }
        stage.apply(LoadScenario(try Self.scenario("")))
        stage.end()
        #expect(!stage.sandbox.awaitsDeliveries(of: request, epoch: epoch))
        #expect(stage.states == [.succeeded, .dropped])
    }

    @Test func `what a rule held until more events come goes with it, in the order in which it came`() throws {
        var stage = try WebhookStage(
            #""endpoints":[{"url":"http://a/"}],"rules":[{"on":"*","then":{"reorder":4}}]"#
        )
        stage.apply(AddEndpoint(EndpointSetting(url: "http://call/"), origin: .call))
        for number in 1...3 { try stage.pay("order-000\(number)") }
        stage.apply(DropDelivery(deliveryId: stage.log[3].id))
        stage.apply(LoadScenario(try Self.scenario("")))
        stage.endAll()
        #expect(stage.sent.map(\.url) == ["http://call/", "http://call/"])
        #expect(stage.orders == ["order-0001", "order-0003"])
        #expect(stage.states == [.dropped, .succeeded, .dropped, .dropped, .dropped, .succeeded])
        #expect(stage.pending().isEmpty)
        // What somebody else holds stays.
        stage.apply(AddEndpoint(EndpointSetting(url: "http://held/", isHeld: true), origin: .call))
        try stage.pay("order-0004")
        stage.endAll()
        stage.apply(LoadScenario(try Self.scenario(#","webhooks":{"endpoints":[{"url":"http://c/"}]}"#)))
        #expect(stage.states.last == .held)
    }

    @Test func `events for a removed endpoint do not fill a batch`() throws {
        var stage = try WebhookStage(
            #""endpoints":[{"url":"http://a/"},{"url":"http://b/"}],"rules":[{"on":"*","then":{"reorder":2}}]"#
        )
        try stage.pay("order-0001")
        stage.apply(RemoveEndpoint(id: "endpoint-1"))
        try stage.pay("order-0002")
        stage.endAll()
        #expect(stage.sent.map(\.url) == ["http://b/", "http://b/"])
        #expect(stage.orders == ["order-0002", "order-0001"])
        try stage.pay("order-0003")
        stage.apply(RemoveEndpoint(id: "endpoint-2"))
        #expect(stage.states == [.dropped, .succeeded, .succeeded, .dropped])
    }

    @Test func `a reset and a snapshot have the batches of their own`() throws {
        var stage = try WebhookStage(#""endpoints":[{"url":"http://a/"}],"rules":[{"on":"*","then":{"reorder":2}}]"#)
        try stage.pay("order-0001")
        stage.apply(TakeSnapshot(name: "half"))
        try stage.pay("order-0002")
        stage.endAll()
        stage.apply(RestoreSnapshot("half"))
        try stage.pay("order-0003")
        stage.endAll()
        #expect(stage.orders.suffix(2) == ["order-0003", "order-0001"])
        try stage.pay("order-0004")
        stage.apply(ResetSandbox(.data))
        try stage.pay("order-0005")
        #expect(stage.states == [.held])
        try stage.pay("order-0006")
        #expect(stage.open.count == 1)
    }

    @Test func `a removed endpoint with a long queue is gone at once`() throws {
        let start = ContinuousClock.now
        var stage = try WebhookStage(
            #""endpoints":[{"url":"http://a/"}],"rules":[{"on":"*","then":{"duplicate":100}}]"#
        )
        for number in 0..<300 { try stage.pay("order-\(10_000 + number)") }
        stage.apply(RemoveEndpoint(id: "endpoint-1"))
        #expect(stage.sandbox.webhooks.inFlight == 1)
        #expect(start.duration(to: .now) < .seconds(60))
    }
}
