import JSON
import SandboxCore
import Scenarios
import Testing
import TossAPI

/// Endpoints without a receiver.
@Suite struct CollectTests {
    /// An attempt as the log shows it.
    private static let attempt = "2026-01-05T09:00:00+09:00 200 - 0"

    private func attempts(_ delivery: Delivery) -> [String] {
        delivery.attempts.map { attempt in
            let took = attempt.durationMilliseconds.map { "\($0)" } ?? "-"
            return "\(attempt.at.preciseTimestamp) \(attempt.status ?? 0) \(attempt.error ?? "-") \(took)"
        }
    }

    @Test(arguments: ["manual", "system"])
    func `what is collected succeeds at once, and nothing is sent`(mode: String) throws {
        var stage = try WebhookStage(
            #""endpoints":[{"url":"collect:"},{"url":"collect:","profile":"legacy","secret":"s"}]"#,
            mode: mode
        )
        try stage.pay("order-0001")
        #expect(stage.states == [.succeeded, .succeeded])
        #expect(stage.log.map(attempts) == [[Self.attempt], [Self.attempt]])
        #expect(stage.log.allSatisfy { $0.warning == nil && !$0.body.isEmpty })
        #expect(stage.sent.isEmpty)
        #expect(stage.pending().isEmpty)
    }

    @Test func `what is collected does not wait for a receiver that is silent`() throws {
        var stage = try WebhookStage(#""endpoints":[{"url":"http://a/"},{"url":"collect:"}]"#)
        try stage.pay("order-0001")
        #expect(stage.states == [.sending, .succeeded])
    }

    static let actions: [(action: String, states: [Delivery.State])] = [
        (#"{"drop":true}"#, [.dropped]), (#"{"hold":true}"#, [.held]), (#"{"delay":"PT1M"}"#, [.pending]),
        (#"{"duplicate":3}"#, [.succeeded, .succeeded, .succeeded]), (#"{"reorder":2}"#, [.held]),
        (#"{"corrupt":true}"#, [.succeeded]), (#"{"before-response":true}"#, [.succeeded]),
    ]

    @Test(arguments: actions)
    func `rules are in effect for what is collected`(action: String, states: [Delivery.State]) throws {
        var stage = try WebhookStage(
            #""endpoints":[{"url":"collect:"}],"rules":[{"on":"*","then":\#(action)}]"#
        )
        guard case .send = try stage.pay("order-0001") else {
            Issue.record("the answer waits")
            return
        }
        #expect(stage.states == states)
        stage.advance(60)
        stage.apply(ReleaseDeliveries(deliveryIds: nil))
        #expect(stage.states == states.map { $0 == .dropped ? .dropped : .succeeded })
        #expect(stage.log.allSatisfy { $0.attempts.count == ($0.state == .dropped ? 0 : 1) })
        #expect(stage.sent.isEmpty)
        #expect(!stage.sandbox.isSending)
    }

    @Test func `thousands that were held are released at once`() throws {
        var stage = try WebhookStage(#""endpoints":[{"url":"collect:","hold":true}]"#)
        for number in 0..<3000 { try stage.pay("order-\(10_000 + number)") }
        stage.apply(ReleaseDeliveries(deliveryIds: nil))
        #expect(stage.states.allSatisfy { $0 == .succeeded })
    }

    @Test func `an event can be sent nowhere, and sent again`() throws {
        var stage = try WebhookStage(#""endpoints":[{"url":"http://a/"}]"#)
        let emission = Emission(
            eventType: .billingDeleted,
            subject: .billingKey("k"),
            status: nil,
            data: JSONObject(),
            url: "collect:"
        )
        #expect(try stage.apply(emission).get().places == [0])
        #expect(stage.states == [.succeeded])
        stage.apply(ResendDelivery(deliveryId: stage.log[0].id))
        #expect(attempts(stage.log[0]) == [Self.attempt, Self.attempt])
        #expect(stage.sent.isEmpty)
    }
}
