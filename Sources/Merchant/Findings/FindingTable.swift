package import Database
internal import JSON
package import TossAPI

/// Something that the books alone cannot settle: the operator is told once, and it stays listed until it is resolved.
package struct Finding: Sendable, Hashable {
    /// What was found.
    package enum Kind: String, CaseIterable, Sendable {
        /// What was asked of a provider stayed without an outcome for days.
        case stuck
        /// The provider has the payment with another amount or order, or under another key.
        case differs
        /// The books say paid, and the provider has no such payment, or says that it is not paid.
        case notAtProvider = "not_at_provider"
        /// The provider has a payment that belongs to no order.
        case notInBooks = "not_in_books"
        /// A month was paid when its subscription had ended already, or had never begun.
        case paidAfterEnd = "paid_after_end"
        /// A month was paid by two orders.
        case paidTwice = "paid_twice"
        /// Months of a subscription that were not charged, because the shop was down when they were due.
        case missedMonths = "missed_months"
        /// The books say that more went back than the provider has given back.
        case notRefunded = "not_refunded"
        /// More went back at the provider than the books can take.
        case refundedTwice = "refunded_twice"
    }

    /// The number of its row.
    package let id: Int64
    /// What was found.
    package let kind: Kind
    /// The order, subscription or operation that it is about.
    package let subject: String
    /// What the shop and the provider say, in a sentence.
    package let story: String
    /// What the operator might do.
    package let act: String
    /// When it was found.
    package let foundAt: Instant
    /// When it was settled; nil while it is open.
    package let resolvedAt: Instant?
}

/// The findings in a database.
package struct FindingTable {
    private let db: Session

    fileprivate init(_ db: Session) { self.db = db }

    /// Notes a finding and tells the operator, unless the same is open already; says whether it was new.
    @discardableResult func add(
        _ kind: Finding.Kind,
        about subject: String,
        _ story: String,
        act: String,
        now: Instant
    ) throws -> Bool {
        let id = try db.first(
            """
            INSERT INTO findings (kind, subject, story, act, found_at) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (kind, subject) WHERE resolved_at IS NULL DO NOTHING RETURNING id
            """,
            [.text(kind.rawValue), .text(subject), .text(story), .text(act), .instant(now)]
        ) { try $0.integer(0) }
        guard let id else { return false }
        try db.outbox.add(.findingMail, id: "\(id)", now: now) { json in
            json.member("finding", kind.rawValue)
            json.member("about", subject)
            json.member("story", story)
            json.member("act", act)
        }
        return true
    }

    /// Settles what was found about a subject, because it is so no longer.
    func resolve(_ kind: Finding.Kind, about subject: String, now: Instant) throws {
        try db.execute(
            "UPDATE findings SET resolved_at = ?3 WHERE kind = ?1 AND subject = ?2 AND resolved_at IS NULL",
            [.text(kind.rawValue), .text(subject), .instant(now)]
        )
    }

    /// Those that are open, oldest first.
    package func open() throws -> [Finding] {
        try db.query(
            """
            SELECT id, kind, subject, story, act, found_at, resolved_at FROM findings
            WHERE resolved_at IS NULL ORDER BY id
            """,
            []
        ) { row in
            Finding(
                id: try row.integer(0),
                kind: try row.word(1, as: Finding.Kind.self),
                subject: try row.text(2),
                story: try row.text(3),
                act: try row.text(4),
                foundAt: try row.instant(5),
                resolvedAt: try row.optionalInstant(6)
            )
        }
    }
}

extension Session {
    /// What needs the operator.
    package var findings: FindingTable { FindingTable(self) }
}
