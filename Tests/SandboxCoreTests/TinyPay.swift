import JournalCodec
import Encodings
import JSON
import Masking
import Routing
import SandboxCore
import Scenarios
import TossAPI

/// A payment API as unlike Toss's as can be, to show that the engine knows none: bodies are forms, errors come with the
/// status 200, and its headers are its own.
enum TinyPay: PaymentAPI {
    struct State: Sendable {
        var payments: [TinyPayment] = []
    }

    static let calls: [any APICall.Type] = [TinyCharge.self, TinyLookUp.self]
    static let headers: Set<String> = ["x-tiny-once"]

    /// What scenario files may name of it.
    static let words = Vocabulary.API(
        name: "TinyPay",
        calls: [TinyCharge.kind, TinyLookUp.kind],
        codes: [RefusalCode("OUT_OF_SHELLS", httpStatus: 200)]
    )

    static func begin() -> State { State() }

    static func idempotencyKey(of call: ReceivedCall) -> String? { call.request.header("x-tiny-once") }
    static func keeps(status: Int) -> Bool { true }
    static func forcedRefusal(of request: APIRequest) -> Refusal? { nil }

    static func refusal(_ cause: EngineCause, note: String) -> Refusal {
        Refusal(ErrorCode(unlisted: "\(cause)"), note: note)
    }

    static func status(of refusal: Refusal) -> Int { 200 }
    static func body(of refusal: Refusal, to call: ReceivedCall) -> [UInt8] {
        Array("ok=no&why=\(percentEncoded(refusal.code.rawValue))".utf8)
    }
    static func headers(of answer: AnswerHead, to call: ReceivedCall) -> [APIRequest.Header] {
        [APIRequest.Header(name: "Content-Type", value: "application/x-www-form-urlencoded")]
    }

    static func payments(in sandbox: Sandbox) -> PaymentRecords {
        let payments = sandbox.state(of: TinyPay.self).payments
        return PaymentRecords(count: payments.count) { payments[$0].record }
    }
    static func payments(ofOrder orderId: String, in sandbox: Sandbox) -> [PaymentRecord] {
        payments(in: sandbox).filter { $0.orderId == orderId }
    }
    static func payment(_ paymentKey: String, in sandbox: Sandbox) -> PaymentRecord? {
        payments(in: sandbox).first { $0.paymentKey == paymentKey }
    }
    static func isUntouched(in sandbox: Sandbox) -> Bool { sandbox.state(of: TinyPay.self).payments.isEmpty }
}

struct TinyPayment: Sendable {
    let id: String
    let order: String
    let won: Won

    var record: PaymentRecord {
        PaymentRecord(orderId: order, paymentKey: id, status: "DONE", amount: won, balance: won)
    }

    var body: [UInt8] { Array("ok=yes&id=\(id)&order=\(order)&won=\(won)".utf8) }
}

/// `POST /tiny/pay` with `order` and `won`.
struct TinyCharge: APICall {
    let order: String
    let won: Won

    static var api: any PaymentAPI.Type { TinyPay.self }
    static let places = [CallPlace("POST", "/tiny/pay")]
    static let kind = CallKind(rawValue: "tiny.pay")

    init(_ request: APIRequest, _ parameters: PathParameters) throws(Refusal) {
        let pairs = String(decoding: request.body, as: UTF8.self).split(separator: "&").map { pair in
            pair.split(separator: "=", maxSplits: 1).map { percentDecoded($0) ?? "" }
        }
        let form = Dictionary(pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { $1 }
        guard let order = form["order"], let won = form["won"].flatMap({ Int64($0) }), won > 0 else {
            throw Refusal(ErrorCode(unlisted: "no order or no money"), note: "order and won must be there.")
        }
        (self.order, self.won) = (order, Won(won))
    }

    var names: CallNames { CallNames(orderId: order) }

    func describe(_ facts: inout CallFacts, of request: APIRequest, in sandbox: Sandbox) {
        facts.orderId = order
        facts.amount = won.amount
    }

    typealias Change = TinyPayment

    func decide(_ work: Work, in sandbox: Sandbox, at now: Instant) throws(Refusal) -> Decision<TinyPayment> {
        if case .refuse(let code, _) = work.plan.action.outcome { throw Refusal(code, note: "A rule says so.") }
        guard !sandbox.state(of: TinyPay.self).payments.contains(where: { $0.order == order }) else {
            throw Refusal(ErrorCode(unlisted: "paid before"), note: "\(order) was paid before.")
        }
        return .change(TinyPayment(id: "tiny-\(now.microseconds)-\(order)", order: order, won: won))
    }

    func commit(_ payment: TinyPayment, _ work: Work, in sandbox: inout Sandbox, at now: Instant) -> Answer {
        sandbox.change(TinyPay.self) { $0.payments.append(payment) }
        sandbox.enter(
            .charge,
            of: won,
            orderId: order,
            paymentKey: payment.id,
            mId: "tiny",
            balance: won,
            transactionKey: payment.id,
            causedBy: work.id,
            at: now
        )
        return .object(payment.body)
    }

    func stage(_ change: TinyPayment, from sandbox: Sandbox, on stage: inout Sandbox) -> TinyPayment? { change }

    func write(to json: inout JSONWriter) {
        json.masked("order", name: order)
        json.member("won", won.amount)
    }

    init(journal members: JournalObject) throws(JournalError) {
        order = try members.text("order")
        won = try members.won("won")
    }
}

/// `GET /tiny/pay/{id}`.
struct TinyLookUp: APICall {
    let id: String

    static var api: any PaymentAPI.Type { TinyPay.self }
    static let places = [CallPlace("GET", "/tiny/pay/{id}")]
    static let kind = CallKind(rawValue: "tiny.look")
    static let isLookUp = true

    init(_ request: APIRequest, _ parameters: PathParameters) { id = parameters["id"] ?? "" }

    var names: CallNames { CallNames(paymentKey: id) }

    func describe(_ facts: inout CallFacts, of request: APIRequest, in sandbox: Sandbox) { facts.paymentKey = id }

    func decide(_ work: Work, in sandbox: Sandbox, at now: Instant) throws(Refusal) -> Decision<Never> {
        guard let payment = sandbox.state(of: TinyPay.self).payments.first(where: { $0.id == id }) else {
            throw Refusal(ErrorCode(unlisted: "unknown"), note: "There is no \(id).")
        }
        return .show(payment.body)
    }

    func write(to json: inout JSONWriter) { json.masked("id", name: id) }

    init(journal members: JournalObject) throws(JournalError) { id = try members.text("id") }
}
