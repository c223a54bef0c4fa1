import JSON
import Locking
import Merchant
import TossAPI
import TossClient

/// A gateway that keeps payments as Toss does, and fails when its script says so.
final class ScriptedToss: TossGateway {
    enum Method: String, Hashable, Sendable { case confirm, lookUp, cancel, issue, charge, delete }

    /// What happens to the next call of a kind; without a word it succeeds.
    enum Reaction: Sendable {
        case succeed
        case loseBefore
        case loseAfter
        case refuse(String)
        case unreachable
        /// The shop's key or program is wrong.
        case misuse(String)
        /// It is done, and the answer says no.
        case refuseAfter(String)
        /// The answer says yes, and nothing is done.
        case lie
    }

    struct RecordedPayment: Sendable {
        var key: String
        var orderID: String
        var status: PaymentStatus
        var amount: Int64
        var cancels: [(key: String, amount: Int64, reason: String)] = []
        var failure: String?
    }

    struct State: Sendable {
        var payments: [RecordedPayment] = []
        var script: [Method: [Reaction]] = [:]
        var calls: [Method] = []
        var keys: [String] = []
        var replies: [String: Result<TossPayment, TossFailure>] = [:]
        var charges = 0
        var made = 0
    }

    let state = Locked(State())
    let clock: ManualClock
    /// Runs once, between Toss's answer to a look-up and its arrival in the shop.
    let afterLookUp = Locked<(@Sendable () async -> Void)?>(nil)
    /// Runs within each charge, before it is decided.
    let duringCharge = Locked<(@Sendable () async -> Void)?>(nil)

    init(_ clock: ManualClock) { self.clock = clock }

    func script(_ call: Method, _ steps: Reaction...) {
        state.withLock { $0.script[call, default: []] += steps }
    }

    func add(_ key: String, _ order: String, _ amount: Won, _ status: PaymentStatus = .inProgress) {
        state.withLock {
            $0.payments.append(RecordedPayment(key: key, orderID: order, status: status, amount: amount.amount))
        }
    }

    func set(_ key: String, _ status: PaymentStatus, failure: String? = nil) {
        state.withLock { state in
            for index in state.payments.indices where state.payments[index].key == key {
                state.payments[index].status = status
                state.payments[index].failure = failure
            }
        }
    }

    func cancelOutside(_ key: String, _ amount: Int64) {
        state.withLock { state in
            for index in state.payments.indices where state.payments[index].key == key {
                state.payments[index].cancels.append(("OUTSIDE-\(key)-\(amount)", amount, "dashboard"))
                let sum = state.payments[index].cancels.reduce(0) { $0 + $1.amount }
                state.payments[index].status = sum == state.payments[index].amount ? .canceled : .partialCanceled
            }
        }
    }

    func count(_ call: Method) -> Int { state.withLock { $0.calls.count { $0 == call } } }
    var charges: Int { state.withLock { $0.charges } }
    var idempotencyKeys: [String] { state.withLock { $0.keys } }
    func cancelled(_ key: String) -> Int64 {
        state.withLock { $0.payments.first { $0.key == key }?.cancels.reduce(0) { $0 + $1.amount } ?? 0 }
    }

    func confirm(_ confirmation: Confirmation, idempotencyKey: String) async throws(TossFailure) -> TossPayment {
        await Task.yield()
        return try perform(.confirm, idempotencyKey) { state, now in
            guard let index = state.payments.firstIndex(where: { $0.key == confirmation.paymentKey }) else {
                return .failure(.refused(status: 404, code: "NOT_FOUND_PAYMENT_SESSION", message: "none"))
            }
            guard state.payments[index].orderID == confirmation.orderId,
                state.payments[index].amount == confirmation.amount.amount
            else { return .failure(.refused(status: 403, code: "FORBIDDEN_REQUEST", message: "another payment")) }
            switch state.payments[index].status {
            case .inProgress:
                state.payments[index].status = .done
                state.charges += 1
                return Self.answer(state.payments[index], now)
            case .done:
                return .failure(.refused(status: 400, code: "ALREADY_PROCESSED_PAYMENT", message: "already"))
            default: return .failure(.refused(status: 404, code: "NOT_FOUND_PAYMENT_SESSION", message: "over"))
            }
        }
    }

