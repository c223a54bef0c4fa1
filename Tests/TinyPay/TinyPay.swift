package import JournalCodec
import Encodings
package import JSON
import Masking
package import Routing
package import SandboxCore
package import Scenarios
package import TossAPI

/// A payment API as unlike Toss's as can be, to show that the engine knows none: bodies are forms, errors come with the
/// status 200, and its headers are its own.
package enum TinyPay: PaymentAPI {
    package struct State: Sendable {
        package var payments: [TinyPayment] = []
    }

    package static let calls: [any APICall.Type] = [TinyCharge.self, TinyLookUp.self]
    package static let name = "TinyPay"
    package static let headers = ["X-Tiny-Once"]
    package static let eventTypes = [EventType.tinyPaid]

    /// What scenario files may name of it.
    package static let words = Vocabulary.API(
        name: "TinyPay",
        calls: [TinyCharge.kind, TinyLookUp.kind],
        statuses: ["PAID"],
        events: ["tiny.paid"],
        codes: [RefusalCode("OUT_OF_SHELLS", httpStatus: 200)]
    )

    package static func begin() -> State { State() }

    package static func idempotencyKey(of call: ReceivedCall) -> String? { call.request.header("x-tiny-once") }
    package static func keeps(status: Int) -> Bool { true }
    package static func forcedRefusal(of request: APIRequest) -> Refusal? { nil }

    package static func refusal(_ cause: EngineCause, note: String) -> Refusal {
        Refusal("\(cause)", note: note)
    }

    package static func status(of refusal: Refusal) -> Int { 200 }
    package static func body(of refusal: Refusal, to call: ReceivedCall) -> [UInt8] {
        Array("ok=no&why=\(percentEncoded(refusal.code))".utf8)
    }
    package static func headers(of answer: AnswerHead, to call: ReceivedCall) -> [APIRequest.Header] {
        [APIRequest.Header(name: "Content-Type", value: "application/x-www-form-urlencoded")]
    }

    package static func payments(in sandbox: Sandbox) -> PaymentRecords {
        let payments = sandbox.state(of: TinyPay.self).payments
        return PaymentRecords(count: payments.count) { payments[$0].record }
    }
    package static func payments(ofOrder orderId: String, in sandbox: Sandbox) -> [PaymentRecord] {
        payments(in: sandbox).filter { $0.orderId == orderId }
    }
    package static func payment(_ paymentKey: String, in sandbox: Sandbox) -> PaymentRecord? {
        payments(in: sandbox).first { $0.paymentKey == paymentKey }
    }
    package static func knows(_ kind: String, _ key: String, in sandbox: Sandbox) -> Bool {
        sandbox.state(of: TinyPay.self).payments.contains { $0.id == key }
    }
    package static func isUntouched(in sandbox: Sandbox) -> Bool { sandbox.state(of: TinyPay.self).payments.isEmpty }
}

package struct TinyPayment: Sendable {
    package let id: String
    package let order: String
    package let won: Won

    package var record: PaymentRecord {
        PaymentRecord(orderId: order, paymentKey: id, status: "PAID", amount: won, balance: won)
    }

    package var body: [UInt8] { Array("ok=yes&id=\(id)&order=\(order)&won=\(won)".utf8) }
}

extension EventType {
    package static let tinyPaid = EventType(rawValue: "tiny.paid")
}

/// What TinyPay's events are about.
package struct TinySubject: EventSubject {
    let order: String

    package func write(to json: inout JSONWriter) { json.masked("tinyOrder", name: order) }
}

/// `POST /tiny/pay` with `order` and `won`.
package struct TinyCharge: APICall {
    package let order: String
    package let won: Won

    package static var api: any PaymentAPI.Type { TinyPay.self }
    package static let places = [CallPlace("POST", "/tiny/pay")]
    package static let kind = CallKind(rawValue: "tiny.pay")

    package init(_ request: APIRequest, _ parameters: PathParameters) throws(Refusal) {
        let pairs = String(decoding: request.body, as: UTF8.self).split(separator: "&").map { pair in
            pair.split(separator: "=", maxSplits: 1).map { percentDecoded($0) ?? "" }
        }
        let form = Dictionary(pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { $1 }
        guard let order = form["order"], let won = form["won"].flatMap({ Int64($0) }), won > 0 else {
            throw Refusal("no order or no money", note: "order and won must be there.")
        }
        (self.order, self.won) = (order, Won(won))
    }

    package var names: CallNames { CallNames(orderId: order) }

    package func describe(_ facts: inout CallFacts, of request: APIRequest, in sandbox: Sandbox) {
        facts.orderId = order
        facts.amount = won.amount
    }

    package typealias Change = TinyPayment

    package func decide(_ work: Work, in sandbox: Sandbox, at now: Instant) throws(Refusal) -> Decision<TinyPayment> {
        if case .refuse(let code, _) = work.plan.action.outcome { throw Refusal(code, note: "A rule says so.") }
        guard !sandbox.state(of: TinyPay.self).payments.contains(where: { $0.order == order }) else {
            throw Refusal("paid before", note: "\(order) was paid before.")
        }
        return .change(TinyPayment(id: "tiny-\(now.microseconds)-\(order)", order: order, won: won))
    }

    package func commit(_ payment: TinyPayment, _ work: Work, in sandbox: inout Sandbox, at now: Instant) -> Answer {
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
        sandbox.issue(IssuedKey(TinyPay.self, "id", payment.id))
        sandbox.note(.tinyPaid, .object(TinySubject(order: order)), causedBy: work.id, at: now)
        return .object(payment.body)
    }

    package func stage(_ change: TinyPayment, from sandbox: Sandbox, on stage: inout Sandbox) -> TinyPayment? { change }

    package func write(to json: inout JSONWriter) {
        json.masked("order", name: order)
        json.member("won", won.amount)
    }

    package init(journal members: JournalObject) throws(JournalError) {
        order = try members.text("order")
        won = try members.won("won")
    }
}

/// `GET /tiny/pay/{id}`.
package struct TinyLookUp: APICall {
    package let id: String

    package static var api: any PaymentAPI.Type { TinyPay.self }
    package static let places = [CallPlace("GET", "/tiny/pay/{id}")]
    package static let kind = CallKind(rawValue: "tiny.look")
    package static let isLookUp = true

    package init(_ request: APIRequest, _ parameters: PathParameters) { id = parameters["id"] ?? "" }

    package var names: CallNames { CallNames(paymentKey: id) }
    package var subject: IssuedKey? { IssuedKey(TinyPay.self, "id", id) }

    package func describe(_ facts: inout CallFacts, of request: APIRequest, in sandbox: Sandbox) {
        facts.paymentKey = id
    }

    package func decide(_ work: Work, in sandbox: Sandbox, at now: Instant) throws(Refusal) -> Decision<Never> {
        guard let payment = sandbox.state(of: TinyPay.self).payments.first(where: { $0.id == id }) else {
            let code = work.call.request.isKnownElsewhere ? "of somebody else" : "unknown"
            throw Refusal(code, note: "There is no \(id).")
        }
        return .show(payment.body)
    }

    package func write(to json: inout JSONWriter) { json.masked("id", name: id) }

    package init(journal members: JournalObject) throws(JournalError) { id = try members.text("id") }
}
