import JSON
import Masking
import SandboxCore
import Scenarios
import Testing
import TossAPI

/// What becomes of things under way when the process that had them is gone.
@Suite struct RecoverTests {
    private static let start = Run.start

    private static func sandbox(_ rules: String = "[]", endpoints: Int = 1) throws -> Sandbox {
        let list = (0..<endpoints).map { #"{"url":"http://localhost:1/\#($0)"}"# }.joined(separator: ",")
        let text =
            #"{"name":"n","description":"d","seed":1,"rules":\#(rules),"webhooks":{"endpoints":[\#(list)]}}"#
        let scenario = try #require(Scenario.read(Array(text.utf8)).scenario)
        return Sandbox(name: "a", scenario: scenario, openedAt: start)
    }

    private static func pay(_ sandbox: inout Sandbox, _ orderId: String) throws -> String {
        let terms = PaymentTerms(orderId: orderId, orderName: "n", amount: 1000)
        let visit = BuyerVisit(merchant: .api, terms: terms, cardNumber: "4242424242424242", behavior: .approve)
        guard case .success(let result) = sandbox.apply(visit, at: start).answer else {
            throw ControlRefusal(.conflict, "no visit")
        }
        return sandbox.payments[result.payment].paymentKey
    }

    private static func confirm(
        _ sandbox: inout Sandbox,
        _ key: String,
        _ orderId: String
    ) throws -> CommandResult<ServeCall> {
        let request = APIRequest(
            method: "POST",
            path: "/v1/payments/confirm",
            headers: [
                .init(name: "Content-Type", value: "application/json"), .init(name: "Idempotency-Key", value: orderId),
            ],
            body: Array(#"{"paymentKey":"\#(key)","orderId":"\#(orderId)","amount":1000}"#.utf8),
            account: "api",
            key: "test_sk_a"
        )
        return sandbox.apply(ServeCall(try ReceivedCall(request)), at: start)
    }

    private static func status<Command>(_ result: CommandResult<Command>) -> Int? where Command.Answer == Reply {
        if case .success(.send(let answer)) = result.answer { answer.status } else { nil }
    }

    @Test(arguments: ["before-commit", "after-commit"])
    func `a held request is over: undecided it frees its key, decided it keeps its answer`(phase: String) throws {
        var sandbox = try Self.sandbox(
            #"[{"on":"payments.confirm","times":1,"then":{"delay":"PT9S","phase":"\#(phase)"}}]"#
        )
        let key = try Self.pay(&sandbox, "order-1")
        guard case .success(.hold(let request, let epoch, _)) = try Self.confirm(&sandbox, key, "order-1").answer else {
            throw ControlRefusal(.conflict, "not held")
        }
        #expect(try Self.status(Self.confirm(&sandbox, key, "order-1")) == 409)
        #expect(sandbox.isUnderWay)
        sandbox.apply(Recover(epoch: epoch + 1), at: Self.start)
        let isPaid = sandbox.payments[0].status == .done
        #expect(isPaid == (phase == "after-commit"))
        // Asked again: run for the first time, or the answer that never left.
        #expect(try Self.status(Self.confirm(&sandbox, key, "order-1")) == 200)
        #expect(sandbox.payments[0].status == .done)
        #expect(sandbox.requests.entries.last?.isReplay == isPaid)
        let late = sandbox.apply(ResumeCall(request: request, epoch: epoch), at: Self.start)
        #expect(Self.status(late) == 500)
        #expect(sandbox.requests.entries[0].note?.text.hasPrefix("Interrupted") == true)
    }

    @Test func `webhooks under way are sent again, before those that wait behind them`() throws {
        var sandbox = try Self.sandbox(endpoints: 2)
        let key = try Self.pay(&sandbox, "order-1")
        #expect(try Self.confirm(&sandbox, key, "order-1").effects.count == 2)
        // Waits behind the first ones in each lane.
        sandbox.apply(
            Emission(
                eventType: .paymentStatusChanged,
                subject: .payment(key),
                status: "CANCELED",
                data: JSONObject(),
                url: nil
            ),
            at: Self.start
        )
        let result = sandbox.apply(Recover(epoch: 2), at: Self.start)
        let sent = result.effects.compactMap { if case .send(let item) = $0 { item } else { nil } }
        #expect(sent.map(\.url) == ["http://localhost:1/0", "http://localhost:1/1"])
        #expect(sent.map(\.epoch) == [2, 2])
        for item in sent {
            #expect(String(decoding: item.body, as: UTF8.self).contains(#""status":"DONE""#))
            #expect(item.headers.contains { $0.name.hasSuffix("retried-count") && $0.value == "1" })
        }
        for delivery in sandbox.webhooks.log.prefix(2) {
            #expect(delivery.attempts.map(\.error) == ["interrupted", nil])
            #expect(delivery.state == .sending)
        }
        // The outcome of the attempt before belongs to nobody; that of the new one frees the lane.
        func end(epoch: Int) -> Int {
            let outcome = DeliveryOutcome(
                delivery: sent[0].delivery,
                epoch: epoch,
                status: 200,
                error: nil,
                durationMilliseconds: 1
            )
            return sandbox.apply(outcome, at: Self.start).effects.count
        }
        #expect(end(epoch: 1) == 0)
        #expect(end(epoch: 2) == 1)
    }

    @Test func `alarms that rang ring again`() throws {
        var sandbox = try Self.sandbox()
        let at = Self.start + .seconds(10)
        sandbox.apply(SetAlarm(Alarm(id: "a", at: at, url: "http://localhost:1/alarm")), at: Self.start)
        #expect(sandbox.apply(Tick(), at: at).effects.count == 1)
        let effects = sandbox.apply(Recover(epoch: 2), at: at + .seconds(100)).effects
        guard case .ring(let call)? = effects.first else { throw ControlRefusal(.conflict, "\(effects)") }
        #expect(effects.count == 1)
        #expect(call.now == at)
        #expect(call.epoch == 2)
        sandbox.apply(AlarmOutcome(number: call.number, epoch: 2, next: nil), at: at + .seconds(101))
        #expect(!sandbox.isUnderWay)
    }
}
