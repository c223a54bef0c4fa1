import JSON
import SandboxCore
import Scenarios
import Testing
import TossAPI

/// Which deliveries are remembered: all that are not finished, and so many of those that finished last.
@Suite struct DeliveryLogTests {
    private static func stage(_ webhooks: String, capacity: Int) throws -> WebhookStage {
        try WebhookStage(webhooks, limits: SandboxLimits(deliveries: capacity))
    }

    @Test func `an old delivery that is not finished is kept, and takes nobody's place`() throws {
        var stage = try Self.stage(
            #""endpoints":[{"url":"http://a/"}],"rules":[{"on":"*","times":1,"then":{"hold":true}}]"#,
            capacity: 3
        )
        for number in 1...9 {
            try stage.pay("order-000\(number)")
            stage.endAll()
        }
        func orders() -> [String?] { stage.log.map(\.orderId) }
        #expect(orders() == ["order-0001", "order-0007", "order-0008", "order-0009"])
        let id = stage.log[0].id
        stage.apply(ReleaseDeliveries(deliveryIds: [id]))
        stage.endAll()
        #expect(stage.states == [.succeeded, .succeeded, .succeeded])
        // It finished just now, so it is there to be looked at.
        #expect(orders() == ["order-0001", "order-0008", "order-0009"])
        #expect(stage.log[0].body.isEmpty == false)
        for number in 10...12 {
            try stage.pay("order-00\(number)")
            stage.endAll()
        }
        #expect(orders() == ["order-0010", "order-0011", "order-0012"])
        #expect(stage.sandbox.webhooks.place(of: id) == nil)
        #expect(stage.sandbox.webhooks.forgotten == 9)
    }

    @Test func `bodies count: a few long ones push out many short ones, and the last one stays`() throws {
        var limits = SandboxLimits()
        limits.deliveryBytes = 100_000
        var stage = try WebhookStage(#""endpoints":[{"url":"http://a/"}]"#, limits: limits)
        func emit(_ bytes: Int) {
            let text = JSONNode(.string(String(repeating: "a", count: bytes)))
            let data = JSONObject(members: [.init(name: "x", node: text)])
            let emission = Emission(eventType: .methodUpdated, subject: nil, status: nil, data: data, url: nil)
            stage.apply(emission)
            stage.endAll()
        }
        for _ in 1...50 { emit(10) }
        #expect(stage.log.count == 50)
        for _ in 1...3 { emit(40_000) }
        #expect(stage.sandbox.webhooks.weight <= 100_000)
        #expect(stage.log.last?.body.count ?? 0 > 40_000)
        emit(500_000)
        #expect(stage.log.count == 1)
        emit(10)
        #expect(stage.log.count == 1)
        #expect(stage.sandbox.webhooks.weight < 1000)
    }

    @Test func `with more unfinished ones than there is room for, what finishes stays in the log`() throws {
        var stage = try Self.stage(
            #"""
            "endpoints":[{"url":"http://a/"}],
            "rules":[{"on":"*","when":{"orderId":"held-*"},"then":{"hold":true}}]
            """#,
            capacity: 3
        )
        for number in 1...10 { try stage.pay("held-000\(number)") }
        for number in 1...5 {
            try stage.pay("sent-000\(number)")
            stage.endAll()
            let sent = stage.log.filter { $0.state == .succeeded }.compactMap(\.orderId)
            #expect(sent == (max(1, number - 2)...number).map { "sent-000\($0)" })
        }
        #expect(stage.states.count { $0 == .held } == 10)
    }

    @Test func `what is sent again is not finished, and finishes anew`() throws {
        var stage = try Self.stage(#""endpoints":[{"url":"http://a/"}]"#, capacity: 2)
        for number in 1...2 {
            try stage.pay("order-000\(number)")
            stage.endAll()
        }
        let id = stage.log[0].id
        for _ in 1...3 {
            stage.apply(ResendDelivery(deliveryId: id))
            stage.endAll()
        }
        try stage.pay("order-0003")
        stage.endAll()
        #expect(stage.log.map(\.orderId) == ["order-0001", "order-0003"])
    }

    @Test func `a hundred thousand unfinished ones cost nobody anything`() throws {
        let start = ContinuousClock.now
        var stage = try Self.stage(
            #""endpoints":[{"url":"http://a/"}],"rules":[{"on":"*","then":{"duplicate":100}}]"#,
            capacity: 10
        )
        for number in 0..<1000 { try stage.pay("order-\(10_000 + number)") }
        #expect(stage.sandbox.webhooks.inFlight == 100_000)
        for _ in 1...1000 { stage.end() }
        #expect(stage.log.count { $0.state == .succeeded } == 10)
        #expect(start.duration(to: .now) < .seconds(60))
    }
}
