import Masking
import TossAPI

/// Events about Toss's payments and keys.
extension Sandbox {
    mutating func note(
        _ type: EventType,
        _ payment: Payment,
        amount: Won? = nil,
        causedBy request: Int? = nil,
        at now: Instant
    ) {
        let subject = SandboxEvent.Subject.payment(
            paymentKey: MaskedText(trusting: payment.paymentKey),
            orderId: MaskedText(name: payment.terms.orderId),
            status: payment.status.rawValue,
            amount: amount ?? payment.terms.amount
        )
        events.add(type, subject, causedBy: request, at: now)
    }

    mutating func note(_ type: EventType, _ key: BillingKey, causedBy request: Int? = nil, at now: Instant) {
        let subject = TossSubject.billingKey(
            MaskedText(trusting: key.billingKey),
            customerKey: MaskedText(name: key.customerKey)
        )
        events.add(type, .object(subject), causedBy: request, at: now)
    }

    mutating func note(_ type: EventType, _ authorization: BillingAuthorization, at now: Instant) {
        let subject = TossSubject.authorization(
            authKey: MaskedText(trusting: authorization.authKey),
            customerKey: MaskedText(name: authorization.customerKey)
        )
        events.add(type, .object(subject), causedBy: nil, at: now)
    }
}
