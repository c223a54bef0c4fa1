/// What waits, by lane: each lane has its turn, so that a long one holds up nobody but itself.
///
/// Who comes when everything is full takes the last place of the longest lane, unless their own lane is as long.
package struct FairQueue<Lane: Hashable & Sendable, Element: Sendable>: Sendable {
    /// What became of an element that was added.
    package enum Admission: Sendable {
        /// It waits.
        case taken
        /// It waits, in the place of this one.
        case inPlaceOf(Element)
        /// It does not wait.
        case refused
    }

    private let limit: Int
    private let laneLimit: Int
    private var lanes: [Lane: [Element]] = [:]
    /// Lanes with somebody in them, the next one first.
    private var turns: [Lane] = []

    /// How many wait.
    package private(set) var count = 0

    /// Has room for `limit` elements, and for `laneLimit` in each lane.
    package init(limit: Int, laneLimit: Int) {
        self.limit = limit
        self.laneLimit = laneLimit
    }

    /// Adds an element at the end of its lane.
    package mutating func add(_ element: Element, to lane: Lane) -> Admission {
        let length = lanes[lane]?.count ?? 0
        guard length < laneLimit else { return .refused }
        var admission = Admission.taken
        if count >= limit {
            guard let longest = lanes.max(by: { $0.value.count < $1.value.count }), longest.value.count > length + 1,
                let last = lanes[longest.key]?.popLast()
            else { return .refused }
            count -= 1
            admission = .inPlaceOf(last)
        }
        if length == 0 { turns.append(lane) }
        lanes[lane, default: []].append(element)
        count += 1
        return admission
    }

    /// Takes the element whose turn it is, and sends its lane to the end.
    package mutating func next() -> Element? {
        guard !turns.isEmpty else { return nil }
        let lane = turns.removeFirst()
        guard var waiting = lanes[lane], !waiting.isEmpty else { return nil }
        let element = waiting.removeFirst()
        count -= 1
        if waiting.isEmpty {
            lanes[lane] = nil
        } else {
            lanes[lane] = waiting
            turns.append(lane)
        }
        return element
    }
}
