internal import Database
internal import TossAPI

/// The table `users`, as SQL sees it.
enum AccountTable {
    struct Entry: Sendable {
        let account: Account
        let passwordHash: String
    }

    static func entry(email: EmailAddress, in connection: Session) throws -> Entry? {
        try connection.first("\(selection) WHERE email = ?", [.text(email.description)]) { try entry($0) }
    }

    static func entry(id: Int64, in connection: Session) throws -> Entry? {
        try connection.first("\(selection) WHERE id = ?", [.integer(id)]) { try entry($0) }
    }

    /// Adds somebody, or returns nil when the address is taken.
    ///
    /// Whoever registers is a member from that moment on; guests are those who buy without an account.
    static func insert(
        _ registration: Accounts.Registration,
        hash: String,
        role: Account.Role,
        at now: Instant,
        in connection: Session
    )
        throws -> Account?
    {
        let sql = """
            INSERT INTO users (email, name, phone, password_hash, role, member_since, referral_code, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """
        let values: [DatabaseValue] = [
            .text(registration.email.description), .text(registration.name), .optional(registration.phone),
            .text(hash), .text(role.rawValue), .instant(now), .optional(registration.referralCode), .instant(now),
        ]
        guard try connection.insertIfNew(sql, values) else { return nil }
        return try entry(id: connection.lastInsertedRowID, in: connection)?.account
    }

    /// Notes that a token is no longer valid, and drops the notes about tokens that have expired since.
    static func end(_ token: LoginToken, now: Instant, in connection: Session) throws {
        try connection.execute("DELETE FROM ended_logins WHERE expires_at <= ?", [.instant(now)])
        try connection.execute(
            "INSERT OR IGNORE INTO ended_logins (token_id, expires_at) VALUES (?, ?)",
            [.text(token.id), .instant(token.expiresAt)]
        )
    }

    static func isEnded(_ token: LoginToken, in connection: Session) throws -> Bool {
        try connection.number("SELECT 1 FROM ended_logins WHERE token_id = ?", [.text(token.id)]) != nil
    }

    static func setAdmin(id: Int64, hash: String, in connection: Session) throws {
        try connection.execute(
            "UPDATE users SET role = 'admin', password_hash = ?, session_epoch = session_epoch + 1 WHERE id = ?",
            [.text(hash), .integer(id)]
        )
    }

    private static let selection = """
        SELECT id, email, name, phone, password_hash, role, member_since, tier, created_at, session_epoch FROM users
        """

    private static func entry(_ row: borrowing Row) throws -> Entry {
        let email = try row.text(1)
        guard let address = EmailAddress(email) else { throw ShopError.corrupt("the address of a user") }
        let account = Account(
            id: try row.integer(0),
            email: address,
            name: try row.text(2),
            phone: try row.optionalText(3),
            role: try row.word(5, as: Account.Role.self),
            memberSince: try row.optionalInstant(6),
            tier: try row.word(7, as: Account.Tier.self),
            createdAt: try row.instant(8),
            sessionEpoch: try row.integer(9)
        )
        return Entry(account: account, passwordHash: try row.text(4))
    }
}
