import Foundation
import JSON
import Routing
import SandboxCore
import Scenarios
import Testing
import TossAPI

/// One run of a sandbox, written down: every answer and every webhook as text.
struct Run {
    static let start = Instant(microseconds: 1_767_571_200_000_000)

    var sandbox: Sandbox
    private(set) var transcript: [String] = []
    /// Every command with its instant, and what came out in the words of a journal.
    private(set) var journal: [(command: any SandboxCommand, at: Instant, outcome: [UInt8])] = []
    /// Only the wall clock differs between two runs; under a manual clock nothing may depend on it.
    private var wall: Instant
    private let step: Duration
    /// What receivers answer, one after the other; 200 when there is no more.
    private var receiverStatuses: [Int]

    init(
        name: String = "run",
        scenario: String,
        limits: SandboxLimits = SandboxLimits(),
        wall: Instant = start,
        step: Duration = .zero,
        receiver: [Int] = []
    ) throws {
        let reading = Scenario.read(Array(scenario.utf8))
        sandbox = Sandbox(name: name, scenario: try #require(reading.scenario), limits: limits, openedAt: wall)
        self.wall = wall
        self.step = step
        receiverStatuses = receiver
    }

    /// Applies a command and plays the receivers of what it sends.
    @discardableResult
    mutating func apply<Command: SandboxCommand>(_ command: Command) -> Result<Command.Answer, Command.Failure> {
        wall = wall + step
        let result = sandbox.apply(command, at: wall)
        journal.append((command, wall, CommandOutcome(result, in: sandbox).bytes))
        for effect in result.effects { play(effect) }
        return result.answer
    }

    /// The same for a command of any kind, whose answer nobody asks for.
    mutating func take(_ command: any SandboxCommand) { takeIn(command) }

    private mutating func takeIn(_ command: some SandboxCommand) { apply(command) }

    private mutating func play(_ effect: Effect) {
        guard case .send(let transmission) = effect else { return }
        let headers = transmission.headers.map { "\($0.name): \($0.value)" }.joined(separator: " | ")
        transcript.append(
            "webhook \(transmission.url) | \(headers) | \(String(decoding: transmission.body, as: UTF8.self))"
        )
        let status = receiverStatuses.isEmpty ? 200 : receiverStatuses.removeFirst()
        apply(
            DeliveryOutcome(
                delivery: transmission.delivery,
                epoch: transmission.epoch,
                status: status,
                error: nil,
                durationMilliseconds: 1
            )
        )
    }

    /// Calls the Toss API; the answer's status, headers and body go into the transcript.
    @discardableResult
    mutating func call(
        _ method: String,
        _ path: String,
        _ body: String = "",
        headers: [String: String] = [:],
        merchant: MerchantKind = .api
    ) throws -> (status: Int, body: JSONNode) {
        let fields = headers.merging(["Content-Type": "application/json"]) { own, _ in own }
        let request = APIRequest(
            method: method,
            path: path,
            headers: fields.sorted { $0.key < $1.key }.map { APIRequest.Header(name: $0.key, value: $0.value) },
            body: Array(body.utf8),
            account: merchant.rawValue,
            key: "test_sk_run"
        )
        return try note(apply(ServeCall(try ReceivedCall(request))).get(), as: "\(method) \(path)")
    }

    private mutating func note(_ reply: Reply, as name: String) throws -> (status: Int, body: JSONNode) {
        switch reply {
        case .hold(let request, let epoch, let delay):
            transcript.append("\(name) held for \(delay)")
            return try note(apply(ResumeCall(request: request, epoch: epoch)).get(), as: name)
        case .holdForDeliveries(let request, let epoch, let delay):
            transcript.append("\(name) held for its webhooks, at least for \(delay)")
            // The receivers have been played by now.
            guard !sandbox.awaitsDeliveries(of: request, epoch: epoch) else {
                throw ControlRefusal(.conflict, "no outcome")
            }
            return try note(apply(ResumeCall(request: request, epoch: epoch)).get(), as: name)
        case .send(let answer):
            let headers = answer.headers.map { "\($0.name): \($0.value)" }.joined(separator: " | ")
            let body = String(decoding: answer.body, as: UTF8.self)
            let fault = answer.fault.map { " lost by \($0.kind)" } ?? ""
            transcript.append("\(name) -> \(answer.status)\(fault) | \(headers) | \(body)")
            return (answer.status, answer.body.isEmpty ? JSONNode(.null) : try JSONNode(parsing: answer.body))
        }
    }

    /// A buyer pays; returns the paymentKey.
    mutating func pay(
        _ orderId: String,
        _ amount: Won,
        card: String = defaultCardNumber,
        merchant: MerchantKind = .api
    ) throws
        -> String
    {
        let terms = PaymentTerms(orderId: orderId, orderName: "커피 \(orderId)", amount: amount)
        return try pay(terms, card: card, merchant: merchant)
    }

    mutating func pay(
        _ terms: PaymentTerms,
        card: String = defaultCardNumber,
        merchant: MerchantKind = .api
    ) throws -> String {
        let visit = BuyerVisit(merchant: merchant, terms: terms, cardNumber: card, behavior: .approve)
        let result = apply(visit).get()
        return sandbox.payments[result.payment].paymentKey
    }

    @discardableResult
    mutating func confirm(
        _ key: String,
        _ orderId: String,
        _ amount: Won,
        headers: [String: String] = [:]
    ) throws
        -> (status: Int, body: JSONNode)
    {
        let body = #"{"paymentKey":"\#(key)","orderId":"\#(orderId)","amount":\#(amount)}"#
        return try call("POST", "/v1/payments/confirm", body, headers: headers)
    }

    /// Moves the clock to `offset` from the start, stop by stop.
    mutating func advance(to offset: Duration) {
        while case .success(let step) = apply(StepClock(limit: Self.start + offset)) {
            for item in step.ran { transcript.append("ran \(item.at.preciseTimestamp) \(item.kind) \(item.id)") }
            if step.isLast { return }
        }
    }
}

extension ReceivedCall {
    /// A request that Toss has a call for.
    init(_ request: APIRequest) throws(ControlRefusal) {
        guard case .call(let type, let parameters) = TossPlace(method: request.method, path: request.path) else {
            throw ControlRefusal(.notFound, "\(request.method) \(request.path)")
        }
        self.init(request, type, parameters)
    }
}

extension SandboxCommand {
    /// Carries it out in a sandbox; returns what a journal keeps of what came out.
    func outcome(in sandbox: inout Sandbox, at wall: Instant) -> CommandOutcome {
        CommandOutcome(sandbox.apply(self, at: wall), in: sandbox)
    }
}
