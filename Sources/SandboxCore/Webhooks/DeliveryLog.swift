internal import Queues
import Scenarios

/// The deliveries of a sandbox by their places, and those of them that are remembered: all that are not finished, and
/// of the others those that finished last.
struct DeliveryLog: Sendable {
    private struct End: Sendable {
        let place: Int
        let number: Int
    }

    private(set) var deliveries = SegmentedArray<Delivery>()
    private var placeById: [String: Int] = [:]
    /// Places of the deliveries that are remembered, in order, and of some that no longer are.
    private var listed: [Int] = []
    private var forgottenInList = 0
    /// How many are forgotten.
    private(set) var forgotten = 0
    /// How each that is finished came to its end, first one first; one that was sent again since has another end.
    private var ends = FirstInFirstOut<End>()
    private var endsMade = 0
    private var finishedCount = 0
    /// About how many bytes those that are finished hold.
    private(set) var weight = 0
    let limits: SandboxLimits

    /// Makes a log that remembers as many finished deliveries as these limits say, by number and by bytes.
    init(_ limits: SandboxLimits) { self.limits = limits }

    /// Places of the deliveries that are remembered, oldest first.
    var places: [Int] { listed.filter { !deliveries[$0].isForgotten } }

    func place(of deliveryId: String) -> Int? { placeById[deliveryId] }

    /// The delivery at a place; its state becomes a finished one, or another one after that, by `conclude` and `reopen`.
    subscript(place: Int) -> Delivery {
        get { deliveries[place] }
        _modify { yield &deliveries[place] }
    }

    mutating func add(_ delivery: Delivery) -> Int {
        let place = deliveries.count
        deliveries.append(delivery)
        placeById[delivery.id] = place
        listed.append(place)
        return place
    }

    /// Ends a delivery; `state` is one of the finished ones.
    mutating func conclude(_ place: Int, as state: Delivery.State) {
        if deliveries[place].end == nil { count(place, 1) }
        endsMade += 1
        deliveries[place].state = state
        deliveries[place].nextAttemptAt = nil
        deliveries[place].end = endsMade
        ends.append(End(place: place, number: endsMade))
        // One that is sent again and again has many ends, of which the last one counts.
        guard endsMade.isMultiple(of: 4096), ends.elements.count > 2 * finishedCount else { return }
        let deliveries = deliveries
        ends.removeAll { deliveries[$0.place].end != $0.number }
    }

    /// Makes a delivery pending that may be finished.
    mutating func reopen(_ place: Int) {
        if deliveries[place].end != nil { count(place, -1) }
        deliveries[place].end = nil
        deliveries[place].state = .pending
    }

    /// Counts a delivery among those that are finished, or no longer.
    private mutating func count(_ place: Int, _ step: Int) {
        finishedCount += step
        weight += step * (512 + deliveries[place].body.count)
    }

    /// Lets go of what the deliveries hold that finished before the last ones did; their places stay.
    ///
    /// The last one stays, however much it holds.
    mutating func forgetOldest() { forget(downTo: limits.deliveryBytes, keeping: 1) }

    /// The same, until at most so many bytes are held.
    mutating func forget(downTo bytes: Int, keeping least: Int = 0) {
        while finishedCount > max(1, limits.deliveries) || (weight > bytes && finishedCount > least),
            let end = ends.popFirst()
        {
            guard deliveries[end.place].end == end.number else { continue }
            count(end.place, -1)
            placeById[deliveries[end.place].id] = nil
            deliveries[end.place].forget()
            forgotten += 1
            forgottenInList += 1
        }
        guard forgottenInList > 1024, forgottenInList * 2 > listed.count else { return }
        listed = places
        forgottenInList = 0
    }
}
