internal import TossAPI

/// How often something may happen: a few times at once, and after that once every so often.
///
/// A bucket is one instant: until when what was spent will have been earned again.
struct TokenBucket: Sendable {
    /// How many times at once.
    let burst: Int
    /// How long one token takes to come back.
    let interval: Duration

    /// All it can hold, as time.
    var depth: Duration { interval * burst }

    /// When the next token can be taken from a bucket that is spent until then; `now` when one is there.
    func nextToken(spentUntil: Instant, now: Instant) -> Instant {
        // The clock was set back: nothing of this time can have been spent.
        guard spentUntil <= now + depth else { return now }
        return max(now, spentUntil - interval * (burst - 1))
    }

    /// The bucket after a token was taken, or nil when none was there.
    func taking(spentUntil: Instant, now: Instant) -> Instant? {
        guard nextToken(spentUntil: spentUntil, now: now) <= now else { return nil }
        return (spentUntil <= now + depth ? max(spentUntil, now) : now) + interval
    }
}

extension TokenBucket {
    /// Look-ups of one order because of events.
    static let lookUps = TokenBucket(burst: 5, interval: .seconds(900))
    /// Events that one unproven address may have looked at.
    static let events = TokenBucket(burst: 120, interval: .milliseconds(500))
}
