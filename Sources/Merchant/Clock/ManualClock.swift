internal import Locking
package import TossAPI

/// A clock that stands until it is moved.
package final class ManualClock: Sendable {
    private let instant: Locked<Instant>

    /// Stands at `now`.
    package init(_ now: Instant) { instant = Locked(now) }

    /// Where it stands; it may be moved back too, which no rule of the shop relies on.
    package var now: Instant {
        get { instant.withLock { $0 } }
        set { instant.withLock { $0 = newValue } }
    }

    /// Moves on.
    package func advance(by duration: Duration) { instant.withLock { $0 = $0 + duration } }

    /// This clock as the merchant takes it.
    package var clock: MerchantClock { MerchantClock { self.now } }
}
