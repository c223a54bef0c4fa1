import Locking

/// Real time, as far as the gateway is told: who sleeps is woken by the test.
final class Sleeper: Sendable {
    private struct State: Sendable {
        var asleep: [(duration: Duration, continuation: CheckedContinuation<Void, any Error>)] = []
        /// Tests that wait until somebody sleeps so long.
        var awaited: [(duration: Duration, continuation: CheckedContinuation<Void, Never>)] = []
        var isOver = false
    }

    private let state = Locked(State())

    func sleep(_ duration: Duration) async throws {
        try await withCheckedThrowingContinuation { continuation in
            let (watcher, isOver) = state.withLock { state -> (CheckedContinuation<Void, Never>?, Bool) in
                guard !state.isOver else { return (nil, true) }
                state.asleep.append((duration, continuation))
                guard let index = state.awaited.firstIndex(where: { $0.duration == duration }) else {
                    return (nil, false)
                }
                return (state.awaited.remove(at: index).continuation, false)
            }
            watcher?.resume()
            if isOver { continuation.resume(throwing: CancellationError()) }
        }
    }

    /// Waits until somebody sleeps for exactly so long, and wakes whoever does.
    func wake(after duration: Duration) async {
        await untilSomebodySleeps(duration)
        let woken = state.withLock { state in
            defer { state.asleep.removeAll { $0.duration == duration } }
            return state.asleep.filter { $0.duration == duration }.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    /// Waits until somebody sleeps for exactly so long.
    func untilSomebodySleeps(_ duration: Duration) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.asleep.contains(where: { $0.duration == duration }) { return true }
                state.awaited.append((duration, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// Cancels whoever sleeps; nobody sleeps again.
    func giveUp() {
        let asleep = state.withLock { state in
            state.isOver = true
            defer { state.asleep = [] }
            return state.asleep.map(\.continuation)
        }
        for continuation in asleep { continuation.resume(throwing: CancellationError()) }
    }
}
