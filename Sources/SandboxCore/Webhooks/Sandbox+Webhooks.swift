import JSON
import Masking
import Scenarios
import TossAPI

extension Sandbox {
    /// Logs the deliveries for each receiver and sends them on their way; returns their places in the log.
    ///
    /// What people ask for by a call obeys no rules.
    @discardableResult
    mutating func send(
        _ message: some WebhookMessage,
        to receivers: [WebhookEndpoint],
        causedBy request: Int?,
        obeysRules: Bool = true
    ) -> [Int] {
        var facts = message.facts
        facts.request = request
        let firing = obeysRules && !receivers.isEmpty ? firingRule(for: facts, at: message.now) : nil
        let rule = firing.map { scenario.webhookRules[$0] }
        var places: [Int] = []
        for endpoint in receivers {
            let id = identifiers.deliveryId(message.api.deliveryPrefix, at: message.createdAt)
            let body = message.body(for: endpoint.profile)
            for copy in 1...(rule?.action.copies ?? 1) {
                let delivery = Delivery(
                    id: copy == 1 ? id : "\(id)-\(copy)",
                    transmissionId: id,
                    api: message.api,
                    endpoint: endpoint,
                    eventType: facts.eventType,
                    orderId: facts.orderId,
                    paymentKey: facts.paymentKey,
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
        return Transmission(
            deliveryId: delivery.id,
            delivery: place,
            epoch: epoch,
            url: delivery.endpoint.url,
            headers: delivery.api.headers(of: delivery, at: now),
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
