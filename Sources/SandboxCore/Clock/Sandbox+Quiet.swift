import Scenarios
package import TossAPI

/// Something that keeps a sandbox from being quiet.
package struct Pending: Sendable, Equatable {
    /// What it is: a call that is not decided, a webhook on its way, or something that the clock brings.
    package enum Kind: String, Sendable { case request, delivery, timer }

    /// What it is.
    package let kind: Kind
    /// The request's number in the log, a delivery's id, or what a timer is about.
    package let id: String
    /// When it began or falls due, by the sandbox's clock.
    package let at: Instant
    /// Whether it will pass without anybody moving the clock.
    package let passesByItself: Bool
}

extension Sandbox {
    /// What is in flight, and what falls due up to `limit`; empty means quiet.
    ///
    /// Answers held back after their commit, and retries later than `limit`, do not count.
    package func pending(upTo limit: Instant, wall: Instant) -> [Pending] {
        let now = clock.now(at: wall)
        let undecided = life.held.keys.sorted().compactMap { id -> Pending? in
            guard case .undecided = life.held[id] else { return nil }
            return Pending(kind: .request, id: "\(id)", at: now, passesByItself: true)
        }
        let deliveries = (Array(webhooks.sending).sorted() + webhooks.waiting).map { place in
            let delivery = webhooks.deliveries[place]
            let at = delivery.attempts.last?.at ?? delivery.createdAt
            return Pending(kind: .delivery, id: delivery.id, at: at, passesByItself: true)
        }
        let ringing = (alarms.ringing.map(\.alarm) + alarms.waiting).map {
            Pending(kind: .timer, id: $0.id, at: $0.at, passesByItself: true)
        }
        let timers = timers(upTo: limit).map { due in
            // What is due already waits only for an alarm to be answered.
            let passes = clock.mode != .manual || due.at <= now
            return Pending(kind: kind(of: due), id: id(of: due), at: due.at, passesByItself: passes)
        }
        return undecided + deliveries + ringing + timers
    }

    /// Whether a webhook attempt is under way or waits for its turn; a moving clock waits for it.
    package var isSending: Bool { !webhooks.sending.isEmpty || webhooks.hasWaiting }

    /// Whether an alarm's receiver has not answered yet; a moving clock waits for it.
    package var isRinging: Bool { !alarms.ringing.isEmpty }

    /// A delivery whose first attempt is still to come is a delivery that is on its way; a retry is a timer.
    private func kind(of due: Due) -> Pending.Kind {
        if case .retry(let place) = due.action, webhooks.deliveries[place].attempts.isEmpty {
            .delivery
        } else {
            .timer
        }
    }

    private func id(of due: Due) -> String {
        switch due.action {
        case .timer(let api, let timer): apis.apis[api].subject(ofTimer: timer, in: self)
        case .retry(let place): webhooks.deliveries[place].id
        case .alarm(let number): alarms[number]?.id ?? ""
        }
    }
}
