/// What rules that reorder hold until more events come.
struct Reordering: Sendable, Equatable {
    /// By the place of the rule: the places in the delivery log that it holds, event by event.
    private var batches: [Int: [[Int]]] = [:]

    /// Adds an event's deliveries to what a rule holds; returns all of them, last one first, once there are `size` events.
    ///
    /// An event of which nothing is held any more, because somebody released or dropped it, no longer counts.
    mutating func gather(_ places: [Int], for rule: Int, size: Int, isHeld: (Int) -> Bool) -> [Int]? {
        let events = batches[rule, default: []].filter { $0.contains(where: isHeld) } + [places]
        guard events.count >= size else {
            batches[rule] = events
            return nil
        }
        batches[rule] = nil
        return events.flatMap { $0 }.filter(isHeld).reversed()
    }

    /// All that is held, in the order of the log; some of it may have gone by itself.
    var gathered: [Int] { batches.values.flatMap { $0.flatMap { $0 } }.sorted() }
}
