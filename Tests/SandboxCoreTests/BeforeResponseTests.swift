import SandboxCore
import Scenarios
import Testing
import TossAPI

/// Webhooks that arrive before the answer they follow, seen from inside.
@Suite struct BeforeResponseTests {
    /// A stage whose first confirm waits for its webhooks; nil when the answer left at once.
    private static func waiting(
        _ endpoints: String = #"{"url":"http://a/"}"#,
        then action: String = #"{"before-response":true}"#,
        rules: String = "",
        mode: String = "manual"
    ) throws -> (stage: WebhookStage, request: Int, delay: Duration)? {
        var stage = try WebhookStage(
            #""endpoints":[\#(endpoints)],"rules":[{"on":"*","then":\#(action)}]"#,
            rules: rules,
            mode: mode
        )
        guard case .holdForDeliveries(let request, let epoch, let delay) = try stage.pay("order-0001") else {
            return nil
        }
        #expect(epoch == stage.sandbox.epoch)
        return (stage, request, delay)
    }

    @Test(arguments: [200, 500, nil])
    func `the answer waits for the outcome of the first attempt, whatever it is`(status: Int?) throws {
        var (stage, request, delay) = try #require(try Self.waiting())
        #expect(delay == .zero)
        #expect(stage.sandbox.payments[0].status == .done)
        #expect(stage.pending().map(\.kind) == [.delivery])
        #expect(stage.sandbox.requests.entries.last?.status == nil)
        #expect(stage.sandbox.awaitsDeliveries(of: request, epoch: 1))
        stage.end(status)
        #expect(!stage.sandbox.awaitsDeliveries(of: request, epoch: 1))
        guard case .success(.send(let answer)) = stage.apply(ResumeCall(request: request, epoch: 1)) else {
            Issue.record("no answer")
            return
        }
        #expect(answer.status == 200)
        #expect(stage.sandbox.requests.entries.last?.status == 200)
    }

