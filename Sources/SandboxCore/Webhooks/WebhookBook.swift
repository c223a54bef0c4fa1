import TossAPI

/// A sandbox's endpoints, its delivery log, and who is sent what next.
///
/// With a manual clock one delivery is under way at a time, so that receivers see one order only; otherwise one for each
/// endpoint and order.
package struct WebhookBook: Sendable {
    package private(set) var endpoints: [WebhookEndpoint] = []
    package private(set) var deliveries = SegmentedArray<Delivery>()
    private var placeById: [String: Int] = [:]
    /// Deliveries that wait for their turn, by lane, first one first.
    private var lanes: [String: FirstInFirstOut] = [:]
    private var busy: Set<String> = []
    /// Lanes with something to send and nothing under way, in the order they became so.
    private var ready: [String] = []
    private var endpointsMade = 0
    /// How many deliveries at the start of the log are forgotten.
    private var forgotten = 0
    private let capacity: Int
    /// Places of the deliveries whose attempt is under way.
    package private(set) var sending: Set<Int> = []

    /// Makes a book that remembers so many finished deliveries.
    package init(capacity: Int) { self.capacity = max(1, capacity) }

    /// The deliveries that are remembered, oldest first.
    package var log: some Sequence<Delivery> & Sendable { deliveries.dropFirst(forgotten) }

    package func place(of deliveryId: String) -> Int? { placeById[deliveryId] }

    mutating func add(_ setting: EndpointSetting, origin: WebhookEndpoint.Origin) -> WebhookEndpoint {
        endpointsMade += 1
        let endpoint = WebhookEndpoint(
            id: "endpoint-\(endpointsMade)",
            url: setting.url,
            events: setting.events.map(Set.init),
            secret: setting.secret,
            profile: setting.profile,
            origin: origin
        )
        endpoints.append(endpoint)
        return endpoint
    }

    mutating func removeEndpoint(_ id: String) -> Bool {
        guard let index = endpoints.firstIndex(where: { $0.id == id }) else { return false }
        endpoints.remove(at: index)
        return true
    }

    mutating func removeEndpoints(from origins: Set<WebhookEndpoint.Origin>) {
        endpoints.removeAll { origins.contains($0.origin) }
    }

    /// Forgets every delivery; endpoints stay.
    mutating func forgetDeliveries() {
        let kept = self
        self = WebhookBook(capacity: capacity)
        endpoints = kept.endpoints
        endpointsMade = kept.endpointsMade
    }

    mutating func add(_ delivery: Delivery) -> Int {
        let place = deliveries.count
        deliveries.append(delivery)
        placeById[delivery.id] = place
        forgetOldest()
        return place
    }

    /// Lets go of what the oldest deliveries hold, as long as they are finished; their places stay.
    private mutating func forgetOldest() {
        while deliveries.count - forgotten > capacity, deliveries[forgotten].isFinished {
            placeById[deliveries[forgotten].id] = nil
            deliveries[forgotten].forget()
            forgotten += 1
        }
    }

    /// Puts a delivery into the queue of its lane.
    mutating func queue(_ place: Int, oneAtATime: Bool) {
        let lane = oneAtATime ? "" : deliveries[place].lane
        deliveries[place].nextAttemptAt = nil
        // One that has something to send already is ready or busy.
        if lanes[lane] == nil, !busy.contains(lane) { ready.append(lane) }
        lanes[lane, default: FirstInFirstOut()].append(place)
    }

    /// The next deliveries to send, now marked as under way.
    mutating func startReady(at now: Instant, oneAtATime: Bool) -> [Int] {
        var started: [Int] = []
        // A change from a running to a manual clock leaves lanes behind; they then take turns.
        var taken = 0
        while taken < ready.count, !oneAtATime || sending.isEmpty {
            let lane = ready[taken]
            taken += 1
            guard let place = lanes[lane]?.popFirst() else { continue }
            if lanes[lane]?.isEmpty == true { lanes[lane] = nil }
            busy.insert(lane)
            laneOfSending[place] = lane
            sending.insert(place)
            deliveries[place].state = .sending
            deliveries[place].attempts.append(Delivery.Attempt(at: now))
            started.append(place)
        }
        ready.removeFirst(taken)
        return started
    }

    private var laneOfSending: [Int: String] = [:]

    /// Notes what became of an attempt and frees its lane; returns when the delivery is due again.
    mutating func finish(_ outcome: DeliveryOutcome, retries: [Duration]) -> Instant? {
        let place = outcome.delivery
        guard sending.remove(place) != nil, let lane = laneOfSending.removeValue(forKey: place) else { return nil }
        busy.remove(lane)
        if lanes[lane] != nil { ready.append(lane) }
        let last = deliveries[place].attempts.count - 1
        deliveries[place].attempts[last].status = outcome.status
        deliveries[place].attempts[last].error = outcome.error
        deliveries[place].attempts[last].durationMilliseconds = outcome.durationMilliseconds
        guard !outcome.isSuccess else {
            deliveries[place].state = .succeeded
            return nil
        }
        guard deliveries[place].retriesAutomatically, last < retries.count else {
            deliveries[place].state = .failed
            return nil
        }
        // Counted from the instant the attempt began, so that real durations leak nowhere.
        let next = deliveries[place].attempts[last].at + retries[last]
        deliveries[place].state = .pending
        deliveries[place].nextAttemptAt = next
        return next
    }

    /// Takes a delivery out of the automatic retries for one fresh attempt, as the dashboard's button does.
    mutating func prepareResend(_ place: Int) {
        deliveries[place].retriesAutomatically = false
        deliveries[place].state = .pending
    }

    /// Whether a delivery waits for its turn rather than for the clock.
    package var hasWaiting: Bool { !lanes.isEmpty }

    /// Places of the deliveries that wait for their turn, in order of the log.
    package var waiting: [Int] { lanes.values.flatMap(\.elements).sorted() }
}

/// A queue whose ends cost the same however long it is.
private struct FirstInFirstOut: Sendable {
    private var places: [Int] = []
    private var head = 0

    var isEmpty: Bool { head == places.count }
    var elements: ArraySlice<Int> { places[head...] }

    mutating func append(_ place: Int) { places.append(place) }

    mutating func popFirst() -> Int? {
        guard !isEmpty else { return nil }
        defer {
            head += 1
            if head > 64, head * 2 > places.count {
                places.removeFirst(head)
                head = 0
            }
        }
        return places[head]
    }
}
