/// Time that passes whatever the shop's clock does: for waits that are about machines and not about the shop's calendar.
///
/// The shop's clock may stand, be moved by a year, or live in a sandbox that is away; a guesser must not profit from
/// that, and nobody who mistyped a password should wait for it.
package struct SteadyClock: Sendable {
    private let read: @Sendable () -> Duration

    /// Makes a clock that asks `read` for the time since some beginning; it never goes back.
    package init(_ read: @escaping @Sendable () -> Duration) { self.read = read }

    /// The time since the beginning.
    package var now: Duration { read() }

    /// The machine's own.
    package static let system: SteadyClock = {
        let start = ContinuousClock.now
        return SteadyClock { ContinuousClock.now - start }
    }()
}
