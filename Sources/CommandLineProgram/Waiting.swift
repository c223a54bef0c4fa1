internal import Dispatch
internal import Locking

/// Runs asynchronous work and blocks this thread until it has ended; for a program's first thread, never in a task.
package func waitFor<R: Sendable>(_ work: @escaping @Sendable () async -> R) -> R {
    let result = Locked<R?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    Task.detached {
        let value = await work()
        result.withLock { $0 = value }
        isDone.signal()
    }
    while true {
        isDone.wait()
        // Set before the signal; the loop only spares the compiler a promise.
        if let value = result.withLock({ $0 }) { return value }
    }
}
