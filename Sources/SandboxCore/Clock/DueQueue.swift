package import TossAPI

/// Something a sandbox will do by itself when its clock gets there.
package struct Due: Sendable, Equatable {
    package enum Action: Sendable, Equatable {
        /// A timer of the API at this place in the list, by the API's own number.
        case timer(api: Int, Int)
        /// The delivery at this place in the log is tried again.
        case retry(delivery: Int)
        case alarm(id: Int)
    }

    package let at: Instant
    /// Order in which things were scheduled: it decides between two that are due at one instant.
    package let sequence: UInt64
    package let action: Action
}

/// What is due, earliest first; among equals, first scheduled first.
///
/// Entries are never taken out of the middle. Whoever pops one checks that it still holds (a payment that was confirmed
/// does not expire), so that cancelling costs nothing.
package struct DueQueue: Sendable {
    private var heap: [Due] = []
    private var scheduled: UInt64 = 0
    /// The size at which entries that no longer hold are looked for.
    private var crowded = 4096

    package init() {}

    package var first: Due? { heap.first }

    /// Everything scheduled up to an instant, in no order; what is later costs nothing.
    package func all(upTo limit: Instant) -> [Due] {
        var found: [Due] = []
        var open = [0]
        while let index = open.popLast() {
            // Nothing below an entry is due before it.
            guard index < heap.count, heap[index].at <= limit else { continue }
            found.append(heap[index])
            open += [2 * index + 1, 2 * index + 2]
        }
        return found
    }

    mutating func schedule(_ action: Due.Action, at instant: Instant) {
        scheduled += 1
        heap.append(Due(at: instant, sequence: scheduled, action: action))
        var child = heap.count - 1
        while child > 0, Self.precedes(heap[child], heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func removeFirst() -> Due? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        if !heap.isEmpty {
            heap[0] = last
            sink(from: 0)
        }
        return first
    }

    /// Whether it is time to drop the entries that no longer hold.
    var isCrowded: Bool { heap.count >= crowded }

    /// Drops the entries that no longer hold, so that a clock that stands still does not collect them for ever.
    mutating func keep(where holds: (Due) -> Bool) {
        heap.removeAll { !holds($0) }
        crowded = max(4096, heap.count * 2)
        for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(from: index) }
    }

    private mutating func sink(from start: Int) {
        var parent = start
        while true {
            var smallest = parent
            for child in (2 * parent + 1)...(2 * parent + 2)
            where child < heap.count && Self.precedes(heap[child], heap[smallest]) {
                smallest = child
            }
            if smallest == parent { return }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
    }

    /// Asked some thirty times a confirm, so it compares numbers: an `Instant`'s operators are another module's, and no
    /// call to them is inlined.
    private static func precedes(_ left: Due, _ right: Due) -> Bool {
        let (one, other) = (left.at.microseconds, right.at.microseconds)
        return one == other ? left.sequence < right.sequence : one < other
    }
}
