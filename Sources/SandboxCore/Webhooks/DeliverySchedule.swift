import Scenarios
import TossAPI

/// A sandbox's deliveries: the log of them, and which is sent next.
package struct DeliverySchedule: Sendable {
    private var entries: DeliveryLog
    private var lanes = DeliveryLanes()
    /// Whether one delivery is under way at a time, so that receivers see one order only; otherwise one for each
    /// endpoint and order.
    private(set) var isOneAtATime = false
    /// What goes one after another: behind a delivery that is queued or under way, the places of those that follow it.
    private var followers: [Int: ArraySlice<Int>] = [:]
    private var collected: [Int] = []
    /// How many attempts have ended so far.
    package private(set) var attemptsEnded = 0

    /// A schedule that remembers as many finished deliveries as these limits say.
    package init(_ limits: SandboxLimits) { entries = DeliveryLog(limits) }

    mutating func add(_ delivery: Delivery) -> Int { entries.add(delivery) }

    /// Notes that the answer to a request was to wait for a delivery.
    mutating func putBeforeAnswer(_ place: Int) { entries[place].precedesAnswer = true }

    mutating func hold(_ place: Int) { entries[place].state = .held }

    /// Ends a delivery that was never queued; `state` is one of the finished ones.
    mutating func conclude(_ place: Int, as state: Delivery.State) { entries.conclude(place, as: state) }

    /// Lets go of what is too much to remember.
    mutating func forgetOldest() { entries.forgetOldest() }

    /// Lets go of the deliveries that finished first, until those that are left hold at most so many bytes.
    mutating func forget(downTo bytes: Int) { entries.forget(downTo: bytes) }

    /// About how many bytes the finished deliveries hold.
    package var weight: Int { entries.weight }

    /// Sees to it that what is under way to these endpoints is not tried again.
    mutating func stopRetries(to endpoints: [WebhookEndpoint]) {
        guard !endpoints.isEmpty else { return }
        let ids = Set(endpoints.map(\.id))
        for place in lanes.sending where ids.contains(entries[place].endpoint.id) {
            entries[place].retriesAutomatically = false
        }
    }

    /// Says whether one delivery goes at a time; those that wait go on in the order in which they came.
    mutating func arrange(oneAtATime: Bool) {
        guard oneAtATime != isOneAtATime else { return }
        isOneAtATime = oneAtATime
        let entries = entries
        lanes.rearrange { oneAtATime ? Self.onlyLane : entries[$0].lane }
    }

    private static let onlyLane = ""

    /// The lane that a delivery really goes through.
    private func lane(of place: Int) -> String { isOneAtATime ? Self.onlyLane : entries[place].lane }

    /// Whether a delivery would go behind one for which the answer to a request was to wait.
    ///
    /// The receiver of that one may be who asks now, and would wait for itself.
    func isBehindPreceding(_ place: Int) -> Bool { lanes.hasPreceding(in: lane(of: place)) }

    /// Puts a delivery into the queue of its lane; one without a receiver succeeds at once.
    mutating func queue(_ place: Int, at now: Instant) {
        var next: Int? = place
        while let place = next {
            next = nil
            entries[place].nextAttemptAt = nil
            guard entries[place].endpoint.collects else {
                lanes.append(place, to: lane(of: place), precedesAnswer: entries[place].precedesAnswer)
                return
            }
            let attempt = Delivery.Attempt(at: now, status: 200, error: nil, durationMilliseconds: 0)
            entries[place].attempts.append(attempt)
            entries.conclude(place, as: .succeeded)
            collected.append(place)
            next = takeFollower(of: place)
        }
    }

    /// Places of the deliveries that succeeded for want of a receiver, since this was asked before.
    mutating func takeCollected() -> [Int] {
        defer { collected.removeAll() }
        return collected
    }

    /// Leaves the first attempt to a timer.
    mutating func postpone(_ place: Int, until instant: Instant) { entries[place].nextAttemptAt = instant }

    /// Sends held deliveries one after another, also where each has a lane of its own: the next one is queued when the
    /// attempt of the one before has ended, however it did.
    mutating func release(_ places: [Int], at now: Instant) {
        guard let first = places.first else { return }
        for place in places { entries[place].state = .pending }
        if places.count > 1 { followers[first] = places.dropFirst() }
        queue(first, at: now)
    }

    private mutating func takeFollower(of place: Int) -> Int? {
        guard let next = followers[place]?.first, let rest = followers.removeValue(forKey: place)?.dropFirst() else {
            return nil
        }
        if !rest.isEmpty { followers[next] = rest }
        return next
    }

    /// Queues what was to follow a delivery.
    mutating func goOn(after place: Int, at now: Instant) {
        if let next = takeFollower(of: place) { queue(next, at: now) }
    }

    /// Gives up deliveries that are held or pending, wherever they wait; what was to follow them goes on.
    mutating func drop(_ places: [Int], at now: Instant) {
        let dropped = Set(places)
        lanes.remove(dropped, from: Set(places.filter { entries[$0].waitsForTurn }.map(lane(of:))))
        if !followers.isEmpty {
            followers = followers.mapValues { chain in
                chain.contains(where: dropped.contains) ? chain.filter { !dropped.contains($0) }[...] : chain
            }
            followers = followers.filter { !$0.value.isEmpty }
        }
        for place in places {
            entries.conclude(place, as: .dropped)
            goOn(after: place, at: now)
        }
    }

    /// The next deliveries to send, now marked as under way.
    mutating func startReady(at now: Instant) -> [Int] {
        let started = lanes.start()
        for place in started {
            entries[place].state = .sending
            entries[place].attempts.append(Delivery.Attempt(at: now))
        }
        return started
    }

    /// Notes what became of an attempt and frees its lane; returns when the delivery is due again.
    mutating func finish(_ outcome: DeliveryOutcome, retries: [Duration]) -> Instant? {
        let place = outcome.delivery
        guard lanes.finish(place) else { return nil }
        attemptsEnded += 1
        let last = entries[place].attempts.count - 1
        entries[place].attempts[last].status = outcome.status
        entries[place].attempts[last].error = outcome.error
        entries[place].attempts[last].durationMilliseconds = outcome.durationMilliseconds
        guard !outcome.isSuccess else {
            entries.conclude(place, as: .succeeded)
            return nil
        }
        guard entries[place].retriesAutomatically, last < retries.count else {
            entries.conclude(place, as: .failed)
            return nil
        }
        // Counted from the instant the attempt began, so that real durations leak nowhere.
        let next = entries[place].attempts[last].at + retries[last]
        entries[place].state = .pending
        entries[place].nextAttemptAt = next
        return next
    }

    /// Ends every attempt under way without an outcome; its delivery goes to the front of its lane, to be sent again.
    mutating func interruptSending() {
        for place in lanes.interrupt() {
            let last = entries[place].attempts.count - 1
            entries[place].attempts[last].error = Delivery.Attempt.interrupted
            entries[place].state = .pending
        }
    }

    /// Takes a delivery out of the automatic retries for one fresh attempt, as the dashboard's button does.
    mutating func prepareResend(_ place: Int) {
        entries[place].retriesAutomatically = false
        entries.reopen(place)
    }
}

