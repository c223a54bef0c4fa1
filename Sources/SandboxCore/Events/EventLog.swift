import TossAPI

/// The last events of a sandbox, oldest first; older ones are forgotten, and their ids never used again.
package struct EventLog: Sendable {
    private var slots: [SandboxEvent] = []
    private let capacity: Int
    /// How many events came before those that this log was ever told of.
    private let base: Int
    /// The id of the newest event; 0 before the first one.
    package private(set) var last = 0

    /// An empty log whose first event gets the id behind `last`.
    package init(capacity: Int, last: Int = 0) {
        self.capacity = max(1, capacity)
        self.last = last
        base = last
    }

    /// The id of the oldest event that is remembered; one more than `last` when there is none.
    package var first: Int { last - slots.count + 1 }

    mutating func add(_ type: EventType, _ subject: SandboxEvent.Subject, causedBy request: Int?, at now: Instant) {
        let event = SandboxEvent(id: last + 1, at: now, type: type, subject: subject, request: request)
        if slots.count < capacity { slots.append(event) } else { slots[(last - base) % capacity] = event }
        last += 1
    }

    /// The remembered events whose id is above `id`, oldest first, at most so many.
    package func events(after id: Int, limit: Int = .max) -> [SandboxEvent] {
        // Asked before anything is added to it: a caller may name the largest number there is.
        guard id < last else { return [] }
        let start = max(id + 1, first)
        let end = min(last - start, max(0, limit) - 1)
        guard end >= 0 else { return [] }
        return (start...(start + end)).map { slots[($0 - 1 - base) % capacity] }
    }
}
