internal import Database
package import TossAPI

/// What the months do by themselves.
extension Subscriptions {
    /// Charges what is due, ends what is over, and takes the tier of months that stay unpaid.
    ///
    /// A charge whose outcome is unknown keeps every other from starting. A shop that was down for months charges the
    /// month that runs and no other: nobody pays for time in which nothing could be used. The operator is told which
    /// ones were left out.
    package func renewDue(_ now: Instant) async throws(ShopError) {
        var failure: ShopError?
        while true {
            let operations = try await beginRenewals(now)
            guard let operations else { break }
            do throws(ShopError) { try await desk.carryOut(operations) } catch { failure = failure ?? error }
        }
        var lapsed: Int
        repeat {
            lapsed = try await context.store.write { db in
                let subscriptions = try db.subscriptions.lapsed(now, atMost: Self.batch)
                for var subscription in subscriptions { try db.subscriptions.lapse(&subscription, now: now) }
                return subscriptions.count
            }
        } while lapsed > 0
        // Also after a failure: the others may have brought something about.
        await context.bell.ringMoney()
        if let failure { throw failure }
    }

    /// How many subscriptions one transaction renews, so that nobody waits long for the database.
    private static let batch = 100

    /// Records the charges of some that are due, and ends those that are over; nil when there are none any more.
    private func beginRenewals(_ now: Instant) async throws(ShopError) -> [Int64]? {
        let draws = (0..<Self.batch).map { _ in Draws(key: context.freshKey(), tail: context.freshTail()) }
        return try await context.store.write { db in
            let due = try db.subscriptions.due(now, atMost: Self.batch)
            guard !due.isEmpty else { return nil }
            var operations: [Int64] = []
            for (var subscription, draw) in zip(due, draws) {
                if subscription.state == .cancelled {
                    try db.subscriptions.end(&subscription, now: now)
                    continue
                }
                try skipMissedMonths(&subscription, db, now)
                let order = try db.subscriptions.addMonth(
                    of: subscription,
                    named: Self.orderName,
                    now: now,
                    tail: draw.tail
                )
                operations.append(
                    try db.subscriptions.beginCharge(&subscription, order, idempotencyKey: draw.key, now: now)
                )
            }
            return operations
        }
    }

    private func skipMissedMonths(_ subscription: inout Subscription, _ db: Session, _ now: Instant) throws {
        let running = BillingCalendar.running(at: now, anchor: subscription.anchor, first: subscription.period)
        guard running > subscription.period else { return }
        let first = BillingCalendar.due(anchor: subscription.anchor, period: subscription.period)
        try db.findings.add(
            .missedMonths,
            about: "subscription/\(subscription.id)/\(subscription.period)",
            "\(running - subscription.period) months from \(first) on were not charged while the shop was down",
            act: "leave them, or ask the subscriber",
            now: now
        )
        subscription.period = running
        subscription.refusals = 0
    }

    /// When the renewals have to look again: at once when something is overdue, else at the next 09:00 in Seoul.
    package func nextRenewal(after now: Instant) async throws(ShopError) -> Instant {
        let isOverdue = try await context.store.read { try $0.subscriptions.isAnyDue(now) }
        return isOverdue ? now : now.nextNineInSeoul
    }
}
