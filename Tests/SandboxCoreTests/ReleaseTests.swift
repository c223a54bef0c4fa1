import Masking
import SandboxCore
import Scenarios
import Testing
import TossAPI

/// What calls do to deliveries: release, drop, and what they refuse.
@Suite struct ReleaseTests {
    /// Three held deliveries.
    private static func held(mode: String = "manual", endpointHold: Bool = false) throws -> WebhookStage {
        var stage =
            endpointHold
            ? try WebhookStage(#""endpoints":[{"url":"http://a/","hold":true}]"#, mode: mode)
            : try WebhookStage(then: #"{"hold":true}"#, mode: mode)
        for number in 1...3 { try stage.pay("order-000\(number)") }
        return stage
    }

    @Test(arguments: ["manual", "system"], [false, true])
    func `held deliveries go in the order that is asked for, one after another`(mode: String, endpoint: Bool) throws {
        var stage = try Self.held(mode: mode, endpointHold: endpoint)
        #expect(stage.states == [.held, .held, .held])
        let ids = stage.log.map(\.id)
        guard case .success(let queued) = stage.apply(ReleaseDeliveries(deliveryIds: [ids[1], ids[2], ids[0]]))
        else {
            Issue.record("refused")
            return
        }
        #expect(queued.places == [1, 2, 0])
        #expect(queued.warnings.isEmpty)
        #expect(stage.states == [.pending, .sending, .pending])
        #expect(stage.open.count == 1)
        stage.end(500)
        #expect(stage.open.count == 1)
        stage.endAll()
        #expect(stage.orders == ["order-0002", "order-0003", "order-0001"])
        #expect(stage.states == [.succeeded, .pending, .succeeded])
    }

    @Test(arguments: ["manual", "system"])
    func `without an order all go as they are in the log`(mode: String) throws {
        var stage = try Self.held(mode: mode)
        stage.apply(ReleaseDeliveries(deliveryIds: nil))
        stage.endAll()
        #expect(stage.orders == ["order-0001", "order-0002", "order-0003"])
        #expect(try stage.apply(ReleaseDeliveries(deliveryIds: nil)).get().places.isEmpty)
    }

    @Test func `a release that cannot be done in full is not done at all`() throws {
        var stage = try Self.held()
        let ids = stage.log.map(\.id)
        stage.apply(DropDelivery(deliveryId: ids[2]))
        let refused: [([String], ControlRefusal.Code)] = [
            ([ids[0], "nothing"], .notFound), ([ids[0], ids[2]], .conflict),
            ([ids[0], ids[1], ids[0]], .invalidRequest),
        ]
        for (order, code) in refused {
            guard case .failure(let refusal) = stage.apply(ReleaseDeliveries(deliveryIds: order)) else {
                Issue.record("\(code)")
                continue
            }
            #expect(refusal.code == code)
            #expect(stage.states == [.held, .held, .dropped])
        }
        #expect(stage.sent.isEmpty)
    }

    @Test func `everything for an endpoint that holds is held, but what a rule drops`() throws {
        var stage = try WebhookStage(
            #"""
            "endpoints":[{"url":"http://a/","hold":true},{"url":"http://b/"}],
            "rules":[{"on":"*","attempts":[1],"then":{"delay":"PT1M"}},{"on":"*","times":1,"then":{"drop":true}},
                     {"on":"*","times":2,"then":{"reorder":2}}]
            """#
        )
        for number in 1...4 { try stage.pay("order-000\(number)") }
        #expect(stage.states == [.held, .pending, .dropped, .dropped, .held, .pending, .held, .sending])
        stage.endAll()
        stage.apply(ReleaseDeliveries(deliveryIds: [stage.log[0].id]))
        stage.endAll()
        #expect(stage.log[0].state == .succeeded)
        #expect(stage.log[0].attempts.map(\.at) == [Run.start])
    }

    @Test func `what is held cannot be resent, only released`() throws {
        var stage = try Self.held()
        guard case .failure(let refusal) = stage.apply(ResendDelivery(deliveryId: stage.log[0].id)) else {
            Issue.record("resent")
            return
        }
        #expect(refusal.code == .conflict)
        #expect(refusal.message.text.contains("/release"))
    }

    @Test func `a delivery is dropped wherever it waits, and those behind it go on`() throws {
        // Held; waiting for its turn; waiting behind another one; waiting for its time; waiting for a retry.
        var stage = try WebhookStage(
            #"""
            "endpoints":[{"url":"http://a/"}],
            "rules":[{"on":"*","when":{"orderId":"held-*"},"then":{"hold":true}},
                     {"on":"*","when":{"orderId":"late-*"},"then":{"delay":"PT1M"}}]
            """#
        )
        let orders = ["sent-0", "held-1", "held-2", "held-3", "held-4", "late-5", "turn-6", "turn-7"]
        for order in orders { try stage.pay(order) }
        let ids = stage.log.map(\.id)
        stage.end(500)
        stage.apply(ReleaseDeliveries(deliveryIds: [ids[2], ids[3], ids[4]]))
        // turn-6 is under way, and turn-7 and held-2 wait for their turn.
        #expect(stage.orders == ["sent-0", "turn-6"])
        for index in [0, 1, 2, 3, 5] {
            guard case .success = stage.apply(DropDelivery(deliveryId: ids[index])) else {
                Issue.record("\(orders[index])")
                continue
            }
            #expect(stage.log[index].state == .dropped)
            #expect(stage.log[index].nextAttemptAt == nil)
        }
        stage.endAll()
        stage.advance(86_400)
        #expect(stage.orders == ["sent-0", "turn-6", "turn-7", "held-4"])
        #expect(!stage.sandbox.isSending)
    }

    @Test(arguments: ["manual", "system"])
    func `a lane whose last waiting delivery was dropped goes on with the next`(mode: String) throws {
        var stage = try WebhookStage(#""endpoints":[{"url":"http://a/"}]"#, mode: mode)
        try stage.pay("order-0001")
        try stage.pay("order-0002")
        if mode == "manual" {
            stage.apply(DropDelivery(deliveryId: stage.log[1].id))
            #expect(!stage.sandbox.webhooks.hasWaiting)
        }
        try stage.pay("order-0003")
        stage.endAll()
        #expect(stage.log.last?.state == .succeeded)
        #expect(stage.sent.count == (mode == "manual" ? 2 : 3))
    }

    @Test func `nothing but held and pending deliveries can be dropped`() throws {
        var stage = try WebhookStage(#""endpoints":[{"url":"http://a/"}],"retries":[]"#)
        for number in 1...3 { try stage.pay("order-000\(number)") }
        stage.end(200)
        stage.end(500)
        #expect(stage.states == [.succeeded, .failed, .sending])
        for delivery in stage.log {
            guard case .failure(let refusal) = stage.apply(DropDelivery(deliveryId: delivery.id)) else {
                Issue.record("\(delivery.state)")
                continue
            }
            #expect(refusal.code == .conflict)
            #expect(refusal.message.text.contains(delivery.state.rawValue))
        }
        guard case .failure(let refusal) = stage.apply(DropDelivery(deliveryId: "nothing")) else { return }
        #expect(refusal.code == .notFound)
    }

    @Test func `an endpoint that is removed takes along what it has not been sent`() throws {
        var stage = try WebhookStage(#""endpoints":[{"url":"http://a/","hold":true},{"url":"http://b/"}]"#)
        try stage.pay("order-0001")
        stage.end(500)
        #expect(stage.log.map(\.state) == [.held, .pending])
        for endpoint in stage.sandbox.endpoints.all { stage.apply(RemoveEndpoint(id: endpoint.id)) }
        #expect(stage.log.map(\.state) == [.dropped, .dropped])
        #expect(stage.sandbox.timers(upTo: .latest).isEmpty)
    }
}
