internal import Dispatch
internal import Locking

/// Hands things from one thread to another in order, and lets neither get far ahead.
///
/// Both threads block on it, so neither may be a task's.
final class Conveyor<Item: Sendable>: Sendable {
    private let items = Locked<[Item]>([])
    private let free: DispatchSemaphore
    private let laden = DispatchSemaphore(value: 0)

    /// So many may be on the way at a time.
    init(places: Int) { free = DispatchSemaphore(value: places) }

    func put(_ item: Item) {
        free.wait()
        items.withLock { $0.append(item) }
        laden.signal()
    }

    /// The next one, once it is there.
    func take() -> Item {
        laden.wait()
        defer { free.signal() }
        return items.withLock { $0.removeFirst() }
    }
}
