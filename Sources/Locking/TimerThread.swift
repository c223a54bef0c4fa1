#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// One thread that wakes tasks when their time has come, and needs no descriptor for it.
///
/// `Task.sleep` has Dispatch open one when the first timer of a kind is set, and ends the process when none is left,
/// as when every one of them is a connection.
package final class TimerThread: Sendable {
    /// Why there is no timer.
    package struct StartFailure: Error, Equatable, CustomStringConvertible {
        /// What the system said, as an `errno`.
        package let code: Int32

        package var description: String {
            let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "unknown"
            return "no thread could be started for timers: \(reason) (errno \(code))"
        }
    }

    /// Where one sleep stands.
    ///
    ///     announced ──wait──▶ waiting ──due, cancelled──▶ (gone)
    ///        └──cancelled──▶ cancelled ──wait──▶ (gone)
    private enum Sleep: Sendable {
        case announced, cancelled
        case waiting(CheckedContinuation<Void, any Error>)
    }

    private struct State: Sendable {
        var isRunning = false
        var lastNumber: UInt64 = 0
        var sleeps: [UInt64: Sleep] = [:]
        /// Cancelled sleeps stay in it until they are due or outnumber the others.
        var heap = DueHeap()
    }

    /// The one of this process.
    package static let shared = TimerThread()

    private let state = Condition(State())

    private init() {}

    /// Starts the thread, if it does not run yet; a program does so first of all, to fail where it can be told.
    package func start() throws(StartFailure) {
        let code = state.withLock { state -> Int32 in
            guard !state.isRunning else { return 0 }
            let code = detachThread { [self] in while true { wakeDue() } }
            state.isRunning = code == 0
            return code
        }
        if code != 0 { throw StartFailure(code: code) }
    }

    /// Returns when so much time has passed, the time a machine sleeps included.
    ///
    /// Throws `CancellationError` as soon as the task is cancelled, and a `StartFailure` when there is no thread.
    package func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        guard duration > .zero else { return }
        let due = ContinuousClock.now + min(duration, farthest)
        try start()
        let number = state.withLock { state in
            state.lastNumber += 1
            state.sleeps[state.lastNumber] = .announced
            return state.lastNumber
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { wait($0, number: number, until: due) }
        } onCancel: {
            cancel(number)
        }
    }

    private func wait(
        _ continuation: CheckedContinuation<Void, any Error>,
        number: UInt64,
        until due: ContinuousClock.Instant
    ) {
        let (isCancelled, isFirst) = state.withLock { state in
            if case .cancelled = state.sleeps[number] {
                state.sleeps[number] = nil
                return (true, false)
            }
            state.sleeps[number] = .waiting(continuation)
            state.heap.insert(DueHeap.Entry(due: due, number: number))
            return (false, state.heap.first?.number == number)
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
        if isFirst { state.announce() }
    }

    private func cancel(_ number: UInt64) {
        let continuation = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            switch state.sleeps[number] {
            case .announced: state.sleeps[number] = .cancelled
            case .waiting(let continuation):
                state.sleeps[number] = nil
                if state.heap.count > 2 * state.sleeps.count + 64 {
                    state.heap.keep { [sleeps = state.sleeps] in sleeps[$0] != nil }
                }
                return continuation
            case .cancelled, nil: break
            }
            return nil
        }
        continuation?.resume(throwing: CancellationError())
    }

    /// Sleeps until somebody is due, and wakes all who are.
    private func wakeDue() {
        let due = state.wait { state -> Condition<State>.Finding<[CheckedContinuation<Void, any Error>]> in
            let now = ContinuousClock.now
            var due: [CheckedContinuation<Void, any Error>] = []
            while let entry = state.heap.first, entry.due <= now {
                state.heap.removeFirst()
                if case .waiting(let continuation) = state.sleeps.removeValue(forKey: entry.number) {
                    due.append(continuation)
                }
            }
            guard due.isEmpty else { return .done(due) }
            // The condition's clock stands still while the machine sleeps, so it looks again now and then.
            return .notYet(lookAgainAfter: state.heap.first.map { min($0.due - now, .seconds(60)) })
        }
        for continuation in due { continuation.resume() }
    }
}

/// A hundred years: more than that overflows when it is added to the time.
private let farthest = Duration.seconds(100 * 365 * 86_400)
