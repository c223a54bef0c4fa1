/// What falls due, earliest first; of two at one instant the one that was put in first.
package struct DueHeap: Sendable {
    /// Something that falls due.
    package struct Entry: Sendable, Equatable {
        package let due: ContinuousClock.Instant
        /// Which one it is; the later of two has the higher one.
        package let number: UInt64

        /// Makes an entry.
        package init(due: ContinuousClock.Instant, number: UInt64) {
            self.due = due
            self.number = number
        }

        fileprivate static func < (one: Entry, other: Entry) -> Bool {
            (one.due, one.number) < (other.due, other.number)
        }
    }

    private var entries: [Entry] = []

    /// Makes an empty one.
    package init() {}

    /// How many there are.
    package var count: Int { entries.count }
    /// The next one.
    package var first: Entry? { entries.first }

    /// Puts one in.
    package mutating func insert(_ entry: Entry) {
        entries.append(entry)
        var place = entries.count - 1
        while place > 0, entries[place] < entries[(place - 1) / 2] {
            entries.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    /// Takes the next one out, if there is one.
    package mutating func removeFirst() {
        guard let last = entries.popLast(), !entries.isEmpty else { return }
        entries[0] = last
        sink(0)
    }

    /// Drops the entries that nobody waits for any more.
    package mutating func keep(where isWanted: (UInt64) -> Bool) {
        entries.removeAll { !isWanted($0.number) }
        for place in stride(from: entries.count / 2 - 1, through: 0, by: -1) { sink(place) }
    }

    private mutating func sink(_ start: Int) {
        var place = start
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < entries.count && entries[child] < entries[least] {
                least = child
            }
            if least == place { return }
            entries.swapAt(place, least)
            place = least
        }
    }
}
