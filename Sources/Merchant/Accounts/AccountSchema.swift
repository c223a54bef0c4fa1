/// The tables of accounts and logins.
enum AccountSchema {
    /// The script that makes them.
    ///
    /// - `users.id`: ten digits drawn at random, so that one database's numbers mean nothing in another.
    /// - `users.login_epoch`: drawn at random with every password; tokens name it, so those of an earlier password, and
    ///   of any other database, are no good.
    /// - `login_places`: the networks from which an account has signed in, which guessers elsewhere cannot shut out.
    /// - `ended_logins`: tokens that were signed out before their time.
    static let tables = """
        CREATE TABLE users (
            id INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 9999999999),
            email TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            phone TEXT,
            password_hash TEXT NOT NULL,
            role TEXT NOT NULL DEFAULT 'customer' CHECK (role IN ('customer', 'support', 'admin')),
            member_since INTEGER,
            tier TEXT NOT NULL DEFAULT 'FREE' CHECK (tier IN ('FREE', 'PRO')),
            login_epoch TEXT NOT NULL DEFAULT '',
            referral_code TEXT,
            created_at INTEGER NOT NULL,
            last_login_at INTEGER
        ) STRICT;
        CREATE TABLE login_places (
            user_id INTEGER NOT NULL REFERENCES users,
            place TEXT NOT NULL,
            seen_at INTEGER NOT NULL,
            PRIMARY KEY (user_id, place)
        ) STRICT;
        CREATE TABLE ended_logins (
            token_id TEXT PRIMARY KEY,
            expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX ended_logins_by_time ON ended_logins (expires_at);

        """
}
