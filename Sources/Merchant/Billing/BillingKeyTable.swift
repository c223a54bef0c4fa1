internal import Crypto
package import Database
internal import Encodings
internal import TossAPI

/// The billing keys in a database, sealed.
package struct BillingKeyTable {
    private let db: Session

    fileprivate init(_ db: Session) { self.db = db }

    /// Seals and stores a means of payment under a number that was drawn for it: it is part of what is sealed.
    func add(_ means: StoredMeans, id: Int64, of subscription: Subscription, vault: KeyVault, now: Instant) throws {
        let userID = subscription.userID
        let sealed = try vault.seal(means.secret, at: Self.place(id, userID))
        try db.execute(
            """
            INSERT INTO billing_keys
                (id, user_id, provider, fingerprint, key_id, iv, ciphertext, tag, card, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """,
            [
                .integer(id), .integer(userID), .text(subscription.provider.rawValue),
                .text(Self.fingerprint(means.secret)), .text(sealed.keyID), .blob(sealed.iv),
                .blob(sealed.ciphertext), .blob(sealed.tag), .optional(means.label), .instant(now),
            ]
        )
    }

    /// Whether the provider has been told to forget it, or has told us that it did.
    func isDeleted(_ id: Int64) throws -> Bool {
        try db.number("SELECT 1 FROM billing_keys WHERE id = ?1 AND deleted_at IS NOT NULL", [.integer(id)]) != nil
    }

    /// Notes that a provider has forgotten a means of payment, and says whether it was one of ours.
    ///
    /// Whoever can name it knows the secret.
    func markDeleted(secret: String, now: Instant) throws -> Bool {
        try db.execute(
            "UPDATE billing_keys SET deleted_at = ?2 WHERE fingerprint = ?1 AND deleted_at IS NULL",
            [.text(Self.fingerprint(secret)), .instant(now)]
        ) > 0
    }

    /// What a secret is found by, without a way back to it.
    private static func fingerprint(_ secret: String) -> String {
        hex(HMAC.authenticate(Array(secret.utf8), key: Array("billing key".utf8), using: .sha256))
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
    ///
    /// Also the proofs of operations that are still open: without them a subscription would be starting for ever.
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
        return try outdated.count + rotateProofs(vault)
    }

    private func rotateProofs(_ vault: KeyVault) throws -> Int {
        let open = try db.query(
            "SELECT id, subject, request FROM operations WHERE kind = 'store' AND outcome IS NULL ORDER BY id",
            []
        ) { (id: try $0.integer(0), subject: try $0.text(1), request: try $0.text(2)) }
        var count = 0
        for row in open {
            guard let number = Int64(row.subject) else { throw ShopError.corrupt("operation \(row.id)") }
            let place = StoreWork.place(of: try db.subscriptions.existing(number))
            guard let fresh = try SealedProof.resealed(row.request, at: place, vault: vault) else { continue }
            try db.execute("UPDATE operations SET request = ?2 WHERE id = ?1", [.integer(row.id), .text(fresh)])
            count += 1
        }
        return count
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

extension Session {
    /// The billing keys.
    package var billingKeys: BillingKeyTable { BillingKeyTable(self) }
}
