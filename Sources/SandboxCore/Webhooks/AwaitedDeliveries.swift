/// The deliveries whose first attempt an answer waits for.
struct AwaitedDeliveries: Sendable {
    /// The request in whose way a delivery is, by the delivery's place in the log.
    private var requests: [Int: Int] = [:]
    /// The deliveries in a request's way; never none.
    private var places: [Int: [Int]] = [:]

    func isAwaited(by request: Int) -> Bool { places[request] != nil }

    /// The deliveries that are still in a request's way.
    func places(of request: Int) -> [Int] { places[request] ?? [] }

    mutating func await(_ place: Int, by request: Int) {
        requests[place] = request
        places[request, default: []].append(place)
    }

    /// Notes that a delivery was tried, or never will be.
    mutating func conclude(_ place: Int) {
        guard let request = requests.removeValue(forKey: place) else { return }
        let rest = places[request]?.filter { $0 != place } ?? []
        places[request] = rest.isEmpty ? nil : rest
    }

    /// Notes that an answer waits no longer, whatever becomes of its deliveries.
    mutating func letGo(_ request: Int) {
        for place in places.removeValue(forKey: request) ?? [] { requests[place] = nil }
    }
}
