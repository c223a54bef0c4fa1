internal import Database
internal import TossAPI

/// The table `users`, as SQL sees it.
enum AccountTable {
    struct Entry: Sendable {
        let account: Account
        let passwordHash: String
    }

    static func entry(email: EmailAddress, in connection: Session) throws -> Entry? {
        try connection.first("\(selection) WHERE email = ?1", [.text(email.description)]) { try entry($0) }
    }

    static func entry(id: Int64, in connection: Session) throws -> Entry? {
        try connection.first("\(selection) WHERE id = ?1", [.integer(id)]) { try entry($0) }
    }

    /// Adds somebody, or returns nil when the address is taken.
    ///
    /// Whoever registers is a member from that moment on; guests are those who buy without an account. The number is
    /// drawn again when somebody has it.
    static func insert(
        _ registration: Accounts.Registration,
        hash: String,
        role: Account.Role,
        at now: Instant,
        random: RandomNumbers,
        in connection: Session
    )
        throws -> Account?
    {
        let sql = """
            INSERT INTO users
                (id, email, name, phone, password_hash, role, member_since, login_epoch, referral_code, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?7)
            ON CONFLICT DO NOTHING RETURNING id
            """
        for _ in 0..<drawings {
            let values: [DatabaseValue] = [
                .integer(random.tenDigits()), .text(registration.email.description), .text(registration.name),
                .optional(registration.phone), .text(hash), .text(role.rawValue), .instant(now),
                .text(random.name()), .optional(registration.referralCode),
            ]
            if let id = try connection.number(sql, values) { return try entry(id: id, in: connection)?.account }
            guard try entry(email: registration.email, in: connection) == nil else { return nil }
        }
        throw ShopError.noFreeIdentifier
    }

    /// Of nine thousand million numbers so many in a row are taken only if they are not drawn at random.
    private static let drawings = 20

    /// Notes a login, and the place it came from.
    static func noteLogin(_ id: Int64, from place: String?, at now: Instant, in connection: Session) throws {
        try connection.execute("UPDATE users SET last_login_at = ?2 WHERE id = ?1", [.integer(id), .instant(now)])
        if let place { try notePlace(place, of: id, at: now, in: connection) }
    }

    /// Notes that somebody is at a place; of many places the oldest is forgotten.
    static func notePlace(_ place: String, of id: Int64, at now: Instant, in connection: Session) throws {
        try connection.execute(
            """
            INSERT INTO login_places (user_id, place, seen_at) VALUES (?1, ?2, ?3)
            ON CONFLICT (user_id, place) DO UPDATE SET seen_at = excluded.seen_at
            """,
            [.integer(id), .text(place), .instant(now)]
        )
        try connection.execute(
            """
            DELETE FROM login_places WHERE user_id = ?1 AND place NOT IN (
                SELECT place FROM login_places WHERE user_id = ?1 ORDER BY seen_at DESC, place LIMIT ?2
            )
            """,
            [.integer(id), .integer(placesOfAccount)]
        )
    }

    /// How many places an account knows: the last ones.
    private static let placesOfAccount: Int64 = 20

    /// Whether the account has signed in from a place.
    static func knows(_ place: String, _ id: Int64, in connection: Session) throws -> Bool {
        try connection.number(
            "SELECT 1 FROM login_places WHERE user_id = ?1 AND place = ?2",
            [.integer(id), .text(place)]
        ) != nil
    }

    /// Notes that a token is no longer valid, and drops the notes about tokens that have expired since.
    static func end(_ token: LoginToken, now: Instant, in connection: Session) throws {
        try connection.execute("DELETE FROM ended_logins WHERE expires_at <= ?1", [.instant(now)])
        try connection.execute(
            "INSERT INTO ended_logins (token_id, expires_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            [.text(token.id), .instant(token.expiresAt)]
        )
    }

    static func isEnded(_ token: LoginToken, in connection: Session) throws -> Bool {
        try connection.number("SELECT 1 FROM ended_logins WHERE token_id = ?1", [.text(token.id)]) != nil
    }

    /// Gives an account the role and a password; its logins end, and the places it knew are strange to it.
    static func setAdmin(id: Int64, hash: String, random: RandomNumbers, in connection: Session) throws {
        try connection.execute(
            "UPDATE users SET role = 'admin', password_hash = ?2, login_epoch = ?3 WHERE id = ?1",
            [.integer(id), .text(hash), .text(random.name())]
        )
        try connection.execute("DELETE FROM login_places WHERE user_id = ?1", [.integer(id)])
    }

    private static let selection = """
        SELECT id, email, name, phone, password_hash, role, member_since, tier, created_at, last_login_at, login_epoch
        FROM users
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
            lastLoginAt: try row.optionalInstant(9),
            loginEpoch: Secret(try row.text(10))
        )
        return Entry(account: account, passwordHash: try row.text(4))
    }
}
