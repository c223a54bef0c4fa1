internal import Database
internal import JSON
package import TossAPI

/// What is tried only by somebody who is not who they seem to be, counted by the day.
package struct Forgery: RawRepresentable, Sendable, Hashable {
    /// As the database names it.
    package let rawValue: String

    /// Names a kind.
    package init(rawValue: String) { self.rawValue = rawValue }

    /// An event about an order that the shop does not have.
    package static let foreignOrder = Forgery(rawValue: "event_foreign_order")
    /// An event that names no order.
    package static let noOrder = Forgery(rawValue: "event_no_order")
    /// A deposit callback with a wrong secret.
    package static let depositSecret = Forgery(rawValue: "deposit_secret")
    /// An event with a missing or wrong signature.
    package static let signature = Forgery(rawValue: "event_signature")
    /// A payment key that Toss has never given out, brought to a confirm.
    package static let paymentKey = Forgery(rawValue: "payment_key")
}

/// The counts of forgeries in a database.
package struct ForgeryTable {
    private let db: Session

    init(_ db: Session) { self.db = db }

    /// Counts one more.
    package func note(_ forgery: Forgery, now: Instant) throws {
        try db.execute(
            """
            INSERT INTO forgeries (kind, day, seen) VALUES (?1, ?2, 1)
            ON CONFLICT (kind, day) DO UPDATE SET seen = forgeries.seen + 1
            """,
            [.text(forgery.rawValue), .instant(now.startOfSeoulDay)]
        )
    }

    /// Whether a day before `day` has something that nobody has been told of.
    func hasAny(before day: Instant) throws -> Bool {
        try db.number("SELECT 1 FROM forgeries WHERE day < ?1 LIMIT 1", [.instant(day)]) != nil
    }

    /// Writes one mail to the operator for each kind and day before `day`, and forgets what it has told.
    func report(before day: Instant, now: Instant) throws {
        let rows = try db.query(
            "SELECT kind, day, seen FROM forgeries WHERE day < ?1 ORDER BY day, kind",
            [.instant(day)]
        ) { (kind: try $0.text(0), day: try $0.instant(1), seen: try $0.integer(2)) }
        for row in rows {
            let date = String(row.day.timestamp.prefix(10))
            // With the count in its name, because a clock that was set back may come to the same day again.
            try db.outbox.add(.forgeryMail, id: "\(row.kind)/\(date)/\(row.seen)", now: now) { json in
                json.member("kind", row.kind)
                json.member("day", date)
                json.member("count", row.seen)
            }
        }
        try db.execute("DELETE FROM forgeries WHERE day < ?1", [.instant(day)])
    }
}

extension Session {
    /// The counts of forgeries.
    package var forgeries: ForgeryTable { ForgeryTable(self) }
}

extension ShopEffect.Kind {
    /// A mail to the operator: how often somebody tried what only a forger tries.
    package static let forgeryMail = ShopEffect.Kind(rawValue: "forgery_mail")
}

extension Instant {
    /// Midnight in Seoul on the day that Seoul's calendar shows at this instant.
    var startOfSeoulDay: Instant { nineInSeoul - .seconds(9 * 3_600) }
}