    func payment(paymentKey: String) async throws(TossFailure) -> TossPayment {
        let answer: Result<TossPayment, TossFailure>
        do throws(TossFailure) { answer = .success(try lookUp { $0.key == paymentKey }) } catch {
            answer = .failure(error)
        }
        let meanwhile = afterLookUp.withLock { hook in
            defer { hook = nil }
            return hook
        }
        await meanwhile?()
        return try answer.get()
    }

    func payment(orderId: String) async throws(TossFailure) -> TossPayment { try lookUp { $0.orderID == orderId } }

    func cancel(
        paymentKey: String,
        _ cancellation: Cancellation,
        idempotencyKey: String
    ) async throws(TossFailure) -> TossPayment {
        await Task.yield()
        return try perform(.cancel, idempotencyKey) { state, now in
            guard let index = state.payments.firstIndex(where: { $0.key == paymentKey }) else {
                return .failure(.refused(status: 404, code: "NOT_FOUND_PAYMENT", message: "none"))
            }
            let left = state.payments[index].amount - state.payments[index].cancels.reduce(0) { $0 + $1.amount }
            let amount = cancellation.amount?.amount ?? left
            if let believed = cancellation.refundableAmount, believed.amount != left {
                return .failure(
                    .refused(status: 403, code: "NOT_MATCHES_REFUNDABLE_AMOUNT", message: "another balance")
                )
            }
            guard amount <= left, amount > 0 else {
                return .failure(.refused(status: 403, code: "NOT_CANCELABLE_AMOUNT", message: "too much"))
            }
            state.made += 1
            state.payments[index].cancels.append(("CANCEL\(state.made)", amount, cancellation.reason))
            state.payments[index].status = amount == state.payments[index].amount ? .canceled : .partialCanceled
            return Self.answer(state.payments[index], now)
        }
    }

    func issue(
        _ proof: BillingProof,
        customerKey: String,
        idempotencyKey: String
    ) async throws(TossFailure) -> IssuedBillingKey {
        switch take(.issue, idempotencyKey) {
        case .succeed: return IssuedBillingKey(billingKey: "billing-\(customerKey)", card: "43301234****123*")
        case .loseBefore, .loseAfter: throw .unknownOutcome("lost")
        case .refuse(let code), .refuseAfter(let code): throw .refused(status: 400, code: code, message: "no")
        case .unreachable: throw .ourMistake(status: nil, code: nil, message: "nothing there")
        case .misuse(let code): throw .ourMistake(status: 401, code: code, message: "your key")
        case .lie: return IssuedBillingKey(billingKey: "of-nobody", card: nil)
        }
    }

    func charge(
        billingKey: String,
        _ charge: Charge,
        idempotencyKey: String
    ) async throws(TossFailure) -> TossPayment {
        await duringCharge.withLock { $0 }?()
        return try perform(.charge, idempotencyKey) { state, now in
            guard !state.payments.contains(where: { $0.orderID == charge.orderId && $0.status == .done }) else {
                return .failure(.refused(status: 400, code: "DUPLICATED_ORDER_ID", message: "twice"))
            }
            state.charges += 1
            let payment = RecordedPayment(
                key: "bill-\(charge.orderId)",
                orderID: charge.orderId,
                status: .done,
                amount: charge.amount.amount
            )
            state.payments.append(payment)
            return Self.answer(payment, now)
        }
    }

    func deleteBillingKey(_ billingKey: String) async throws(TossFailure) { _ = take(.delete, billingKey) }

