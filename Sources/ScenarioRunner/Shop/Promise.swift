internal import Locking

/// A value that comes once; tasks wait for it without holding a thread.
final class Promise<Value: Sendable>: Sendable {
    private struct State: Sendable {
        var value: Value?
        var waiters: [Int: CheckedContinuation<Value?, Never>] = [:]
        var abandoned: Set<Int> = []
        var count = 0
    }

    private let state = Locked(State())

    /// The value, if it is there already.
    var current: Value? { state.withLock { $0.value } }

    /// Gives the value; another one that comes later is dropped.
    func fulfil(_ value: Value) {
        let waiters = state.withLock { state -> [CheckedContinuation<Value?, Never>] in
            guard state.value == nil else { return [] }
            state.value = value
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume(returning: value) }
    }

    /// The value once it is there; nil when it does not come in time or the task is cancelled.
    func value(within limit: Duration) async -> Value? {
        let id = state.withLock { state in
            state.count += 1
            return state.count
        }
        let timer = Task.detached {
            try? await TimerThread.shared.sleep(for: limit)
            self.abandon(id)
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (isOver, value) = state.withLock { state -> (Bool, Value?) in
                    if let value = state.value { return (true, value) }
                    if state.abandoned.remove(id) != nil { return (true, nil) }
                    state.waiters[id] = continuation
                    return (false, nil)
                }
                if isOver { continuation.resume(returning: value) }
            }
        } onCancel: {
            abandon(id)
        }
    }

    private func abandon(_ id: Int) {
        let waiter = state.withLock { state -> CheckedContinuation<Value?, Never>? in
            if let waiter = state.waiters.removeValue(forKey: id) { return waiter }
            // It may not have begun to wait.
            if state.value == nil { state.abandoned.insert(id) }
            return nil
        }
        waiter?.resume(returning: nil)
    }
}
