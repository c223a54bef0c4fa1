internal import Dispatch
internal import Locking

/// Hashes passwords one at a time, away from the threads that answer requests.
///
/// A hash takes 50 ms and 16 MiB, so a crowd of guesses would otherwise stop the shop; here it only makes the login
/// slow, and is turned away once too many wait.
final class PasswordThread: Sendable {
    private let queue = DispatchQueue(label: "passwords")
    private let waiting = Locked(0)
    private let limit: Int

    init(limit: Int = 64) { self.limit = limit }

    func run<R: Sendable>(_ work: @escaping @Sendable () throws -> R) async throws -> R {
        let isTaken = waiting.withLock { waiting in
            guard waiting < limit else { return false }
            waiting += 1
            return true
        }
        guard isTaken else { throw Problem(.tooManyRequests, "too many people are signing in; try again in a moment") }
        defer { waiting.withLock { $0 -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }
}
