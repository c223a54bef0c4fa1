#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

internal import Locking
package import TossAPI

/// What the shell takes from outside: the wall clock, and waiting.
///
/// Tests hand in their own; nothing else in the shell asks for the time.
package struct World: Sendable {
    package var now: @Sendable () -> Instant
    /// Returns when so much real time has passed, or throws when the task is cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void

    package init(now: @escaping @Sendable () -> Instant, sleep: @escaping @Sendable (Duration) async throws -> Void) {
        self.now = now
        self.sleep = sleep
    }

    package static let real = World(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
        },
        sleep: { try await TimerThread.shared.sleep(for: $0) }
    )
}
