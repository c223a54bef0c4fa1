import JSON
import Scenarios
import TossAPI

extension Sandbox {
    /// Announces a payment's new status as Toss does.
    ///
    /// That is DONE, ABORTED, CANCELED, PARTIAL_CANCELED and EXPIRED, and nothing for a billing charge (documented).
    /// Only endpoints with the legacy profile hear of charges.
    mutating func announce(_ status: PaymentStatus, of place: Int, causedBy request: Int?, at now: Instant) {
        guard !endpoints.all.isEmpty else { return }
        let isCharge = payments[place].type == .billing && (status == .done || status == .aborted)
        let receivers = endpoints.taking(WebhookEvent.paymentStatusChanged.rawValue).filter {
            !isCharge || $0.profile == .legacy
        }
        guard !receivers.isEmpty else { return }
        send(message(about: payments[place], status: status, at: now), to: receivers, causedBy: request)
    }

    mutating func announceDeletion(of billingKey: String, causedBy request: Int?, at now: Instant) {
        let data = JSONWriter.bytes { json in
            json.object { json in
                json.member("billingKey", billingKey)
                json.member("reason", "삭제 API 요청")
            }
        }
        let receivers = endpoints.taking(WebhookEvent.billingDeleted.rawValue)
        guard !receivers.isEmpty else { return }
        send(message(.billingDeleted, data: data, at: now), to: receivers, causedBy: request)
    }

    mutating func message(about payment: Payment, status: PaymentStatus, at now: Instant) -> TossWebhook {
        let data = JSONWriter.bytes(capacity: 2048) { object(of: payment).write(to: &$0) }
        return message(.paymentStatusChanged, data: data, about: payment, status: status.rawValue, at: now)
    }

    mutating func message(
        _ eventType: WebhookEvent,
        data: [UInt8],
        about payment: Payment? = nil,
        status: String? = nil,
        at now: Instant
    ) -> TossWebhook {
        // A clock that stands at a whole second would otherwise show receivers one fraction only.
        let isWholeSecond = now.microseconds % 1_000_000 == 0
        let stamp = isWholeSecond ? now + .microseconds(identifiers.fractionMicroseconds()) : now
        return TossWebhook(
            eventType: eventType,
            orderId: payment?.terms.orderId,
            paymentKey: payment?.paymentKey,
            data: data,
            status: status,
            customerKey: payment?.terms.customerKey,
            amount: payment?.terms.amount,
            method: payment?.card.map { _ in PaymentMethod.card.rawValue },
            now: now,
            createdAt: stamp,
            fractionDigits: identifiers.fractionDigits()
        )
    }
}
