package import Database
package import JSON
package import TossAPI

/// Something to be done outside the shop because of a change in it.
package struct ShopEffect: Sendable, Hashable {
    /// What is done; a struct, because the shop will learn more of them.
    package struct Kind: RawRepresentable, Sendable, Hashable {
        /// As the database names it.
        package let rawValue: String

        /// Names a kind.
        package init(rawValue: String) { self.rawValue = rawValue }

        /// A mail to the buyer: what was bought.
        package static let purchaseMail = Kind(rawValue: "purchase_mail")
        /// A mail to the buyer: what was given back.
        package static let refundMail = Kind(rawValue: "refund_mail")
        /// A mail to the operator: a payment that failed.
        package static let failureMail = Kind(rawValue: "payment_failed_mail")
        /// A mail to the operator: something that the books alone cannot settle.
        package static let findingMail = Kind(rawValue: "finding_mail")
        /// A mail to the operator: a provider refuses the shop itself.
        package static let misuseMail = Kind(rawValue: "misuse_mail")
        /// A mail to the subscriber: a charge was refused and will be tried again.
        package static let dunningMail = Kind(rawValue: "dunning_mail")
        /// A notice that somebody's tier is another one now.
        package static let tierChange = Kind(rawValue: "tier_change")
    }

    /// The same however often it is delivered, so that a receiver can tell a repetition.
    package let id: String
    /// What is done.
    package let kind: Kind
    /// A JSON object, without card data and keys.
    package let payload: String
}

/// Where effects go.
package protocol EffectSink: Sendable {
    /// Carries one out, or throws, and is then asked again later.
    func deliver(_ effect: ShopEffect) async throws
}

/// The effects in a database.
package struct OutboxTable {
    let db: Session

    fileprivate init(_ db: Session) { self.db = db }

    /// Writes an effect down within the transaction that causes it; a known id changes nothing.
    package func add(
        _ kind: ShopEffect.Kind,
        id: String,
        now: Instant,
        _ payload: (inout JSONWriter) -> Void
    ) throws {
        let json = JSONWriter.bytes { $0.object(payload) }
        try db.execute(
            """
            INSERT INTO outbox (id, kind, payload, due_at, created_at) VALUES (?1, ?2, ?3, ?4, ?4) ON CONFLICT DO NOTHING
            """,
            [
                .text("\(kind.rawValue)/\(id)"), .text(kind.rawValue), .text(String(decoding: json, as: UTF8.self)),
                .instant(now),
            ]
        )
    }

    /// An effect that this process is about to deliver.
    struct Claim: Sendable {
        let effect: ShopEffect
        let attempts: Int
        let createdAt: Instant
        let number: Int64
    }

    /// Takes some of what is due, oldest first, for so long that nobody else delivers it meanwhile.
    func claim(_ now: Instant, owner: String, atMost count: Int) throws -> [Claim] {
        try db.query(
            """
            UPDATE outbox SET owner = ?2, lease_until = ?3 WHERE number IN (
                SELECT number FROM outbox WHERE delivered_at IS NULL AND due_at <= ?1
                    AND (lease_until IS NULL OR lease_until <= ?1)
                ORDER BY due_at, number LIMIT \(count) \(db.skipLocked)
            ) RETURNING id, kind, payload, attempts, created_at, number
            """,
            [.instant(now), .text(owner), .instant(now + Self.lease)]
        ) { row in
            let kind = ShopEffect.Kind(rawValue: try row.text(1))
            return Claim(
                effect: ShopEffect(id: try row.text(0), kind: kind, payload: try row.text(2)),
                attempts: Int(try row.integer(3)),
                createdAt: try row.instant(4),
                number: try row.integer(5)
            )
        }.sorted { $0.number < $1.number }
    }

    /// Longer than any delivery takes.
    private static let lease = Duration.seconds(60)

    /// Gives back what this process had taken when it ended.
    func release(ownedBy owner: String) throws {
        try db.execute(
            "UPDATE outbox SET lease_until = NULL, owner = NULL WHERE delivered_at IS NULL AND owner = ?1",
            [.text(owner)]
        )
    }

    func nextDue() throws -> Instant? {
        try db.number(
            """
            SELECT min(CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END) FROM outbox
            WHERE delivered_at IS NULL
            """
        ).map { Instant(microseconds: $0) }
    }

    func markDelivered(_ id: String, now: Instant) throws {
        try db.execute(
            "UPDATE outbox SET delivered_at = ?2, attempts = attempts + 1 WHERE id = ?1 AND delivered_at IS NULL",
            [.text(id), .instant(now)]
        )
    }

    func postpone(_ id: String, until instant: Instant) throws {
        try db.execute(
            """
            UPDATE outbox SET due_at = ?2, attempts = attempts + 1, lease_until = NULL, owner = NULL
            WHERE id = ?1 AND delivered_at IS NULL
            """,
            [.text(id), .instant(instant)]
        )
    }
}

extension Session {
    /// The effects still to be delivered, and those that were.
    package var outbox: OutboxTable { OutboxTable(self) }
}
