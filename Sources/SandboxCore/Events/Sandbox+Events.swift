import Masking
package import TossAPI

extension Sandbox {
    /// The remembered events whose id is above `id`, oldest first, at most so many.
    package func events(after id: Int, limit: Int = .max) -> [SandboxEvent] { events.events(after: id, limit: limit) }

    /// Notes that something happened, as part of a commit.
    package mutating func note(
        _ type: EventType,
        _ subject: SandboxEvent.Subject,
        causedBy request: Int? = nil,
        at now: Instant
    ) {
        events.add(type, subject, causedBy: request, at: now)
    }

    /// Notes what became of the delivery at this place.
    mutating func note(_ type: EventType, delivery place: Int, causedBy request: Int? = nil, at now: Instant) {
        let delivery = webhooks.deliveries[place]
        let subject = SandboxEvent.Subject.delivery(
            MaskedText(trusting: delivery.id),
            eventType: MaskedText(trusting: delivery.eventType),
            orderId: delivery.orderId.map(MaskedText.init(name:)),
            paymentKey: delivery.paymentKey.map(MaskedText.init(name:)),
            status: delivery.attempts.last?.status
        )
        events.add(type, subject, causedBy: request, at: now)
    }

    /// Notes that a request got its answer.
    mutating func noteAnswer(to id: Int, method: String, path: MaskedText, status: Int, at now: Instant) {
        events.add(.requestAnswered, .request(method: method, path: path, status: status), causedBy: id, at: now)
    }
}
