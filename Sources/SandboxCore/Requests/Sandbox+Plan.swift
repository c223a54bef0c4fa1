import JSON
import TossAPI

/// Step 2: what is to become of a request, before anybody looks at what it is about.
struct Plan: Sendable {
    /// The answer, when the gateway's own checks are not asked any more.
    var settled: Answer?
    /// The rule that fired.
    var firing: Firing?
    /// Where its answer will be kept; nil when it will not.
    var scope: IdempotencyStore.Scope?

    var rule: Rule? { firing?.rule }
    var action: RuleAction { rule?.action ?? RuleAction() }
}

/// An answer's content, before it has headers and bytes.
enum Answer: Sendable {
    case refusal(Refusal)
    /// A Toss object as JSON, or nothing at all.
    case object([UInt8])
    /// What a rule wants said, with its own status.
    case scripted(status: Int, body: [UInt8]?)
    case replay(IdempotencyStore.StoredAnswer)
    /// An object that shows what did not happen.
    case phantom([UInt8])
    /// Too many calls; the seconds until there may be more.
    case limited(Refusal, retryAfter: Int64)
}

extension Sandbox {
    /// In the order that the real service seems to keep: idempotency, test code, fields; then the scenario's rules.
    ///
    /// Only "test code before existence" is measured, the rest is assumed.
    mutating func plan(_ call: TossCall, at now: Instant) -> Plan {
        let request = call.request
        var plan = Plan()
        if call.endpoint.method == "POST", let key = request.headers.idempotencyKey, !key.isEmpty {
            guard key.unicodeScalars.count <= IdempotencyStore.longestKey else {
                let note = "The key has \(key.unicodeScalars.count) characters; 300 are allowed."
                plan.settled = .refusal(Refusal(.invalidIdempotencyKey, note: note))
                return plan
            }
            let scope = IdempotencyStore.Scope(
                idempotencyKey: key,
                apiKey: request.key,
                method: request.method,
                path: request.path
            )
            switch idempotency.entry(for: scope, at: now) {
            case .inFlight:
                let note = "The first request with this Idempotency-Key has not been answered yet."
                plan.settled = .refusal(Refusal(.idempotentRequestProcessing, note: note))
                return plan
            case .answered(let answer):
                plan.settled = .replay(answer)
                return plan
            case nil: plan.scope = scope
            }
        }
        if let refusal = forcedRefusal(request) {
            plan.settled = .refusal(refusal)
            return plan
        }
        if case .failure(let refusal) = call.input {
            plan.settled = .refusal(refusal)
            return plan
        }
        guard !scenario.rules.isEmpty,
            let firing = scenario.firing(for: facts(of: call), at: now, counters: &life.counters)
        else { return plan }
        plan.firing = firing
        plan.settled = settlement(by: firing, at: now)
        return plan
    }

    /// The answer that `TossPayments-Test-Code` forces.
    ///
    /// It works with test keys only (documented), and there are no others here.
    private func forcedRefusal(_ request: TossRequest) -> Refusal? {
        guard let value = request.headers.testCode else { return nil }
        guard let code = ErrorCode(rawValue: value), code.httpStatus != nil else {
            return Refusal(.invalidTestCode, note: "TossPayments-Test-Code: \(value) is no code of the API.")
        }
        return Refusal(code, note: "Forced by TossPayments-Test-Code.")
    }

    /// What rules may ask about a call; what the body lacks comes from the object it names.
    private func facts(of call: TossCall) -> CallFacts {
        var facts = CallFacts(operation: call.endpoint.operation, header: call.request.header)
        facts.request = requests.nextId - 1
        facts.idempotencyKey = call.request.headers.idempotencyKey
        switch try? call.input.get() {
        case .confirm(let confirm):
            facts.describe(confirm)
            facts.fill(from: payment(confirm.paymentKey))
        case .lookUp(.payment(let key)):
            facts.paymentKey = key
            facts.fill(from: payment(key))
        case .lookUp(.order(let orderId)):
            facts.orderId = orderId
            facts.fill(from: payments.place(ofOrder: orderId, merchant: call.request.merchant).map { payments[$0] })
        case .cancel(let cancel):
            facts.paymentKey = cancel.paymentKey
            facts.cancelReason = cancel.cancelReason
            facts.amount = cancel.cancelAmount?.amount
            let payment = payment(cancel.paymentKey)
            facts.amount = facts.amount ?? payment?.balance.amount
            facts.fill(from: payment)
        case .issue(let issue):
            facts.customerKey = issue.customerKey
            facts.card = billing.authorizations[issue.authKey]?.card.number
            facts.method = PaymentMethod.card.rawValue
        case .issueByCard(let issue):
            facts.customerKey = issue.customerKey
            facts.card = issue.cardNumber
            facts.method = PaymentMethod.card.rawValue
        case .issueFromPayment(let issue):
            facts.describe(issue.confirm)
            facts.customerKey = issue.customerKey
            facts.fill(from: payment(issue.confirm.paymentKey))
        case .charge(let charge):
            facts.billingKey = charge.billingKey
            facts.customerKey = charge.customerKey
            facts.orderId = charge.orderId
            facts.amount = charge.amount.amount
            facts.fill(from: billing.place(of: charge.billingKey).map { billing[$0] })
        case .deleteBillingKey(let key):
            facts.billingKey = key
            facts.fill(from: billing.place(of: key).map { billing[$0] })
        case nil: break
        }
        return facts
    }

    private func payment(_ key: String) -> Payment? { payments.place(of: key).map { payments[$0] } }
}

extension CallFacts {
    fileprivate mutating func describe(_ confirm: ConfirmInput) {
        paymentKey = confirm.paymentKey
        orderId = confirm.orderId
        amount = confirm.amount.amount
    }

    mutating func fill(from payment: Payment?) {
        guard let payment else { return }
        orderId = orderId ?? payment.terms.orderId
        paymentKey = paymentKey ?? payment.paymentKey
        customerKey = customerKey ?? payment.terms.customerKey
        amount = amount ?? payment.terms.amount.amount
        billingKey = billingKey ?? payment.billingKey
        card = payment.card?.number
        method = payment.card.map { _ in PaymentMethod.card.rawValue }
        status = payment.status.rawValue
    }

    mutating func fill(from key: BillingKey?) {
        guard let key else { return }
        customerKey = customerKey ?? key.customerKey
        card = key.card.number
        method = PaymentMethod.card.rawValue
    }
}
