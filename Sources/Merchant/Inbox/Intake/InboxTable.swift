internal import Database
internal import TossAPI

/// The events in a database: those that wait for Toss to be asked, and those that were dealt with.
struct InboxTable {
    /// An order with events that wait.
    struct Waiting: Sendable {
        let orderID: String
        /// The waiting events and how many more were merged into each, when they were read.
        let events: [(id: Int64, merged: Int64)]
        /// How often Toss was asked because of them without an answer.
        let attempts: Int
    }

    private let db: Session

    init(_ db: Session) { self.db = db }

    /// Whether a transmission came before.
    func isKnown(_ transmissionID: String) throws -> Bool {
        try db.number("SELECT 1 FROM inbox WHERE transmission_id = ?1", [.text(transmissionID)]) != nil
    }

    /// Stores an event about an order, to be dealt with at `due`, and says whether it was new.
    ///
    /// Only the first that waits for an order keeps its body, and above `most` an event only counts as one more of those
    /// that wait: the next look-up answers them all, so nothing is lost by it.
    func add(
        _ transmissionID: String,
        about orderID: String,
        body: [UInt8],
        at door: String,
        mayHaveRow: Bool,
        due: Instant,
        now: Instant
    ) throws -> Bool {
        let waiting =
            try db.number(
                "SELECT count(*) FROM inbox WHERE order_id = ?1 AND outcome IS NULL",
                [.text(orderID)]
            ) ?? 0
        if waiting > 0, !mayHaveRow || waiting >= Self.most, try merge(into: orderID, due: due) { return true }
        return try db.execute(
            """
            INSERT INTO inbox (transmission_id, door, body, order_id, due_at, received_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (transmission_id) DO NOTHING
            """,
            [
                .text(transmissionID), .text(door), .blob(waiting == 0 ? body : []), .text(orderID), .instant(due),
                .instant(now),
            ]
        ) == 1
    }

    /// Keeps a short record of an event that there is nothing to do about, and says whether it was new.
    func addIgnored(_ transmissionID: String, at door: String, outcome: String, now: Instant) throws -> Bool {
        try db.execute(
            """
            INSERT INTO inbox (transmission_id, door, body, outcome, due_at, received_at, processed_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?5) ON CONFLICT (transmission_id) DO NOTHING
            """,
            [.text(transmissionID), .text(door), .blob([]), .text(outcome), .instant(now)]
        ) == 1
    }

    /// When the next order is to be asked about.
    func nextDue() throws -> Instant? {
        try db.number(
            """
            SELECT min(CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END) FROM inbox
            WHERE outcome IS NULL
            """
        ).map { Instant(microseconds: $0) }
    }

    /// Orders with an event that is due, the longest waiting first, at most `limit` of them.
    func dueOrders(_ now: Instant, limit: Int) throws -> [String] {
        try db.query(
            """
            SELECT order_id FROM inbox WHERE outcome IS NULL AND due_at <= ?1 AND order_id IS NOT NULL
                AND (lease_until IS NULL OR lease_until <= ?1)
            GROUP BY order_id ORDER BY min(due_at), order_id LIMIT ?2
            """,
            [.instant(now), .integer(Int64(limit))]
        ) { try $0.text(0) }
    }

    /// The outcome of an event that names no order.
    static let noOrder = "ignored: it names no order"
    /// The outcome of an event about an order that the shop does not have.
    static let foreignOrder = "ignored: no order of ours"

    /// Takes everything that waits for an order, also what is due later, for so long that nobody else deals with it.
    func claim(_ orderID: String, owner: String, now: Instant) throws -> Waiting {
        var attempts = 0
        let events = try db.query(
            """
            UPDATE inbox SET owner = ?2, lease_until = ?3
            WHERE order_id = ?1 AND outcome IS NULL AND (lease_until IS NULL OR lease_until <= ?4)
            RETURNING id, merged, attempts
            """,
            [.text(orderID), .text(owner), .instant(now + Self.lease), .instant(now)]
        ) { row in
            attempts = max(attempts, Int(try row.integer(2)))
            return (id: try row.integer(0), merged: try row.integer(1))
        }
        return Waiting(orderID: orderID, events: events, attempts: attempts)
    }

    /// Longer than any look-up takes.
    private static let lease = Duration.seconds(120)

    /// Gives back what this process had taken when it ended.
    func release(ownedBy owner: String) throws {
        try db.execute(
            "UPDATE inbox SET lease_until = NULL, owner = NULL WHERE outcome IS NULL AND owner = ?1",
            [.text(owner)]
        )
    }

