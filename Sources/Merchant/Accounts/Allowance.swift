/// So many at once, and one more each time a while has passed.
package struct Allowance: Sendable, Equatable {
    /// How many at once.
    package let burst: Int
    /// After what time there is one more.
    package let interval: Duration

    /// Describes an allowance of at least one.
    package init(_ burst: Int, oneMoreEvery interval: Duration) {
        self.burst = max(1, burst)
        self.interval = interval
    }

    /// How much of an allowance is left, as the moment from which all of it is.
    struct Use: Sendable {
        var fullAgainAt = Duration.zero
    }

    /// How long to wait for the next one.
    func wait(_ use: Use, now: Duration) -> Duration {
        max(.zero, max(use.fullAgainAt, now) - now - interval * (burst - 1))
    }

    /// Takes one, or several, whether or not they are there.
    func taking(_ count: Int, from use: Use, now: Duration) -> Use {
        Use(fullAgainAt: max(use.fullAgainAt, now) + interval * count)
    }

    /// Gives one back.
    func givingBack(to use: Use) -> Use { Use(fullAgainAt: use.fullAgainAt - interval) }
}
