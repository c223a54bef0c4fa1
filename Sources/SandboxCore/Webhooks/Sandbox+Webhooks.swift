import JSON
import Masking
import Scenarios
import TossAPI

extension Sandbox {
    /// Announces a payment's new status as Toss does.
    ///
    /// That is DONE, ABORTED, CANCELED, PARTIAL_CANCELED and EXPIRED, and nothing for a billing charge (documented).
    /// Only endpoints with the legacy profile hear of charges.
    mutating func announce(_ status: PaymentStatus, of place: Int, causedBy request: Int?, at now: Instant) {
        let payment = payments[place]
        let isCharge = payment.type == .billing && (status == .done || status == .aborted)
        let receivers = endpoints.taking(.paymentStatusChanged).filter { !isCharge || $0.profile == .legacy }
        guard !receivers.isEmpty else { return }
        send(message(about: payment, status: status, at: now), to: receivers, causedBy: request)
    }

    mutating func announceDeletion(of billingKey: String, causedBy request: Int?, at now: Instant) {
        let data = JSONWriter.bytes { json in
            json.object { json in
                json.member("billingKey", billingKey)
                json.member("reason", "삭제 API 요청")
            }
        }
        let receivers = endpoints.taking(.billingDeleted)
        guard !receivers.isEmpty else { return }
        send(message(.billingDeleted, data: data, at: now), to: receivers, causedBy: request)
    }

    mutating func message(about payment: Payment, status: PaymentStatus, at now: Instant) -> WebhookMessage {
        let data = JSONWriter.bytes(capacity: 2048) { object(of: payment).write(to: &$0) }
        return message(.paymentStatusChanged, data: data, about: payment, status: status.rawValue, at: now)
    }

    mutating func message(
        _ eventType: WebhookEvent,
        data: [UInt8],
        about payment: Payment? = nil,
        status: String? = nil,
        at now: Instant
    ) -> WebhookMessage {
        // A clock that stands at a whole second would otherwise show receivers one fraction only.
        let isWholeSecond = now.microseconds % 1_000_000 == 0
        let stamp = isWholeSecond ? now + .microseconds(identifiers.fractionMicroseconds()) : now
        return WebhookMessage(
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

    /// Logs the deliveries for each receiver and sends them on their way; returns their places in the log.
    ///
    /// What people ask for by a call obeys no rules.
    @discardableResult
    mutating func send(
        _ message: WebhookMessage,
        to receivers: [WebhookEndpoint],
        causedBy request: Int?,
        obeysRules: Bool = true
    ) -> [Int] {
        let firing = obeysRules && !receivers.isEmpty ? firingRule(for: message) : nil
        let rule = firing.map { scenario.webhookRules[$0] }
        var places: [Int] = []
        for endpoint in receivers {
            let id = identifiers.deliveryId(at: message.createdAt)
            let body = message.body(for: endpoint.profile)
            for copy in 1...(rule?.action.copies ?? 1) {
                let delivery = Delivery(
                    id: copy == 1 ? id : "\(id)-\(copy)",
                    transmissionId: id,
                    endpoint: endpoint,
                    eventType: message.eventType.rawValue,
                    orderId: message.orderId,
                    paymentKey: message.paymentKey,
                    body: body,
                    createdAt: message.createdAt,
                    rule: rule
                )
                if let request { requests.update(request) { $0.events.append(delivery.id) } }
                let place = webhooks.add(delivery)
                note(.deliveryQueued, delivery: place, causedBy: request, at: message.now)
                places.append(place)
            }
        }
        conduct(places, by: firing, causedBy: request, at: message.now)
        return places
    }

    /// Starts every attempt that can start now.
    mutating func startDeliveries(at now: Instant, _ turn: inout Turn) {
        for place in webhooks.takeCollected() { note(.deliverySucceeded, delivery: place, at: now) }
        for place in webhooks.startReady(at: now) {
            note(.deliverySending, delivery: place, at: now)
            turn.effects.append(.send(transmission(of: place, at: now)))
        }
        webhooks.forgetOldest()
    }

    private func transmission(of place: Int, at now: Instant) -> Transmission {
        let delivery = webhooks.deliveries[place]
        let headers = [
            APIRequest.Header(name: "Content-Type", value: "application/json; charset=utf-8"),
            // The time is that of the attempt, the id stays (assumed).
            APIRequest.Header(name: "tosspayments-webhook-transmission-time", value: now.timestamp),
            APIRequest.Header(
                name: "tosspayments-webhook-transmission-retried-count",
                value: String(delivery.attempts.count - 1)
            ),
            APIRequest.Header(name: "tosspayments-webhook-transmission-id", value: delivery.transmissionId),
        ]
        return Transmission(
            deliveryId: delivery.id,
            delivery: place,
            epoch: epoch,
            url: delivery.endpoint.url,
            headers: headers,
            body: delivery.sentBody,
            signing: delivery.signing,
            signedBody: delivery.body
        )
    }

    /// Gives up what has not been delivered to endpoints that are gone: nobody is there for it any more.
    mutating func giveUpWaiting(for gone: [WebhookEndpoint], at now: Instant) {
        if !gone.isEmpty { giveUp(webhooks.waiting(for: Set(gone.map(\.id))), at: now) }
    }
}
