internal import Queues

/// Whose turn it is: deliveries of one lane go one after another, and lanes go side by side.
struct DeliveryLanes: Sendable {
    /// A delivery in a lane.
    struct Entry: Sendable {
        let place: Int
        /// Whether the answer to a request was to wait for it.
        let precedesAnswer: Bool
        /// Orders the deliveries of all lanes by when they came.
        let ticket: Int
    }

    private struct Lane: Sendable {
        var waiting = FirstInFirstOut<Entry>()
        var underWay = 0
        /// How many of all of these an answer was to wait for.
        var preceding = 0
    }

    private var lanes: [String: Lane] = [:]
    /// Lanes with something to send and nothing under way, in the order they became so.
    private var ready: [String] = []
    private var underWay: [Int: (entry: Entry, lane: String)] = [:]
    private var tickets = 0
    private var queued = 0

    /// Places of the deliveries whose attempt is under way.
    var sending: some Collection<Int> & Sendable { underWay.keys }
    func isSending(_ place: Int) -> Bool { underWay[place] != nil }
    /// How many deliveries wait for their turn.
    var waitingCount: Int { queued }
    /// Places of the deliveries that wait for their turn, in no order.
    var waiting: [Int] { lanes.values.flatMap { $0.waiting.elements.map(\.place) } }

    /// Whether something in a lane goes before an answer, be it under way or waiting.
    func hasPreceding(in lane: String) -> Bool { (lanes[lane]?.preceding ?? 0) > 0 }

    mutating func append(_ place: Int, to lane: String, precedesAnswer: Bool) {
        tickets += 1
        append(Entry(place: place, precedesAnswer: precedesAnswer, ticket: tickets), to: lane)
    }

    private mutating func append(_ entry: Entry, to name: String) {
        var lane = lanes.removeValue(forKey: name) ?? Lane()
        if lane.waiting.isEmpty, lane.underWay == 0 { ready.append(name) }
        lane.waiting.append(entry)
        if entry.precedesAnswer { lane.preceding += 1 }
        lanes[name] = lane
        queued += 1
    }

    /// Takes the first delivery of every lane that is ready; they are under way from now on.
    mutating func start() -> [Int] {
        guard !ready.isEmpty else { return [] }
        var started: [Int] = []
        for name in ready {
            guard var lane = lanes.removeValue(forKey: name) else { continue }
            if let entry = lane.waiting.popFirst() {
                lane.underWay += 1
                queued -= 1
                underWay[entry.place] = (entry, name)
                started.append(entry.place)
            }
            lanes[name] = lane
        }
        ready.removeAll(keepingCapacity: true)
        return started
    }

    /// Ends an attempt and frees its lane; false when none was under way.
    mutating func finish(_ place: Int) -> Bool {
        guard let (entry, name) = underWay.removeValue(forKey: place) else { return false }
        guard var lane = lanes.removeValue(forKey: name) else { return true }
        lane.underWay -= 1
        if entry.precedesAnswer { lane.preceding -= 1 }
        if lane.underWay == 0, !lane.waiting.isEmpty { ready.append(name) }
        if lane.underWay > 0 || !lane.waiting.isEmpty { lanes[name] = lane }
        return true
    }

    /// Takes deliveries that wait out of these lanes.
    mutating func remove(_ places: Set<Int>, from names: Set<String>) {
        for name in names {
            guard var lane = lanes[name], lane.waiting.elements.contains(where: { places.contains($0.place) }) else {
                continue
            }
            for entry in lane.waiting.elements where places.contains(entry.place) {
                queued -= 1
                if entry.precedesAnswer { lane.preceding -= 1 }
            }
            lane.waiting.removeAll { places.contains($0.place) }
            lanes[name] = lane.waiting.isEmpty && lane.underWay == 0 ? nil : lane
            if lane.waiting.isEmpty { ready.removeAll { $0 == name } }
        }
    }

    /// Ends every attempt under way, whose deliveries go to the front of their lanes; returns their places.
    mutating func interrupt() -> [Int] {
        let interrupted = underWay.keys.sorted()
        for place in interrupted.reversed() {
            guard let (entry, name) = underWay.removeValue(forKey: place) else { continue }
            lanes[name]?.underWay -= 1
            lanes[name]?.waiting.prepend(entry)
            queued += 1
            ready.removeAll { $0 == name }
            ready.insert(name, at: 0)
        }
        return interrupted
    }

    /// Puts everything into other lanes, in the order in which it came.
    mutating func rearrange(by lane: (Int) -> String) {
        let waiting = lanes.values.flatMap(\.waiting.elements).sorted { $0.ticket < $1.ticket }
        let started = underWay
        lanes = [:]
        ready = []
        underWay = [:]
        queued = 0
        for (place, (entry, _)) in started {
            let name = lane(place)
            underWay[place] = (entry, name)
            lanes[name, default: Lane()].underWay += 1
            if entry.precedesAnswer { lanes[name]?.preceding += 1 }
        }
        for entry in waiting { append(entry, to: lane(entry.place)) }
    }
}