/// What there is, for those who look.
extension DeliverySchedule {
    /// Every delivery by its place; of those that are forgotten only the place is left.
    package var deliveries: SegmentedArray<Delivery> { entries.deliveries }

    /// The deliveries that are remembered, oldest first.
    package var log: some Sequence<Delivery> & Sendable { entries.places.map { entries[$0] } }

    /// How many deliveries are forgotten.
    package var forgotten: Int { entries.forgotten }

    /// The place of a delivery that is remembered.
    package func place(of deliveryId: String) -> Int? { entries.place(of: deliveryId) }

    /// Places of the deliveries that somebody has to release, in the order of the entries.
    package var held: [Int] { entries.places.filter { entries[$0].state == .held } }

    /// Places of the deliveries to these endpoints that are held or pending, in the order of the entries.
    func waiting(for endpoints: Set<String>) -> [Int] {
        entries.places.filter { place in
            let state = entries[place].state
            return (state == .held || state == .pending) && endpoints.contains(entries[place].endpoint.id)
        }
    }

    /// Places of the deliveries whose attempt is under way.
    package var sending: some Collection<Int> & Sendable { lanes.sending }

    /// Whether an attempt of the delivery at this place is under way.
    package func isSending(_ place: Int) -> Bool { lanes.isSending(place) }

    /// Whether a delivery waits for its turn rather than for the clock.
    package var hasWaiting: Bool { lanes.waitingCount > 0 || !followers.isEmpty }

    /// Places of the deliveries that wait for their turn, in order of the entries.
    package var waiting: [Int] { (lanes.waiting + followers.values.joined()).sorted() }

    /// How many deliveries are under way or wait for their turn.
    package var inFlight: Int { sending.count + lanes.waitingCount + followers.values.reduce(0) { $0 + $1.count } }
}
