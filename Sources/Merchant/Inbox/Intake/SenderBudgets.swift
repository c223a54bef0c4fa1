internal import Locking
internal import TossAPI

/// The budget of each address that events come from.
///
/// It is kept in memory: a restart gives everybody a full one, which an attacker cannot bring about.
final class SenderBudgets: Sendable {
    private let buckets = Locked<[String: Instant]>([:])
    private let bucket: TokenBucket
    private let limit: Int

    init(_ bucket: TokenBucket = .events, limit: Int = 10_000) {
        self.bucket = bucket
        self.limit = limit
    }

    /// Takes a token, or says when the next one will be there.
    func spend(_ address: String, now: Instant) -> Instant? {
        buckets.withLock { buckets in
            let spent = buckets[address] ?? now
            guard let after = bucket.taking(spentUntil: spent, now: now) else {
                return bucket.nextToken(spentUntil: spent, now: now)
            }
            if buckets.count >= limit, buckets[address] == nil { Self.makeRoom(in: &buckets, now) }
            buckets[address] = after
            return nil
        }
    }

    /// Drops the full ones, and should all be in use, all: who has thousands of addresses is not stopped by any of them.
    private static func makeRoom(in buckets: inout [String: Instant], _ now: Instant) {
        let count = buckets.count
        buckets = buckets.filter { $0.value > now }
        if buckets.count == count { buckets = [:] }
    }
}
