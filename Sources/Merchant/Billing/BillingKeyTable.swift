package import Database
internal import TossAPI

/// The billing keys in a database, sealed.
package struct BillingKeyTable {
    private let db: Connection

    fileprivate init(_ db: Connection) { self.db = db }

    /// Seals and stores a key, and returns its row.
    func add(_ key: IssuedBillingKey, of userID: Int64, vault: KeyVault, now: Instant) throws -> Int64 {
        // The row's number is part of what is sealed, so it must be known first; rows are never deleted.
        let id = (try db.number("SELECT max(id) FROM billing_keys") ?? 0) + 1
        let sealed = try vault.seal(key.billingKey, at: Self.place(id, userID))
        try db.execute(
            """
            INSERT INTO billing_keys (id, user_id, key_id, iv, ciphertext, tag, card, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """,
            [
                .integer(id), .integer(userID), .text(sealed.keyID), .blob(sealed.iv), .blob(sealed.ciphertext),
                .blob(sealed.tag), .optional(key.card), .instant(now),
            ]
        )
        return id
    }

    /// The billing key itself; never store or print it.
    func open(_ id: Int64, vault: KeyVault) throws -> String {
        let (userID, sealed) = try row(id)
        return try vault.open(sealed, at: Self.place(id, userID))
    }

    /// The card as Toss masked it.
    package func card(_ id: Int64) throws -> String? {
        try db.first("SELECT card FROM billing_keys WHERE id = ?1", [.integer(id)]) { try $0.optionalText(0) } ?? nil
    }

    func markDeleted(_ id: Int64, now: Instant) throws {
        try db.execute(
            "UPDATE billing_keys SET deleted_at = ?2 WHERE id = ?1 AND deleted_at IS NULL",
            [.integer(id), .instant(now)]
        )
    }

    /// Seals what an earlier key sealed with the current one, and says how many rows that were.
    package func rotate(_ vault: KeyVault) throws -> Int {
        let outdated = try db.query("SELECT id FROM billing_keys ORDER BY id") { try $0.integer(0) }
            .filter { vault.isOutdated(try row($0).sealed) }
        for id in outdated {
            let (userID, sealed) = try row(id)
            let place = Self.place(id, userID)
            let fresh = try vault.seal(try vault.open(sealed, at: place), at: place)
            try db.execute(
                "UPDATE billing_keys SET key_id = ?2, iv = ?3, ciphertext = ?4, tag = ?5 WHERE id = ?1",
                [.integer(id), .text(fresh.keyID), .blob(fresh.iv), .blob(fresh.ciphertext), .blob(fresh.tag)]
            )
        }
        return outdated.count
    }

    private func row(_ id: Int64) throws -> (userID: Int64, sealed: KeyVault.Sealed) {
        let sql = "SELECT user_id, key_id, iv, ciphertext, tag FROM billing_keys WHERE id = ?1"
        let row = try db.first(sql, [.integer(id)]) { row in
            let sealed = KeyVault.Sealed(
                keyID: try row.text(1),
                iv: try row.bytes(2),
                ciphertext: try row.bytes(3),
                tag: try row.bytes(4)
            )
            return (userID: try row.integer(0), sealed: sealed)
        }
        guard let row else { throw ShopError.corrupt("no billing key \(id)") }
        return row
    }

    private static func place(_ id: Int64, _ userID: Int64) -> KeyVault.Place {
        KeyVault.Place("billing_keys", row: id, user: userID)
    }
}

extension Connection {
    /// The billing keys.
    package var billingKeys: BillingKeyTable { BillingKeyTable(self) }
}
