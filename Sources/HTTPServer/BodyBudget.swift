internal import Synchronization

/// How many bytes long bodies may hold at a time, over all connections.
final class BodyBudget: Sendable {
    let limit: Int
    private let used = Atomic<Int>(0)

    init(limit: Int) { self.limit = limit }

    /// Whether so many bytes would fit now.
    func hasRoom(for count: Int) -> Bool { count <= limit - used.load(ordering: .relaxed) }

    fileprivate func take(_ count: Int) -> Bool {
        let total = used.add(count, ordering: .relaxed).newValue
        if total <= limit { return true }
        give(count)
        return false
    }

    fileprivate func give(_ count: Int) { used.subtract(count, ordering: .relaxed) }
}

/// One body's part of the budget, for as long as anybody holds the body.
final class BodyShare: Sendable {
    private let budget: BodyBudget
    private let size = Atomic<Int>(0)

    init(of budget: BodyBudget) { self.budget = budget }

    deinit { budget.give(size.load(ordering: .relaxed)) }

    /// Takes so much in all, and says whether it fits.
    func grow(to count: Int) -> Bool {
        let more = count - size.load(ordering: .relaxed)
        guard more > 0 else { return true }
        guard budget.take(more) else { return false }
        size.store(count, ordering: .relaxed)
        return true
    }
}
