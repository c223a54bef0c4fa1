internal import Locking

/// Values that arrive one after another, and tests that wait for the n-th of them.
package final class Arrivals<Value: Sendable>: Sendable {
    private struct State: Sendable {
        var values: [Value] = []
        var waiters: [Int: Waiter] = [:]
        var nextWaiter = 0
    }

    private struct Waiter: Sendable {
        let count: Int
        let continuation: CheckedContinuation<[Value], any Error>
    }

    private let state = Locked(State())

    package init() {}

    package var values: [Value] { state.withLock { $0.values } }

    /// Adds a value and returns how many came before it.
    @discardableResult
    package func append(_ value: Value) -> Int {
        let (index, ready) = state.withLock { state in
            state.values.append(value)
            let ready = state.waiters.filter { $0.value.count <= state.values.count }
            for waiter in ready { state.waiters[waiter.key] = nil }
            return (state.values.count - 1, ready.values.map { ($0.continuation, state.values) })
        }
        for (continuation, values) in ready { continuation.resume(returning: values) }
        return index
    }

    /// The values so far, once there are `count` of them.
    package func wait(for count: Int) async throws -> [Value] {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let values: [Value]? = state.withLock { state in
                    guard state.values.count < count else { return state.values }
                    guard !Task.isCancelled else { return nil }
                    state.waiters[id] = Waiter(count: count, continuation: continuation)
                    return []
                }
                // An empty answer means that the waiter is registered: nobody waits for zero values.
                if let values, !values.isEmpty { continuation.resume(returning: values) }
                if values == nil { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }
}
