package import Database
internal import TossAPI

/// The operations in a database.
///
/// One is open until it has an outcome. While it is, it has a next attempt, or is stuck: then nobody tries it any more
/// but the daily reconciliation and whoever looks into it.
package struct OperationTable {
    private let db: Session

    fileprivate init(_ db: Session) { self.db = db }

    /// Who works on operations, so that one of several processes does.
    struct Claimant: Sendable, Hashable {
        let owner: String
        let now: Instant
    }

    /// Records an operation that the caller is about to try, and plans its next attempt for when that comes to nothing;
    /// returns its number.
    ///
    /// `isForJanitor` leaves the first attempt to the janitor.
    func record(
        _ kind: PaymentOperation.Kind,
        about subject: String,
        order orderID: String?,
        at provider: ProviderID,
        idempotencyKey: String,
        request: String = "{}",
        isForJanitor: Bool = false,
        now: Instant
    ) throws -> Int64 {
        try db.insert(
            """
            INSERT INTO operations
                (kind, provider, subject, order_id, idempotency_key, request, next_attempt_at, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING id
            """,
            [
                .text(kind.rawValue), .text(provider.rawValue), .text(subject), .optional(orderID),
                .text(idempotencyKey), .text(request),
                .instant(isForJanitor ? now : now + OperationSchedule.lease), .instant(now),
            ]
        )
    }

    /// The number of the operation of that kind and subject that has no outcome yet.
    func open(_ kind: PaymentOperation.Kind, about subject: String) throws -> Int64? {
        try db.number(
            "SELECT id FROM operations WHERE kind = ?1 AND subject = ?2 AND outcome IS NULL",
            [.text(kind.rawValue), .text(subject)]
        )
    }

    /// Every operation that moves an order's money and has no outcome yet.
    func open(onOrder orderID: String) throws -> [Int64] {
        try db.query(
            "SELECT id FROM operations WHERE order_id = ?1 AND outcome IS NULL ORDER BY id",
            [.text(orderID)]
        ) { try $0.integer(0) }
    }

    /// Those of an order that nobody tries any more but the daily reconciliation.
    func stuck(onOrder orderID: String) throws -> [Int64] {
        try db.query(
            """
            SELECT id FROM operations WHERE order_id = ?1 AND outcome IS NULL AND stuck_at IS NOT NULL ORDER BY id
            """,
            [.text(orderID)]
        ) { try $0.integer(0) }
    }

    /// Counts an attempt and returns the operation; nil when it has an outcome or somebody else is at it, or at another
    /// one about the same order.
    ///
    /// One at a time for an order, since the next has to know what the one before has changed.
    func claim(_ id: Int64, for claimant: Claimant) throws -> PaymentOperation? {
        let now = claimant.now
        guard let orderID = try orderID(of: id) else { return try claimAlone(id, for: claimant) }
        try db.lock("orders", where: "order_id", is: .text(orderID))
        let others = try db.number(
            """
            SELECT 1 FROM operations WHERE order_id = ?1 AND id <> ?2 AND outcome IS NULL AND lease_until > ?3 LIMIT 1
            """,
            [.text(orderID), .integer(id), .instant(now)]
        )
        return others == nil ? try claimAlone(id, for: claimant) : nil
    }

    private func claimAlone(_ id: Int64, for claimant: Claimant) throws -> PaymentOperation? {
        try db.first(
            """
            UPDATE operations SET attempts = attempts + 1, owner = ?2, lease_until = ?3, next_attempt_at = ?3
            WHERE id = ?1 AND outcome IS NULL AND (lease_until IS NULL OR lease_until <= ?4)
            RETURNING id, kind, provider, subject, order_id, idempotency_key, request, attempts, created_at
            """,
            [
                .integer(id), .text(claimant.owner), .instant(claimant.now + OperationSchedule.lease),
                .instant(claimant.now),
            ],
            PaymentOperation.init
        )
    }

    /// The order whose money an operation moves.
    func orderID(of id: Int64) throws -> String? {
        try db.first("SELECT order_id FROM operations WHERE id = ?1", [.integer(id)]) { try $0.optionalText(0) } ?? nil
    }

    /// Plans the next attempt, later each time; false when there is none any more and the operation is stuck, nil when
    /// it had an outcome already or somebody else has taken it up since.
    func postpone(_ operation: PaymentOperation, now: Instant) throws -> Bool? {
        let next = OperationSchedule.delay(after: operation.attempts).map { now + $0 }
        let changed = try db.execute(
            """
            UPDATE operations SET next_attempt_at = ?2, lease_until = NULL,
                stuck_at = CASE WHEN ?2 IS NULL THEN COALESCE(stuck_at, ?3) ELSE stuck_at END
            WHERE id = ?1 AND outcome IS NULL AND attempts = ?4
            """,
            [.integer(operation.id), .instant(next), .instant(now), .integer(Int64(operation.attempts))]
        )
        return changed == 0 ? nil : next != nil
    }

    /// Gives an operation whose last attempt certainly did nothing a new key, since the old one would be answered with
    /// the same refusal for ever.
    func renewKey(of id: Int64, _ idempotencyKey: String) throws {
        try db.execute(
            "UPDATE operations SET idempotency_key = ?2 WHERE id = ?1 AND outcome IS NULL",
            [.integer(id), .text(idempotencyKey)]
        )
    }

    /// Gives an operation its outcome, and says whether it had none before; that it was stuck is settled with it.
    func finish(_ id: Int64, _ outcome: String, now: Instant) throws -> Bool {
        let finished = try db.first(
            """
            UPDATE operations SET outcome = ?2, finished_at = ?3, next_attempt_at = NULL, lease_until = NULL, owner = NULL
            WHERE id = ?1 AND outcome IS NULL
            RETURNING id, kind, provider, subject, order_id, idempotency_key, request, attempts, created_at, stuck_at
            """,
            [.integer(id), .text(outcome), .instant(now)]
        ) { (operation: try PaymentOperation($0), wasStuck: !$0.isNull(9)) }
        guard let finished else { return false }
        if finished.wasStuck { try db.findings.resolve(.stuck, about: finished.operation.findingSubject, now: now) }
        return true
    }

    /// Brings forward what this process tried last, or nobody has tried yet; what others are at is left to them.
    func bringForward(ownedBy owner: String, to now: Instant) throws {
        try db.execute(
            """
            UPDATE operations SET next_attempt_at = ?2, lease_until = NULL
            WHERE outcome IS NULL AND next_attempt_at IS NOT NULL AND (owner = ?1 OR owner IS NULL)
            """,
            [.text(owner), .instant(now)]
        )
    }

    /// Those to be tried by now, oldest first.
    func due(_ now: Instant, atMost count: Int) throws -> [Int64] {
        try db.query(
            """
            SELECT id FROM operations WHERE outcome IS NULL AND next_attempt_at <= ?1
            ORDER BY next_attempt_at, id LIMIT \(count)
            """,
            [.instant(now)]
        ) { try $0.integer(0) }
    }

    /// When the next one is to be tried.
    func nextDue() throws -> Instant? {
        try db.number("SELECT min(next_attempt_at) FROM operations WHERE outcome IS NULL")
            .map { Instant(microseconds: $0) }
    }

    /// Those that nobody tries any more, oldest first.
    func stuck() throws -> [Int64] {
        try db.query("SELECT id FROM operations WHERE outcome IS NULL AND stuck_at IS NOT NULL ORDER BY id", []) {
            try $0.integer(0)
        }
    }
}

extension Session {
    /// The operations.
    package var operations: OperationTable { OperationTable(self) }
}

extension PaymentOperation {
    fileprivate init(_ row: borrowing Row) throws {
        id = try row.integer(0)
        kind = try row.word(1, as: Kind.self)
        provider = ProviderID(rawValue: try row.text(2))
        subject = try row.text(3)
        orderID = try row.optionalText(4)
        idempotencyKey = try row.text(5)
        request = try row.text(6)
        attempts = Int(try row.integer(7))
        createdAt = try row.instant(8)
    }
}
