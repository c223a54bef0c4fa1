import Scenarios
import TossAPI

/// What becomes of deliveries: at once, later, when somebody says so, or never.
extension Sandbox {
    /// The place of the webhook rule that decides this event, asked once however many endpoints take it.
    mutating func firingRule(for event: EventFacts, at now: Instant) -> Int? {
        guard !scenario.webhookRules.isEmpty else { return nil }
        return scenario.firing(for: event, at: now, records: &life.webhookRules)?.place
    }

    /// Sends new deliveries of one event on their way, as its rule and their endpoints want it.
    ///
    /// An endpoint that holds everything wins over all but a drop; nobody waits for what is held there.
    mutating func conduct(_ places: [Int], by rule: Int?, causedBy request: Int?, at now: Instant) {
        let action = rule.map { scenario.webhookRules[$0].action } ?? WebhookAction()
        // Asked before any of them is queued: they may go behind each other, but not behind somebody else's.
        let asker = action.precedesResponse ? request : nil
        let late = Set(asker == nil ? [] : places.filter { webhooks.isBehindPreceding($0) })
        var batch: [Int] = []
        for place in places {
            let endpoint = webhooks.deliveries[place].endpoint
            if action.drops {
                webhooks.conclude(place, as: .dropped)
                note(.deliveryDropped, delivery: place, causedBy: request, at: now)
            } else if action.holds || endpoint.isHeld || action.reorder != nil {
                webhooks.hold(place)
                note(.deliveryHeld, delivery: place, causedBy: request, at: now)
                if !action.holds, !endpoint.isHeld { batch.append(place) }
            } else if let delay = action.delay {
                webhooks.postpone(place, until: now + delay)
                schedule(.retry(delivery: place), at: now + delay)
            } else {
                if let asker, !endpoint.collects {
                    webhooks.putBeforeAnswer(place)
                    if !late.contains(place) { life.awaited.await(place, by: asker) }
                }
                webhooks.queue(place, at: now)
            }
        }
        guard let rule, let size = action.reorder, !batch.isEmpty else { return }
        let log = webhooks.deliveries
        let ordered = life.reordering.gather(batch, for: rule, size: size) { log[$0].state == .held }
        if let ordered { letGo(ordered, at: now) }
    }

    /// Sends held deliveries one after another.
    mutating func letGo(_ places: [Int], at now: Instant) {
        for place in places { note(.deliveryReleased, delivery: place, at: now) }
        webhooks.release(places, at: now)
    }

    /// Gives deliveries up that are held or pending, and says so.
    mutating func giveUp(_ places: [Int], at now: Instant) {
        webhooks.drop(places, at: now)
        for place in places {
            life.awaited.conclude(place)
            note(.deliveryDropped, delivery: place, at: now)
        }
    }

    static func unknownDelivery(_ id: String) -> ControlRefusal {
        ControlRefusal(.notFound, "No delivery has the id \(id). GET …/deliveries lists them.")
    }

    /// Whether the answer to a request still waits for webhooks that go before it.
    ///
    /// False once the life of the sandbox in which it was asked is over: then nothing is left to wait for.
    package func awaitsDeliveries(of request: Int, epoch: Int) -> Bool {
        epoch == self.epoch && life.awaited.isAwaited(by: request)
    }

    /// Whether an answer waits for webhooks of which none has its turn yet.
    ///
    /// They stand behind webhooks that no answer waits for; should the receiver of one of those be who asks, all of them
    /// would wait for each other.
    package func awaitsTurn(of request: Int, epoch: Int) -> Bool {
        epoch == self.epoch && life.awaited.isAwaited(by: request)
            && life.awaited.places(of: request).allSatisfy { !webhooks.isSending($0) }
    }
}
