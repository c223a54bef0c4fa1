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
    private(set) var endpointsMade = 0
    /// How many deliveries at the start of the log are forgotten, but for those in `kept`.
    package private(set) var forgotten = 0
    /// Places of old deliveries that are not finished, in the order of the log.
    private var kept: [Int] = []
    /// Those that have finished since.
    private var overdue: Set<Int> = []
    /// What goes one after another: behind a delivery that is queued or under way, the places of those that follow it.
    private var followers: [Int: ArraySlice<Int>] = [:]
    private var collected: [Int] = []
    private let capacity: Int
    /// Places of the deliveries whose attempt is under way.
    package private(set) var sending: Set<Int> = []

    /// Makes a book that remembers so many finished deliveries.
    package init(capacity: Int) { self.capacity = max(1, capacity) }

    /// The deliveries that are remembered, oldest first.
    package var log: some Sequence<Delivery> & Sendable {
        kept.map { deliveries[$0] } + deliveries.dropFirst(forgotten)
    }

    /// Places of the deliveries that somebody has to release, in the order of the log.
    package var held: [Int] { (kept + Array(forgotten..<deliveries.count)).filter { deliveries[$0].state == .held } }

    package func place(of deliveryId: String) -> Int? { placeById[deliveryId] }

    mutating func add(_ setting: EndpointSetting, origin: WebhookEndpoint.Origin) -> WebhookEndpoint {
        endpointsMade += 1
        let endpoint = WebhookEndpoint(
            id: "endpoint-\(endpointsMade)",
            url: setting.url,
            events: setting.events.map(Set.init),
            secret: setting.secret,
            profile: setting.profile,
            origin: origin,
            isHeld: setting.isHeld
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

    /// A book without deliveries, with the endpoints of another one.
    init(capacity: Int, endpoints: [WebhookEndpoint], made: Int) {
        self.init(capacity: capacity)
        self.endpoints = endpoints
        endpointsMade = made
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

    /// Lets go of what the oldest deliveries hold, as soon as they are finished; their places stay.
    private mutating func forgetOldest() {
        if !overdue.isEmpty {
            // One may have been resent meanwhile.
            let gone = overdue.filter { deliveries[$0].isFinished }
            overdue = []
            for place in gone { forget(place) }
            kept.removeAll { gone.contains($0) }
        }
        while deliveries.count - forgotten + kept.count > capacity, forgotten < deliveries.count {
            if deliveries[forgotten].isFinished { forget(forgotten) } else { kept.append(forgotten) }
            forgotten += 1
        }
    }

    private mutating func forget(_ place: Int) {
        placeById[deliveries[place].id] = nil
        deliveries[place].forget()
    }

    /// Puts a delivery into the queue of its lane; one without a receiver succeeds at once.
    mutating func queue(_ place: Int, oneAtATime: Bool, at now: Instant) {
        var next: Int? = place
        while let place = next {
            next = nil
            deliveries[place].nextAttemptAt = nil
            if deliveries[place].endpoint.collects {
                let attempt = Delivery.Attempt(at: now, status: 200, error: nil, durationMilliseconds: 0)
                deliveries[place].attempts.append(attempt)
                conclude(place, as: .succeeded)
                collected.append(place)
                next = takeFollower(of: place)
                continue
            }
            let lane = oneAtATime ? "" : deliveries[place].lane
            // One that has something to send already is ready or busy.
            if lanes[lane] == nil, !busy.contains(lane) { ready.append(lane) }
            lanes[lane, default: FirstInFirstOut()].append(place)
        }
    }

    /// Places of the deliveries that succeeded for want of a receiver, since this was asked before.
    mutating func takeCollected() -> [Int] {
        defer { collected.removeAll() }
        return collected
    }

    /// Ends a delivery; `state` is one of the finished ones.
    mutating func conclude(_ place: Int, as state: Delivery.State) {
        deliveries[place].state = state
        deliveries[place].nextAttemptAt = nil
        if place < forgotten { overdue.insert(place) }
    }

    /// Places of the deliveries to an endpoint that are held or pending, in the order of the log.
    func waiting(for endpoint: String) -> [Int] {
        (kept + Array(forgotten..<deliveries.count)).filter { place in
            let delivery = deliveries[place]
            return delivery.endpoint.id == endpoint && (delivery.state == .held || delivery.state == .pending)
        }
    }

    mutating func hold(_ place: Int) { deliveries[place].state = .held }

    /// Leaves the first attempt to a timer.
    mutating func postpone(_ place: Int, until instant: Instant) { deliveries[place].nextAttemptAt = instant }

    /// Sends held deliveries one after another, also where each has a lane of its own: the next one is queued when the
    /// attempt of the one before has ended, however it did.
    mutating func release(_ places: [Int], oneAtATime: Bool, at now: Instant) {
        guard let first = places.first else { return }
        for place in places { deliveries[place].state = .pending }
        if places.count > 1 { followers[first] = places.dropFirst() }
        queue(first, oneAtATime: oneAtATime, at: now)
    }

    private mutating func takeFollower(of place: Int) -> Int? {
        guard let next = followers[place]?.first, let rest = followers.removeValue(forKey: place)?.dropFirst() else {
            return nil
        }
        if !rest.isEmpty { followers[next] = rest }
        return next
    }

    /// Queues what was to follow a delivery.
    mutating func goOn(after place: Int, oneAtATime: Bool, at now: Instant) {
        if let next = takeFollower(of: place) { queue(next, oneAtATime: oneAtATime, at: now) }
    }

    /// Gives up a delivery that is held or pending, wherever it waits.
    mutating func drop(_ place: Int, oneAtATime: Bool, at now: Instant) {
        if let lane = lanes.first(where: { $0.value.elements.contains(place) })?.key {
            lanes[lane]?.remove(place)
            if lanes[lane]?.isEmpty == true {
                lanes[lane] = nil
                ready.removeAll { $0 == lane }
            }
        } else if let leader = followers.first(where: { $0.value.contains(place) })?.key {
            let rest = followers.removeValue(forKey: leader)?.filter { $0 != place } ?? []
            if !rest.isEmpty { followers[leader] = rest[...] }
        }
        conclude(place, as: .dropped)
        goOn(after: place, oneAtATime: oneAtATime, at: now)
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
            conclude(place, as: .succeeded)
            return nil
        }
        guard deliveries[place].retriesAutomatically, last < retries.count else {
            conclude(place, as: .failed)
            return nil
        }
        // Counted from the instant the attempt began, so that real durations leak nowhere.
        let next = deliveries[place].attempts[last].at + retries[last]
        deliveries[place].state = .pending
        deliveries[place].nextAttemptAt = next
        return next
    }

    /// Ends every attempt under way without an outcome; its delivery goes to the front of its lane, to be sent again.
    mutating func interruptSending() {
        for place in sending.sorted(by: >) {
            guard let lane = laneOfSending.removeValue(forKey: place) else { continue }
            busy.remove(lane)
            let last = deliveries[place].attempts.count - 1
            deliveries[place].attempts[last].error = Delivery.Attempt.interrupted
            deliveries[place].state = .pending
            lanes[lane, default: FirstInFirstOut()].prepend(place)
            ready.insert(lane, at: 0)
        }
        sending = []
    }

    /// Takes a delivery out of the automatic retries for one fresh attempt, as the dashboard's button does.
    mutating func prepareResend(_ place: Int) {
        deliveries[place].retriesAutomatically = false
        deliveries[place].state = .pending
    }

    /// Whether a delivery waits for its turn rather than for the clock.
    package var hasWaiting: Bool { !lanes.isEmpty || !followers.isEmpty }

    /// Places of the deliveries that wait for their turn, in order of the log.
    package var waiting: [Int] { (lanes.values.flatMap(\.elements) + followers.values.joined()).sorted() }
}

/// A queue whose ends cost the same however long it is.
private struct FirstInFirstOut: Sendable {
    private var places: [Int] = []
    private var head = 0

    var isEmpty: Bool { head == places.count }
    var elements: ArraySlice<Int> { places[head...] }

    mutating func append(_ place: Int) { places.append(place) }

    mutating func remove(_ place: Int) {
        if let index = elements.firstIndex(of: place) { places.remove(at: index) }
    }

    mutating func prepend(_ place: Int) {
        places.removeFirst(head)
        head = 0
        places.insert(place, at: 0)
    }

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