    /// Gives the events that were there before Toss was asked their outcome; what came since waits on.
    func finish(_ waiting: Waiting, _ outcome: String, now: Instant) throws {
        for event in waiting.events {
            try db.execute(
                """
                UPDATE inbox SET outcome = ?2, processed_at = ?3, attempts = attempts + 1, lease_until = NULL,
                    owner = NULL
                WHERE id = ?1 AND outcome IS NULL AND merged = ?4
                """,
                [.integer(event.id), .text(outcome), .instant(now), .integer(event.merged)]
            )
        }
        try db.execute(
            "UPDATE inbox SET lease_until = NULL, owner = NULL WHERE order_id = ?1 AND outcome IS NULL",
            [.text(waiting.orderID)]
        )
    }

    /// Puts off everything that waits for an order, and gives it back.
    func postpone(_ orderID: String, until due: Instant, isAttempt: Bool) throws {
        try db.execute(
            """
            UPDATE inbox SET due_at = ?2, attempts = attempts + ?3, lease_until = NULL, owner = NULL
            WHERE order_id = ?1 AND outcome IS NULL
            """,
            [.text(orderID), .instant(due), .integer(isAttempt ? 1 : 0)]
        )
    }

    /// Deletes what was dealt with by `processed`, and what was ignored by `ignored`, at most `limit` of them; says how
    /// many those were.
    func deleteOld(processed: Instant, ignored: Instant, limit: Int) throws -> Int {
        try db.execute(
            "DELETE FROM inbox WHERE id IN (SELECT id FROM inbox WHERE \(Self.isOld) ORDER BY id LIMIT ?3)",
            [.instant(processed), .instant(ignored), .integer(Int64(limit))]
        )
    }

    /// Whether there is any of that.
    func hasOld(processed: Instant, ignored: Instant) throws -> Bool {
        try db.number(
            "SELECT 1 FROM inbox WHERE \(Self.isOld) LIMIT 1",
            [.instant(processed), .instant(ignored)]
        ) != nil
    }

    private static let isOld = "(processed_at <= ?1 OR (processed_at <= ?2 AND outcome LIKE 'ignored%'))"

    /// The most rows that wait for one order.
    private static let most = 10

    /// Counts an event as one more of those that wait; false when none waits any more.
    private func merge(into orderID: String, due: Instant) throws -> Bool {
        try db.execute(
            """
            UPDATE inbox SET merged = merged + 1, due_at = CASE WHEN due_at > ?2 THEN ?2 ELSE due_at END
            WHERE outcome IS NULL
                AND id = (SELECT max(id) FROM inbox WHERE order_id = ?1 AND outcome IS NULL)
            """,
            [.text(orderID), .instant(due)]
        ) == 1
    }
}

/// How often Toss may be asked about an order because of events, as a database keeps it.
struct LookUpBudgetTable {
    private let db: Session

    init(_ db: Session) { self.db = db }

    /// When Toss may be asked about an order; `now` when at once.
    func nextLookUp(of orderID: String, now: Instant) throws -> Instant {
        let spent = try db.number("SELECT spent_until FROM look_up_budgets WHERE order_id = ?1", [.text(orderID)])
        return TokenBucket.lookUps.nextToken(spentUntil: Instant(microseconds: spent ?? 0), now: now)
    }

    /// Takes a token of an order, in one statement so that no two processes take the same one.
    func spend(on orderID: String, now: Instant) throws -> Bool {
        let bucket = TokenBucket.lookUps
        return try db.execute(
            """
            INSERT INTO look_up_budgets (order_id, spent_until) VALUES (?1, ?3)
            ON CONFLICT (order_id) DO UPDATE SET spent_until = CASE
                WHEN look_up_budgets.spent_until > ?2 AND look_up_budgets.spent_until <= ?5
                THEN look_up_budgets.spent_until + ?6 ELSE ?3 END
            WHERE look_up_budgets.spent_until <= ?4 OR look_up_budgets.spent_until > ?5
            """,
            [
                .text(orderID), .instant(now), .instant(now + bucket.interval),
                .instant(now + bucket.interval * (bucket.burst - 1)), .instant(now + bucket.depth),
                .integer(Int64(bucket.interval / .microseconds(1))),
            ]
        ) == 1
    }

    /// Forgets the full ones.
    func forgetFull(now: Instant) throws {
        try db.execute("DELETE FROM look_up_budgets WHERE spent_until <= ?1", [.instant(now)])
    }
}

extension Session {
    /// The events that came in.
    var inbox: InboxTable { InboxTable(self) }
    /// How often Toss may be asked about an order because of them.
    var lookUpBudgets: LookUpBudgetTable { LookUpBudgetTable(self) }
}
