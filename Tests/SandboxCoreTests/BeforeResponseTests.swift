import SandboxCore
import Testing
import TossAPI

/// Webhooks that arrive before the answer they follow, seen from inside.
@Suite struct BeforeResponseTests {
    /// A stage whose first confirm waits for its webhooks; nil when the answer left at once.
    private static func waiting(
        _ endpoints: String = #"{"url":"http://a/"}"#,
        then action: String = #"{"before-response":true}"#,
        rules: String = ""
    ) throws -> (stage: WebhookStage, request: Int, delay: Duration)? {
        var stage = try WebhookStage(
            #""endpoints":[\#(endpoints)],"rules":[{"on":"*","then":\#(action)}]"#,
            rules: rules
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
        guard case .reply(.send(let answer)) = stage.apply(.resume(request: request, epoch: 1)) else {
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

    @Test func `what a receiver does with the order meanwhile is answered at once, or it would wait for itself`() throws
    {
        var (stage, request, _) = try #require(try Self.waiting())
        let key = stage.sandbox.payments[0].paymentKey
        guard case .send(let answer) = try stage.call("POST", "/v1/payments/\(key)/cancel", #"{"cancelReason":"r"}"#)
        else {
            Issue.record("the cancel waits")
            return
        }
        #expect(answer.status == 200)
        #expect(stage.sandbox.awaitsDeliveries(of: request, epoch: 1))
        // Another order's webhook still goes before its answer.
        guard case .holdForDeliveries = try stage.pay("order-0002") else {
            Issue.record("another order does not wait")
            return
        }
    }

    @Test func `a webhook that was dropped is not waited for any longer`() throws {
        var (stage, request, _) = try #require(try Self.waiting(#"{"url":"http://a/"},{"url":"http://b/"}"#))
        stage.apply(.drop(deliveryId: stage.log[1].id))
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
            case .reply(.holdForDeliveries(request, epoch, .zero)) = stage.apply(
                .resume(request: request, epoch: epoch)
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
        guard case .reply(.send(let answer)) = stage.apply(.resume(request: request, epoch: 1)) else { return }
        #expect(answer.fault?.kind == .reset)
    }

    @Test func `a reset ends the wait and the exchange`() throws {
        var (stage, request, _) = try #require(try Self.waiting())
        stage.apply(.reset(.data))
        #expect(!stage.sandbox.awaitsDeliveries(of: request, epoch: 1))
        guard case .reply(.send(let answer)) = stage.apply(.resume(request: request, epoch: 1)) else { return }
        #expect(answer.fault?.kind == .reset)
    }

    @Test func `what expires by itself has no answer to precede`() throws {
        var stage = try WebhookStage(then: #"{"before-response":true}"#)
        let terms = PaymentTerms(orderId: "order-left", orderName: "mug", amount: 1000)
        stage.apply(.visit(BuyerVisit(merchant: .api, terms: terms, cardNumber: defaultCardNumber, behavior: .approve)))
        stage.advance(3600)
        #expect(stage.states == [.succeeded])
        #expect(stage.log[0].rule == "r")
    }
}
