import JSON
import SandboxCore
import Scenarios
import Testing
import TossAPI

/// A sandbox with rules for its webhooks, whose receivers answer when the test says so.
struct WebhookStage {
    var sandbox: Sandbox
    var wall = Run.start
    /// Every attempt, in the order they began.
    private(set) var sent: [Transmission] = []
    /// Those that have not ended.
    private(set) var open: [Transmission] = []
    /// Every alarm that rang, in that order.
    private(set) var rung: [AlarmCall] = []
    /// Those that have not been answered.
    private(set) var ringing: [AlarmCall] = []

    /// A stage whose `webhooks` holds these members; the clock is manual unless another mode is given.
    init(
        _ webhooks: String,
        rules: String = "",
        seed: Int = 3,
        mode: String = "manual",
        limits: SandboxLimits = SandboxLimits()
    ) throws {
        let pace = mode == "scaled" ? #","rate":2"# : ""
        let document = """
            {"name":"stage","description":"d","seed":\(seed),
             "clock":{"mode":"\(mode)","start":"2026-01-05T09:00:00+09:00"\(pace)},
             "rules":[\(rules)],"webhooks":{\(webhooks)}}
            """
        let reading = Scenario.read(Array(document.utf8))
        let scenario = try #require(reading.scenario, "\(reading.problems)")
        sandbox = Sandbox(name: "stage", scenario: scenario, limits: limits, openedAt: wall)
    }

    /// A stage with one endpoint and one rule for all events.
    init(then action: String, more: String = "", mode: String = "manual") throws {
        try self.init(
            #""endpoints":[{"url":"http://a/"}],"rules":[{"name":"r","on":"*"\#(more),"then":\#(action)}]"#,
            mode: mode
        )
    }

    @discardableResult
    mutating func apply<Command: SandboxCommand>(_ command: Command) -> Result<Command.Answer, Command.Failure> {
        let result = sandbox.apply(command, at: wall)
        for case .send(let transmission) in result.effects {
            sent.append(transmission)
            open.append(transmission)
        }
        for case .ring(let call) in result.effects {
            rung.append(call)
            ringing.append(call)
        }
        return result.answer
    }

    /// Sets an alarm so many seconds from the start.
    @discardableResult
    mutating func alarm(_ id: String, at seconds: Int64) -> Result<Alarm, ControlRefusal> {
        apply(SetAlarm(Alarm(id: id, at: Run.start + .seconds(seconds), url: "http://a/\(id)")))
    }

    /// Answers the alarm that has been ringing for longest, or another one, and says when it rings again.
    mutating func answerAlarm(_ index: Int = 0, next seconds: Int64? = nil) {
        guard ringing.indices.contains(index) else { return }
        let call = ringing.remove(at: index)
        let next = seconds.map { Run.start + .seconds($0) }
        apply(AlarmOutcome(number: call.number, epoch: call.epoch, next: next))
    }

    /// Ends the attempt that has been under way for longest; nil is a receiver that cannot be reached.
    mutating func end(_ status: Int? = 200) {
        guard !open.isEmpty else { return }
        let transmission = open.removeFirst()
        let outcome = DeliveryOutcome(
            delivery: transmission.delivery,
            epoch: transmission.epoch,
            status: status,
            error: status == nil ? "refused" : nil,
            durationMilliseconds: 1
        )
        apply(outcome)
    }

    /// Ends every attempt, and those that follow.
    mutating func endAll() { while !open.isEmpty { end() } }

    /// Confirms a payment of 1,000 won or another amount.
    @discardableResult
    mutating func pay(_ orderId: String, _ amount: Won = 1000, customerKey: String? = nil) throws -> Reply {
        var terms = PaymentTerms(orderId: orderId, orderName: "mug", amount: amount)
        terms.customerKey = customerKey
        let visit = BuyerVisit(merchant: .api, terms: terms, cardNumber: defaultCardNumber, behavior: .approve)
        let result = apply(visit).get()
        let key = sandbox.payments[result.payment].paymentKey
        let body = #"{"paymentKey":"\#(key)","orderId":"\#(orderId)","amount":\#(amount)}"#
        return try call("POST", "/v1/payments/confirm", body)
    }

    @discardableResult
    mutating func call(_ method: String, _ path: String, _ body: String = "") throws -> Reply {
        let request = APIRequest(
            method: method,
            path: path,
            headers: [APIRequest.Header(name: "Content-Type", value: "application/json")],
            body: Array(body.utf8),
            account: "api",
            key: "test_sk_stage"
        )
        guard case .success(let reply) = apply(ServeCall(try ReceivedCall(request))) else {
            throw ControlRefusal(.conflict, "no reply")
        }
        return reply
    }

    /// Moves a manual clock by so many seconds, ending every attempt and alarm at each stop; says what ran.
    @discardableResult
    mutating func advance(_ seconds: Int64) -> [ClockStep.Ran] {
        let limit = now + .seconds(seconds)
        var ran: [ClockStep.Ran] = []
        endAll()
        while case .success(let step) = apply(StepClock(limit: limit)) {
            ran += step.ran
            endAll()
            while !ringing.isEmpty { answerAlarm() }
            if step.isLast { break }
        }
        return ran
    }

    var now: Instant { sandbox.clock.now(at: wall) }
    var log: [Delivery] { Array(sandbox.webhooks.log) }
    var states: [Delivery.State] { log.map(\.state) }
    /// The orders of the attempts, in the order they began.
    var orders: [String] { sent.map { log[$0.delivery].orderId ?? "" } }

    func pending(_ seconds: Int64 = 0) -> [Pending] { sandbox.pending(upTo: now + .seconds(seconds), wall: wall) }
}

extension Transmission {
    func header(_ name: String) -> String? { headers.first { $0.name == "tosspayments-webhook-\(name)" }?.value }
}
