import JSON
import Scenarios
import TossAPI

/// What a webhook of Toss says, before it is shaped for one endpoint.
struct TossWebhook: WebhookMessage {
    let eventType: WebhookEvent
    let orderId: String?
    let paymentKey: String?
    /// `data` of the classic envelope, or the whole body of the flat one, as JSON.
    let data: [UInt8]
    /// The payment's status, which the profiles that Toss does not document name events after.
    let status: String?
    let customerKey: String?
    let amount: Won?
    /// The way to pay, in Korean as in answers.
    let method: String?
    /// When it happened, by the sandbox's clock.
    let now: Instant
    /// What the body says about that.
    let createdAt: Instant
    /// Digits of the fraction in `createdAt`.
    let fractionDigits: Int

    var api: any PaymentAPI.Type { TossPayments.self }

    var facts: EventFacts {
        EventFacts(
            eventType: eventType.rawValue,
            orderId: orderId,
            paymentKey: paymentKey,
            customerKey: customerKey,
            method: method,
            status: status,
            amount: amount?.amount
        )
    }

    /// The body for an endpoint of this profile.
    func body(for profile: SignatureProfile) -> [UInt8] {
        // The deposit callback is flat: no eventType, no data, no paymentKey (documented).
        if eventType.envelope == .flat { return data }
        let stamp = createdAt.webhookStamp(fractionDigits: fractionDigits)
        return JSONWriter.bytes(capacity: data.count + 128) { json in
            json.object { json in
                switch profile {
                case .toss: json.member("eventType", eventType.rawValue)
                case .custom(let custom):
                    json.member("eventType", status.flatMap { custom.events[$0] } ?? eventType.rawValue)
                case .legacy: writeLegacyHead(to: &json)
                }
                json.member("createdAt", stamp)
                json.name("data")
                json.raw(data)
            }
        }
    }

    /// The members that guides of 2020 to 2022 read; no fact of Toss.
    private func writeLegacyHead(to json: inout JSONWriter) {
        guard eventType == .paymentStatusChanged else {
            json.member("type", eventType.rawValue)
            json.member("eventType", eventType.rawValue)
            return
        }
        switch status {
        case PaymentStatus.done.rawValue:
            json.member("type", "PAYMENT_APPROVED")
            json.member("eventType", "payment.approved")
        case PaymentStatus.aborted.rawValue:
            json.member("type", "PAYMENT_FAILED")
            json.member("eventType", "payment.failed")
        default:
            json.member("type", "PAYMENT_STATUS_CHANGED")
            json.member("eventType", "payment.status.changed")
        }
        json.member("paymentKey", paymentKey)
        json.member("orderId", orderId)
        json.member("status", status)
        json.member("amount", amount?.amount)
        json.member("customerKey", customerKey)
    }
}
