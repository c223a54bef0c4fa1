package import Scenarios
package import TossAPI

/// What the engine asks about Toss's payments and keys.
extension TossPayments {
    package static func payments(in sandbox: Sandbox) -> PaymentRecords {
        let payments = sandbox.payments.payments
        let places = payments.indices.filter { payments[$0].state != .usedForBilling }
        return PaymentRecords(count: places.count) { PaymentRecord(payments[places[$0]]) }
    }

    package static func payments(ofOrder orderId: String, in sandbox: Sandbox) -> [PaymentRecord] {
        sandbox.payments.all(ofOrder: orderId).map { PaymentRecord($0) }
    }

    package static func payment(_ paymentKey: String, in sandbox: Sandbox) -> PaymentRecord? {
        sandbox.payment(paymentKey).map { PaymentRecord($0) }
    }

    package static func silence(about paymentKey: String, in sandbox: Sandbox) -> String? {
        guard let payment = sandbox.payment(paymentKey) else { return nil }
        let orderId = payment.terms.orderId
        if payment.type == .billing, payment.cancels.isEmpty {
            return "Toss announces no billing charge, and \(orderId) is one; "
                + "only an endpoint with the profile \"legacy\" hears of it"
        }
        guard payment.deadline != nil else { return nil }
        return "\(orderId) is \(payment.status.rawValue), and Toss announces no status before DONE"
    }

    package static func isUntouched(in sandbox: Sandbox) -> Bool {
        sandbox.payments.isEmpty && sandbox.billing.keys.isEmpty && sandbox.billing.authorizations.isEmpty
    }

    package static func complete(_ facts: inout CallFacts, in sandbox: Sandbox) {
        if let key = facts.billingKey, let place = sandbox.billing.place(of: key) {
            facts.fill(from: sandbox.billing[place])
        }
        guard let payment = payment(of: facts, in: sandbox) else { return }
        if facts.kind == .cancel { facts.amount = facts.amount ?? payment.balance.amount }
        facts.fill(from: payment)
    }

    /// The payment a call names by its key, or, when it has none, by its order.
    private static func payment(of call: CallFacts, in sandbox: Sandbox) -> Payment? {
        if let key = call.paymentKey { return sandbox.payment(key) }
        guard call.kind != .billingCharge, let orderId = call.orderId else { return nil }
        let places = MerchantKind.allCases.compactMap { sandbox.payments.place(ofOrder: orderId, merchant: $0) }
        return places.first.map { sandbox.payments[$0] }
    }

    package static func cardUse(of facts: CallFacts, in sandbox: Sandbox) -> (use: CardUse, attempt: Int)? {
        switch facts.kind {
        case .confirm:
            let number = facts.card.map(CardTable.normalized) ?? ""
            return (.payment, sandbox.toss.decidedCharges[number, default: 0] + 1)
        case .billingIssue: return (.billingIssue, 1)
        case .billingCharge:
            let place = facts.billingKey.flatMap { sandbox.billing.place(of: $0) }
            return (.billingCharge, (place.map { sandbox.billing[$0].decidedCharges } ?? 0) + 1)
        default: return nil
        }
    }

    /// A timer is the place of a payment that runs out of time; it may have been confirmed since.
    package static func holds(timer place: Int, at instant: Instant, in sandbox: Sandbox) -> Bool {
        sandbox.payments.payments[place].deadline == instant
    }

    package static func subject(ofTimer place: Int, in sandbox: Sandbox) -> String {
        sandbox.payments[place].paymentKey
    }

    package static func fire(timer place: Int, at instant: Instant, in sandbox: inout Sandbox) -> Bool {
        // A refusal has been noted as an event; nothing has run.
        do throws(Contradiction) {
            try sandbox.apply(.expire, to: place, causedBy: nil, at: instant)
            return true
        } catch {
            return false
        }
    }
}

extension PaymentRecord {
    init(_ payment: Payment) {
        var failure: String?
        if case .aborted(let object) = payment.state { failure = object.code }
        self.init(
            orderId: payment.terms.orderId,
            paymentKey: payment.paymentKey,
            customerKey: payment.terms.customerKey,
            status: payment.status.rawValue,
            amount: payment.terms.amount,
            balance: payment.balance,
            failure: failure,
            isWaiting: payment.deadline != nil
        )
    }
}

/// The keys that Toss gives out.
extension IssuedKey {
    static let paymentKind = "paymentKey"
    fileprivate static let billingKind = "billingKey"
    fileprivate static let authKind = "authKey"

    static func payment(_ paymentKey: String) -> IssuedKey { IssuedKey(TossPayments.self, paymentKind, paymentKey) }
    static func billingKey(_ billingKey: String) -> IssuedKey { IssuedKey(TossPayments.self, billingKind, billingKey) }
    static func authKey(_ authKey: String) -> IssuedKey { IssuedKey(TossPayments.self, authKind, authKey) }
}

extension TossPayments {
    package static func knows(_ kind: String, _ key: String, in sandbox: Sandbox) -> Bool {
        switch kind {
        case IssuedKey.paymentKind: sandbox.payments.knows(key)
        case IssuedKey.billingKind: sandbox.billing.place(of: key) != nil
        case IssuedKey.authKind: sandbox.billing.authorizations[key] != nil
        default: false
        }
    }
}

extension Sandbox {
    /// Whose it is; nil when there is none or it was used up.
    package func merchant(of issued: IssuedKey) -> MerchantKind? {
        switch issued.kind {
        case IssuedKey.paymentKind: payments.place(of: issued.key).map { payments[$0].merchant }
        case IssuedKey.billingKind: billing.place(of: issued.key).map { billing[$0].merchant }
        case IssuedKey.authKind: billing.authorizations[issued.key]?.merchant
        default: nil
        }
    }
}
