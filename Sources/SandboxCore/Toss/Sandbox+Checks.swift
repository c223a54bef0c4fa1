import Masking
import Scenarios
import TossAPI

/// What several calls of the Toss API check alike.
extension Sandbox {
    /// The place when the caller owns what stands there: somebody else's is 400, nobody's `refusal` (measured).
    func own(
        _ place: Int?,
        merchant: (Int) -> MerchantKind,
        request: APIRequest,
        otherwise refusal: @autoclosure () -> Refusal
    ) throws(Refusal) -> Int {
        guard let place else { throw request.isKnownElsewhere ? Self.foreign : refusal() }
        guard merchant(place) == request.merchant else { throw Self.foreign }
        return place
    }

    static var foreign: Refusal {
        Refusal(.invalidApiKey, note: "The object belongs to another merchant or to the other key pair.")
    }

    /// The caller's payment with this key.
    func ownPayment(_ key: String, for request: APIRequest) throws(Refusal) -> Int {
        try own(
            payments.place(of: key),
            merchant: { payments[$0].merchant },
            request: request,
            otherwise: Refusal(.notFoundPayment, note: "No payment has the paymentKey \(key).")
        )
    }

    func ownBillingKey(_ key: String, for request: APIRequest) throws(Refusal) -> Int {
        try own(
            billing.place(of: key),
            merchant: { billing[$0].merchant },
            request: request,
            otherwise: Refusal(.notFoundBilling, note: "No such billing key.")
        )
    }

    /// The payment with this key, whoever's it is.
    func payment(_ key: String) -> Payment? { payments.place(of: key).map { payments[$0] } }

    /// What the card company says, or the rule in its place; nil approves.
    func verdict(on card: Card, for use: CardUse, attempt: Int, plan: Plan, at now: Instant) -> Refusal? {
        switch plan.action.outcome {
        case .approve: return nil
        case .refuse(let code, _):
            return Refusal(code, note: "Refused by \(plan.firing?.title ?? "a rule").")
        case .status, .rateLimit, nil: break
        }
        switch scenario.cards.decide(card.number, for: use, attempt: attempt, at: now) {
        case .approve: return nil
        case .refuse(let code):
            return Refusal(code, note: "Refused by the card \(card.maskedNumber), attempt \(attempt).")
        }
    }

    /// Calls without a card still obey a rule that refuses, after the gateway's own checks.
    func refuseIfPlanned(_ plan: Plan) throws(Refusal) {
        if case .refuse(let code, _) = plan.action.outcome {
            throw Refusal(code, note: "Refused by \(plan.firing?.title ?? "a rule").")
        }
    }

    mutating func countCharge(_ card: Card?) {
        if let card { toss.decidedCharges[card.number, default: 0] += 1 }
    }

    /// A charge reached the card company, which could not be asked: its verdict counts, nothing else changes.
    mutating func noteTurnedAway(_ refusal: Refusal, billingKey: String?, causedBy request: Int, at now: Instant) {
        note(
            .chargeTurnedAway,
            .object(TossSubject.turnedAway(billingKey: billingKey.map(MaskedText.init(trusting:)), code: refusal.code)),
            causedBy: request,
            at: now
        )
    }
}

extension Refusal {
    /// Whether it ends the payment: a no of the card company does, trouble on the way to it does
    /// not.
    var endsPayment: Bool {
        switch ErrorCode(rawValue: code)?.httpStatus {
        case 401, 404, 409, 429, nil: false
        case let status?: status < 500
        }
    }
}

extension CallFacts {
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
