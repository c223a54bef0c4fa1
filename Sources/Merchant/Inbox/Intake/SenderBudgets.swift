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
        let address = Self.network(of: address)
        return buckets.withLock { buckets in
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

    /// An address of IPv6 counts by its first 64 bits, since one subscriber has all the rest.
    private static func network(of address: String) -> String {
        guard address.utf8.contains(UInt8(ascii: ":")) else { return address }
        let halves = address.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        var groups = halves[0].split(separator: ":").map(String.init)
        if halves.count == 2 {
            let rest = halves[1].split(separator: ":").map(String.init)
            groups += Array(repeating: "0", count: max(0, 8 - groups.count - rest.count)) + rest
        }
        return groups.prefix(4).joined(separator: ":")
    }
}
