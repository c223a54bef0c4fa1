#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

package import TossAPI

/// Where the merchant takes the time from; nothing else in it asks for the time.
package struct MerchantClock: Sendable {
    private let read: @Sendable () async throws(ShopError) -> Instant

    /// Makes a clock that asks `read`.
    package init(_ read: @escaping @Sendable () async throws(ShopError) -> Instant) { self.read = read }

    /// The time, or `.clockUnreachable` when it lives elsewhere and does not answer.
    package func now() async throws(ShopError) -> Instant { try await read() }

    /// The wall clock.
    package static let system = MerchantClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }
}
