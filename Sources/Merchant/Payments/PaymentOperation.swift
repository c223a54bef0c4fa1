package import Database
internal import JSON
package import TossAPI

/// Something asked of Toss, recorded before it is asked, so that no answer can be lost for good.
package struct PaymentOperation: Sendable, Hashable {
    /// What is asked.
    package enum Kind: String, Sendable {
        case confirm
        case refund
        case issue
        case charge
        case deleteKey = "delete_key"
    }

    /// The number of its row.
    package let id: Int64
    /// What is asked.
    package let kind: Kind
    /// The order of a confirm, the refund's, charge's, subscription's or billing key's number.
    package let subject: String
    /// The same at every attempt.
    package let idempotencyKey: String
    /// As JSON, without secrets.
    package let request: String
    /// How often it has been tried, this time included.
    package let attempts: Int

    /// The number that is the subject, or `.corrupt`.
    func number() throws(ShopError) -> Int64 {
        guard let number = Int64(subject) else { throw .corrupt("operation \(id) about \(subject)") }
        return number
    }

    func text(_ name: String) throws(ShopError) -> String {
        guard let text = (try? JSONNode(parsing: request))?[name]?.string else {
            throw .corrupt("operation \(id) without \(name)")
        }
        return text
    }

    func won(_ name: String) throws(ShopError) -> Won {
        guard let amount = (try? JSONNode(parsing: request))?[name]?.integer else {
            throw .corrupt("operation \(id) without \(name)")
        }
        return Won(amount)
    }
}

/// The operations in a database.
package struct OperationTable {
    private let db: Connection

    fileprivate init(_ db: Connection) { self.db = db }

    /// How long to wait after the first, the second, … attempt; the last one for all that follow.
    package static let delays: [Duration] = [
        .seconds(5), .seconds(30), .seconds(120), .seconds(600), .seconds(3_600),
    ]

    /// Records an operation, and returns its number.
    ///
    /// The caller is about to try it, and has the lease's time for that, unless `isForJanitor` leaves it to the janitor.
    package func record(
        _ kind: PaymentOperation.Kind,
        about subject: String,
        idempotencyKey: String,
        request: String,
        isForJanitor: Bool = false,
        now: Instant
    ) throws -> Int64 {
        try db.execute(
            """
            INSERT INTO operations (kind, subject, idempotency_key, request, next_attempt_at, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """,
            [
                .text(kind.rawValue), .text(subject), .text(idempotencyKey), .text(request),
                .instant(isForJanitor ? now : now + Self.lease), .instant(now),
            ]
        )
        return db.lastInsertedRowID
    }

    /// The number of the operation of that kind and subject that has no outcome yet.
    package func open(_ kind: PaymentOperation.Kind, about subject: String) throws -> Int64? {
        try db.number(
            "SELECT id FROM operations WHERE kind = ?1 AND subject = ?2 AND outcome IS NULL",
            [.text(kind.rawValue), .text(subject)]
        )
    }

    /// Counts an attempt and returns the operation, or nil when it has an outcome.
    func claim(_ id: Int64, now: Instant) throws -> PaymentOperation? {
        try db.execute(
            "UPDATE operations SET attempts = attempts + 1, next_attempt_at = ?2 WHERE id = ?1 AND outcome IS NULL",
            [.integer(id), .instant(now + Self.lease)]
        )
        return try db.first(
            """
            SELECT id, kind, subject, idempotency_key, request, attempts FROM operations
            WHERE id = ?1 AND outcome IS NULL
            """,
            [.integer(id)]
        ) { row in
            PaymentOperation(
                id: try row.integer(0),
                kind: try row.word(1, as: PaymentOperation.Kind.self),
                subject: try row.text(2),
                idempotencyKey: try row.text(3),
                request: try row.text(4),
                attempts: Int(try row.integer(5))
            )
        }
    }

    /// Puts the next attempt off, for longer each time, and says whether the operation was still open.
    func postpone(_ operation: PaymentOperation, now: Instant) throws -> Bool {
        let delay = Self.delays[min(max(operation.attempts, 1), Self.delays.count) - 1]
        return try db.execute(
            "UPDATE operations SET next_attempt_at = ?2 WHERE id = ?1 AND outcome IS NULL",
            [.integer(operation.id), .instant(now + delay)]
        ) == 1
    }

    /// Gives an operation its outcome, and says whether it had none before.
    func finish(_ id: Int64, _ outcome: String, now: Instant) throws -> Bool {
        try db.execute(
            """
            UPDATE operations SET outcome = ?2, finished_at = ?3, next_attempt_at = NULL
            WHERE id = ?1 AND outcome IS NULL
            """,
            [.integer(id), .text(outcome), .instant(now)]
        ) == 1
    }

    /// Brings every open operation forward to now, as after a restart: nobody is working on it any more.
    func bringForward(to now: Instant) throws {
        try db.execute("UPDATE operations SET next_attempt_at = ?1 WHERE outcome IS NULL", [.instant(now)])
    }

    /// Those to be tried by now, oldest first.
    func due(_ now: Instant) throws -> [Int64] {
        try db.query(
            "SELECT id FROM operations WHERE outcome IS NULL AND next_attempt_at <= ?1 ORDER BY next_attempt_at, id",
            [.instant(now)]
        ) { try $0.integer(0) }
    }

    /// When the next one is to be tried.
    func nextDue() throws -> Instant? {
        try db.number("SELECT min(next_attempt_at) FROM operations WHERE outcome IS NULL")
            .map { Instant(microseconds: $0) }
    }

    /// How long after the start of an attempt the janitor makes the next one; longer than any call to Toss.
    private static let lease = Duration.seconds(90)
}

extension Connection {
    /// The operations.
    package var operations: OperationTable { OperationTable(self) }
}
