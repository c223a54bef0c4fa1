internal import Synchronization

/// How many bytes the journals of all sandboxes may hold in memory together.
final class JournalBudget: Sendable {
    private let capacity: Int
    private let taken = Atomic(0)

    init(capacity: Int) { self.capacity = capacity }

    fileprivate func take(_ count: Int) -> Bool {
        guard taken.add(count, ordering: .relaxed).newValue > capacity else { return true }
        giveBack(count)
        return false
    }

    fileprivate func giveBack(_ count: Int) { taken.subtract(count, ordering: .relaxed) }

    /// What one journal holds; it goes back to the budget with the last one that holds on to it.
    final class Share: Sendable {
        private let budget: JournalBudget
        private let taken = Atomic(0)

        init(of budget: JournalBudget) { self.budget = budget }

        deinit { budget.giveBack(taken.load(ordering: .relaxed)) }

        /// Whether there was room for so many bytes more, which are taken then.
        func take(_ count: Int) -> Bool {
            guard budget.take(count) else { return false }
            taken.add(count, ordering: .relaxed)
            return true
        }

        /// A share of nothing so far, of the same budget.
        func anew() -> Share { Share(of: budget) }
    }
}
