/// The deliveries whose first attempt an answer waits for.
struct AwaitedDeliveries: Sendable {
    /// The request in whose way a delivery is, by the delivery's place in the log.
    private var requests: [Int: Int] = [:]
    /// How many deliveries are in a request's way; never zero.
    private var counts: [Int: Int] = [:]

    func isAwaited(by request: Int) -> Bool { counts[request] != nil }

    /// Whether an answer waits for the delivery at this place.
    func isAwaited(_ place: Int) -> Bool { requests[place] != nil }

    mutating func await(_ place: Int, by request: Int) {
        requests[place] = request
        counts[request, default: 0] += 1
    }

    /// Notes that a delivery was tried, or never will be.
    mutating func conclude(_ place: Int) {
        guard let request = requests.removeValue(forKey: place), let count = counts[request] else { return }
        counts[request] = count > 1 ? count - 1 : nil
    }
}