    private func take(_ call: Method, _ key: String) -> Reaction {
        state.withLock { state in
            state.calls.append(call)
            state.keys.append(key)
            guard var steps = state.script[call], !steps.isEmpty else { return .succeed }
            let step = steps.removeFirst()
            state.script[call] = steps
            return step
        }
    }

    private func lookUp(_ matches: (RecordedPayment) -> Bool) throws(TossFailure) -> TossPayment {
        switch take(.lookUp, "") {
        case .succeed, .lie: break
        case .loseBefore, .loseAfter: throw .unknownOutcome("lost")
        case .refuse(let code), .refuseAfter(let code): throw .refused(status: 404, code: code, message: "")
        case .unreachable: throw .ourMistake(status: nil, code: nil, message: "nothing there")
        case .misuse(let code): throw .ourMistake(status: 401, code: code, message: "your key")
        }
        guard
            let found = state.withLock({ $0.payments })
                .last(where: matches)
        else { throw .refused(status: 404, code: "NOT_FOUND_PAYMENT", message: "none") }
        return try Self.answer(found, clock.now).get()
    }

    private func perform(
        _ call: Method,
        _ key: String,
        _ body: (inout State, Instant) -> Result<TossPayment, TossFailure>
    ) throws(TossFailure) -> TossPayment {
        let step = take(call, key)
        let now = clock.now
        let reply: Result<TossPayment, TossFailure> = state.withLock { state in
            switch step {
            case .loseBefore: return .failure(.unknownOutcome("lost"))
            case .unreachable: return .failure(.ourMistake(status: nil, code: nil, message: "nothing there"))
            case .misuse(let code): return .failure(.ourMistake(status: 401, code: code, message: "your key"))
            case .succeed, .loseAfter, .refuse, .refuseAfter, .lie: break
            }
            if let reply = state.replies[key] { return reply }
            var reply: Result<TossPayment, TossFailure>
            switch step {
            case .refuse(let code): reply = .failure(.refused(status: 400, code: code, message: "no"))
            case .refuseAfter(let code):
                _ = body(&state, now)
                reply = .failure(.refused(status: 400, code: code, message: "no"))
            case .lie:
                var unreal = state
                reply = body(&unreal, now)
            default: reply = body(&state, now)
            }
            state.replies[key] = reply
            return reply
        }
        if case .loseAfter = step { throw .unknownOutcome("lost") }
        return try reply.get()
    }

    private static func answer(_ payment: RecordedPayment, _ now: Instant) -> Result<TossPayment, TossFailure> {
        let cancelled = payment.cancels.reduce(0) { $0 + $1.amount }
        let isPaid = [.done, .canceled, .partialCanceled].contains(payment.status)
        let bytes = JSONWriter.bytes {
            $0.object { json in
                json.member("paymentKey", payment.key)
                json.member("orderId", payment.orderID)
                json.member("orderName", "thing")
                json.member("status", payment.status.rawValue)
                json.member("method", "카드")
                json.member("totalAmount", payment.amount)
                json.member("balanceAmount", payment.amount - cancelled)
                json.member("requestedAt", now.timestamp)
                json.member("approvedAt", isPaid ? now.timestamp : nil)
                json.member("secret", "ps_secret")
                json.member(
                    "cancels",
                    array: { json in
                        for cancel in payment.cancels {
                            json.object { json in
                                json.member("transactionKey", cancel.key)
                                json.member("cancelAmount", cancel.amount)
                                json.member("cancelReason", cancel.reason)
                                json.member("canceledAt", now.timestamp)
                            }
                        }
                    }
                )
                if let code = payment.failure {
                    json.member(
                        "failure",
                        object: { json in
                            json.member("code", code)
                            json.member("message", "because")
                        }
                    )
                }
            }
        }
        guard let node = try? JSONNode(parsing: bytes), let payment = TossPayment(node) else {
            return .failure(.unknownOutcome("the script is wrong"))
        }
        return .success(payment)
    }
}
