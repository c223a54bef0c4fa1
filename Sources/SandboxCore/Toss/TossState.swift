import TossAPI
import ValueList

/// What Toss knows in one life of a sandbox.
package struct TossState: Sendable {
    package internal(set) var payments = PaymentStore()
    package internal(set) var billing = BillingStore()
    /// Charges decided so far, by card number; scenarios count attempts by it.
    var decidedCharges: [String: Int] = [:]
    /// Payment keys that were shown and belong to nothing.
    var phantomKeys: Set<String> = []
}

extension Sandbox {
    /// Takes in a payment whose key was not known here; returns its place.
    mutating func add(_ payment: Payment) -> Int {
        issue(.payment(payment.paymentKey))
        return payments.add(payment)
    }

    mutating func add(_ key: BillingKey) {
        issue(.billingKey(key.billingKey))
        billing.add(key)
    }

    mutating func add(_ authorization: BillingAuthorization) {
        issue(.authKey(authorization.authKey))
        billing.add(authorization)
    }

    package internal(set) var toss: TossState {
        _read { yield life.states.box(of: TossState.self).value }
        _modify { yield &life.states.ownBox(of: TossState.self).value }
    }

    package internal(set) var payments: PaymentStore {
        _read { yield life.states.box(of: TossState.self).value.payments }
        _modify { yield &life.states.ownBox(of: TossState.self).value.payments }
    }

    package internal(set) var billing: BillingStore {
        _read { yield life.states.box(of: TossState.self).value.billing }
        _modify { yield &life.states.ownBox(of: TossState.self).value.billing }
    }
}
