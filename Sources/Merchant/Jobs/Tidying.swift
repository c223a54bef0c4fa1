internal import Database
internal import TossAPI

/// Once a day, at three in the morning in Seoul: tells the operator of forgeries and throws away what has had its time.
package struct Tidying: Sendable {
    private let context: ShopContext

    /// How long an event is kept after Toss was asked.
    static let keepsProcessed = Duration.seconds(30 * 86_400)
    /// How long an event is kept that there was nothing to do about.
    static let keepsIgnored = Duration.seconds(86_400)
    /// How long an effect is kept after it was delivered; by then nothing repeats what caused it.
    static let keepsDelivered = Duration.seconds(90 * 86_400)

    /// Tidies the context's store.
    init(_ context: ShopContext) { self.context = context }

    /// At once when the last three o'clock left something undone, else the next three o'clock.
    func next(_ now: Instant) async throws(ShopError) -> Instant {
        let three = Self.lastThree(now)
        let isOverdue = try await context.store.read { db in
            try db.inbox.hasOld(processed: three - Self.keepsProcessed, ignored: three - Self.keepsIgnored)
                || db.outbox.hasOld(three - Self.keepsDelivered)
                || db.forgeries.hasAny(before: three.startOfSeoulDay)
        }
        return isOverdue ? now : three + .seconds(86_400)
    }

    /// Does what the last three o'clock asks for.
    func run(_ now: Instant) async throws(ShopError) {
        let three = Self.lastThree(now)
        try await context.store.write { db in
            try db.forgeries.report(before: three.startOfSeoulDay, now: now)
            try db.lookUpBudgets.forgetFull(now: now)
        }
        await context.bell.ring(.outbox)
        // In parts, so that nobody else waits for long.
        var count = Self.part
        while count == Self.part {
            count = try await context.store.write { db in
                try db.inbox.deleteOld(
                    processed: three - Self.keepsProcessed,
                    ignored: three - Self.keepsIgnored,
                    limit: Self.part
                )
            }
        }
        count = Self.part
        while count == Self.part {
            count = try await context.store.write { db in
                try db.outbox.deleteOld(three - Self.keepsDelivered, limit: Self.part)
            }
        }
    }

    private static let part = 500

    private static func lastThree(_ now: Instant) -> Instant {
        let three = now.startOfSeoulDay + .seconds(3 * 3_600)
        return three <= now ? three : three - .seconds(86_400)
    }
}

extension OutboxTable {
    /// Deletes what was delivered by then, at most `limit` of it, and says how much that was.
    fileprivate func deleteOld(_ instant: Instant, limit: Int) throws -> Int {
        try db.execute(
            "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE delivered_at <= ?1 LIMIT ?2)",
            [.instant(instant), .integer(Int64(limit))]
        )
    }

    /// Whether there is any of that.
    fileprivate func hasOld(_ instant: Instant) throws -> Bool {
        try db.number("SELECT 1 FROM outbox WHERE delivered_at <= ?1 LIMIT 1", [.instant(instant)]) != nil
    }
}