    @Test func `the answer waits for each copy and each receiver`() throws {
        var (stage, request, _) = try #require(
            try Self.waiting(
                #"{"url":"http://a/"},{"url":"http://b/"},{"url":"collect:"},{"url":"http://c/","hold":true}"#,
                then: #"{"before-response":true,"duplicate":2}"#
            )
        )
        for _ in 1...4 {
            #expect(stage.sandbox.awaitsDeliveries(of: request, epoch: 1))
            stage.end()
        }
        #expect(!stage.sandbox.awaitsDeliveries(of: request, epoch: 1))
    }

    private static let two = #"{"url":"http://a/"},{"url":"http://b/"}"#

    /// Whether the answer left at once, with this status.
    private static func leaves(_ reply: Reply, _ status: Int = 200) -> Bool {
        if case .send(let answer) = reply { answer.status == status } else { false }
    }

    @Test(arguments: ["manual", "system", "scaled"], [#"{"url":"http://a/"}"#, two])
    func `what a receiver does with the order meanwhile is answered at once, or it would wait for itself`(
        mode: String,
        endpoints: String
    ) throws {
        var (stage, request, _) = try #require(try Self.waiting(endpoints, mode: mode))
        let key = stage.sandbox.payments[0].paymentKey
        let reply = try stage.call("POST", "/v1/payments/\(key)/cancel", #"{"cancelReason":"r"}"#)
        #expect(Self.leaves(reply))
        #expect(stage.sandbox.awaitsDeliveries(of: request, epoch: 1))
        stage.endAll()
        #expect(!stage.sandbox.awaitsDeliveries(of: request, epoch: 1))
        #expect(stage.states.allSatisfy { $0 == .succeeded })
    }

    @Test(arguments: [#"{"url":"http://a/"}"#, two])
    func `where one webhook goes at a time, another order is answered at once as well`(endpoints: String) throws {
        var (stage, request, _) = try #require(try Self.waiting(endpoints))
        #expect(Self.leaves(try stage.pay("order-0002")))
        #expect(stage.sandbox.awaitsDeliveries(of: request, epoch: 1))
        // When all is over the next one waits again.
        stage.endAll()
        guard case .holdForDeliveries = try stage.pay("order-0003") else {
            Issue.record("it does not wait")
            return
        }
    }

    @Test(arguments: ["system", "scaled"])
    func `where each order has its own turn, another one waits for its webhook`(mode: String) throws {
        var (stage, _, _) = try #require(try Self.waiting(mode: mode))
        guard case .holdForDeliveries = try stage.pay("order-0002") else {
            Issue.record("another order does not wait")
            return
        }
        #expect(stage.open.count == 2)
    }

    @Test(arguments: ["manual", "system"])
    func `a chain of receivers that each do the next thing waits nowhere`(mode: String) throws {
        var (stage, request, _) = try #require(try Self.waiting(mode: mode))
        let key = stage.sandbox.payments[0].paymentKey
        for part in 1...3 {
            // The receiver of the webhook under way asks, is answered, and answers.
            let body = #"{"cancelReason":"r","cancelAmount":100}"#
            #expect(Self.leaves(try stage.call("POST", "/v1/payments/\(key)/cancel", body)), "part \(part)")
            #expect(stage.open.count == 1)
            stage.end(part == 2 ? 500 : 200)
        }
        #expect(!stage.sandbox.awaitsDeliveries(of: request, epoch: 1))
        stage.endAll()
        // A retry has a receiver that may ask, too.
        stage.apply(StepClock(limit: stage.now + .seconds(60)))
        #expect(stage.open.count == 1)
        let body = #"{"cancelReason":"r","cancelAmount":100}"#
        #expect(Self.leaves(try stage.call("POST", "/v1/payments/\(key)/cancel", body)))
    }

    @Test func `a clock that changes its mode takes along who goes before an answer`() throws {
        var (stage, _, _) = try #require(try Self.waiting(mode: "system"))
        _ = try stage.pay("order-0002")
        let body = #"{"cancelReason":"r","cancelAmount":100}"#
        let keys = stage.sandbox.payments.payments.map(\.paymentKey)
        #expect(Self.leaves(try stage.call("POST", "/v1/payments/\(keys[0])/cancel", body)))
        stage.apply(ClockChange(mode: .manual, rate: nil, now: nil))
        #expect(Self.leaves(try stage.pay("order-0003")))
        stage.end()
        #expect(stage.open.count == 1)
        stage.end()
        #expect(stage.orders == ["order-0001", "order-0002", "order-0001"])
        stage.apply(ClockChange(mode: .system, rate: nil, now: nil))
        #expect(stage.orders == ["order-0001", "order-0002", "order-0001", "order-0003"])
        // Its own order is under way, another one is not.
        #expect(Self.leaves(try stage.call("POST", "/v1/payments/\(keys[0])/cancel", body)))
        guard case .holdForDeliveries = try stage.call("POST", "/v1/payments/\(keys[1])/cancel", body) else {
            Issue.record("it does not wait")
            return
        }
    }

    @Test(arguments: ["manual", "system"])
    func `behind a webhook that no answer waits for an answer waits for its turn first`(mode: String) throws {
        var stage = try WebhookStage(
            #"""
            "endpoints":[{"url":"http://a/"}],
            "rules":[{"on":"*","when":{"status":"PARTIAL_CANCELED"},"then":{"before-response":true}}]
            """#,
            mode: mode
        )
        #expect(Self.leaves(try stage.pay("order-0001")))
        let key = stage.sandbox.payments[0].paymentKey
        let body = #"{"cancelReason":"r","cancelAmount":100}"#
        guard
            case .holdForDeliveries(let request, let epoch, _) = try stage.call(
                "POST",
                "/v1/payments/\(key)/cancel",
                body
            )
        else {
            Issue.record("it does not wait")
            return
        }
        #expect(stage.sandbox.awaitsTurn(of: request, epoch: epoch))
        stage.end()
        #expect(!stage.sandbox.awaitsTurn(of: request, epoch: epoch))
        #expect(stage.sandbox.awaitsDeliveries(of: request, epoch: epoch))
        stage.end()
        #expect(!stage.sandbox.awaitsDeliveries(of: request, epoch: epoch))
    }

    @Test func `an answer that left without its webhooks waits for them no longer`() throws {
        var (stage, request, _) = try #require(try Self.waiting())
        stage.apply(ResumeCall(request: request, epoch: 1))
        #expect(!stage.sandbox.awaitsDeliveries(of: request, epoch: 1))
        stage.endAll()
        #expect(stage.states == [.succeeded])
    }

    @Test(arguments: ["manual", "system"])
    func `what is released one after another holds no answer up that goes its own way`(mode: String) throws {
        var stage = try WebhookStage(
            #"""
            "endpoints":[{"url":"http://a/"}],
            "rules":[{"on":"*","times":3,"then":{"hold":true}},{"on":"*","then":{"before-response":true}}]
            """#,
            mode: mode
        )
        for number in 1...3 { try stage.pay("order-000\(number)") }
        stage.apply(ReleaseDeliveries(deliveryIds: nil))
        guard case .holdForDeliveries(let request, let epoch, _) = try stage.pay("order-0004") else {
            Issue.record("it does not wait")
            return
        }
        // Where one goes at a time it has its turn behind the one under way, before those that follow that one.
        #expect(stage.sandbox.awaitsTurn(of: request, epoch: epoch) == (mode == "manual"))
        stage.end()
        if mode == "manual" { stage.end() }
        stage.endAll()
        #expect(!stage.sandbox.awaitsDeliveries(of: request, epoch: epoch))
        #expect(Set(stage.orders).count == 4)
    }

    @Test func `a webhook that was dropped is not waited for any longer`() throws {
        var (stage, request, _) = try #require(try Self.waiting(#"{"url":"http://a/"},{"url":"http://b/"}"#))
        stage.apply(DropDelivery(deliveryId: stage.log[1].id))
        #expect(stage.sandbox.awaitsDeliveries(of: request, epoch: 1))
        stage.end()
        #expect(!stage.sandbox.awaitsDeliveries(of: request, epoch: 1))
    }

    @Test(arguments: ["", #"{"url":"collect:"}"#, #"{"url":"http://a/","hold":true}"#])
    func `without a receiver to wait for the answer leaves at once`(endpoints: String) throws {
        #expect(try Self.waiting(endpoints) == nil)
    }

    @Test func `a delay of the answer counts as well`() throws {
        let slow = #"{"on":"payments.confirm","then":{"delay":"PT3S"}}"#
        #expect(try Self.waiting(rules: slow)?.delay == .seconds(3))
    }

    @Test func `a delay before the commit comes first`() throws {
        var stage = try WebhookStage(
            #""endpoints":[{"url":"http://a/"}],"rules":[{"on":"*","then":{"before-response":true}}]"#,
            rules: #"{"on":"payments.confirm","then":{"delay":"PT3S","phase":"before-commit"}}"#
        )
        guard case .hold(let request, let epoch, .seconds(3)) = try stage.pay("order-0001") else {
            Issue.record("not held")
            return
        }
        #expect(stage.log.isEmpty)
        guard
            case .success(.holdForDeliveries(request, epoch, .zero)) = stage.apply(
                ResumeCall(request: request, epoch: epoch)
            )
        else {
            Issue.record("not held for the webhook")
            return
        }
        #expect(stage.states == [.sending])
    }

    @Test func `an answer that is lost after the commit is lost when it leaves`() throws {
        let lost = #"{"on":"payments.confirm","then":{"fault":"reset","phase":"after-commit"}}"#
        var (stage, request, _) = try #require(try Self.waiting(rules: lost))
        stage.end()
        guard case .success(.send(let answer)) = stage.apply(ResumeCall(request: request, epoch: 1)) else { return }
        #expect(answer.fault?.kind == .reset)
    }

    @Test func `a reset ends the wait and the exchange`() throws {
        var (stage, request, _) = try #require(try Self.waiting())
        stage.apply(ResetSandbox(.data))
        #expect(!stage.sandbox.awaitsDeliveries(of: request, epoch: 1))
        guard case .success(.send(let answer)) = stage.apply(ResumeCall(request: request, epoch: 1)) else { return }
        #expect(answer.fault?.kind == .reset)
    }

    @Test func `what expires by itself has no answer to precede`() throws {
        var stage = try WebhookStage(then: #"{"before-response":true}"#)
        let terms = PaymentTerms(orderId: "order-left", orderName: "mug", amount: 1000)
        stage.apply(BuyerVisit(merchant: .api, terms: terms, cardNumber: defaultCardNumber, behavior: .approve))
        stage.advance(3600)
        #expect(stage.states == [.succeeded])
        #expect(stage.log[0].rule == "r")
    }
}
