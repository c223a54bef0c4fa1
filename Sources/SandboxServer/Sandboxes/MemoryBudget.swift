internal import Locking
internal import Synchronization

/// How many bytes the logs and the stored answers of all sandboxes may hold together.
///
/// Each sandbox has limits of its own; this one keeps ten thousand of them from using them up all at once.
final class MemoryBudget: Sendable {
    private let limit: Int
    private let held = Atomic<Int>(0)
    /// How much may be held before relief is asked for: the limit, and more where there was nothing left to free.
    private let threshold: Atomic<Int>
    private let isRelieving = Atomic<Bool>(false)
    /// Frees memory in whatever sandboxes hold most of it, given how many bytes are too many.
    private let relief = Locked<(@Sendable (Int) -> Void)?>(nil)

    init(limit: Int) {
        self.limit = limit
        threshold = Atomic(limit)
    }

    /// What is done when more is held than may be; it runs on a thread of its own, one at a time.
    func onExcess(_ relief: @escaping @Sendable (_ excess: Int) -> Void) {
        self.relief.withLock { $0 = relief }
    }

    /// Notes that a sandbox holds so many bytes more, or less.
    func change(by bytes: Int) {
        guard bytes != 0 else { return }
        let total = held.add(bytes, ordering: .relaxed).newValue
        guard total > threshold.load(ordering: .relaxed), !isRelieving.exchange(true, ordering: .acquiringAndReleasing)
        else { return }
        // Some room is made, or the next request would need relief again.
        let excess = total - limit / 4 * 3
        let relief = relief.withLock { $0 }
        let code = detachThread { [self] in
            relief?(excess)
            // Where it is still too much there is nothing left to free, and no use in asking again for a while.
            let left = held.load(ordering: .relaxed)
            threshold.store(left > limit ? left + limit / 8 : limit, ordering: .relaxed)
            isRelieving.store(false, ordering: .releasing)
        }
        if code != 0 { isRelieving.store(false, ordering: .releasing) }
    }
}
