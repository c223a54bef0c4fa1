package import Database

/// The tables, step by step; instants are microseconds since 1970, amounts whole won.
package enum DatabaseSchema {
    /// Every step, oldest first; what was released stays as it is.
    package static let migrations = [
        Migration(version: 1, name: "accounts", sql: accounts),
        Migration(version: 2, name: "catalogue, orders, payments", sql: payments),
        Migration(version: 3, name: "ledger and findings", sql: ledger),
        Migration(version: 4, name: "subscriptions", sql: subscriptions),
        Migration(version: 5, name: "outbox and inbox", sql: boxes),
        Migration(version: 6, name: "comparisons with the providers", sql: comparisons),
    ]

    private static let accounts = """
        CREATE TABLE users (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            email TEXT NOT NULL UNIQUE COLLATE NOCASE,
            name TEXT NOT NULL,
            phone TEXT,
            password_hash TEXT NOT NULL,
            role TEXT NOT NULL DEFAULT 'customer' CHECK (role IN ('customer', 'support', 'admin')),
            member_since INTEGER,
            tier TEXT NOT NULL DEFAULT 'FREE' CHECK (tier IN ('FREE', 'PRO')),
            session_epoch INTEGER NOT NULL DEFAULT 0,
            referral_code TEXT,
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE ended_logins (
            token_id TEXT PRIMARY KEY,
            expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX ended_logins_by_time ON ended_logins (expires_at);
        """

    private static let boxes = """
        CREATE TABLE outbox (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            payload TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            due_at INTEGER NOT NULL,
            owner TEXT,
            lease_until INTEGER,
            created_at INTEGER NOT NULL,
            delivered_at INTEGER
        ) STRICT;
        CREATE INDEX outbox_due ON outbox (due_at) WHERE delivered_at IS NULL;
        CREATE TABLE inbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            transmission_id TEXT NOT NULL UNIQUE,
            door TEXT NOT NULL,
            body BLOB NOT NULL,
            outcome TEXT,
            attempts INTEGER NOT NULL DEFAULT 0,
            due_at INTEGER NOT NULL,
            owner TEXT,
            lease_until INTEGER,
            received_at INTEGER NOT NULL,
            processed_at INTEGER
        ) STRICT;
        CREATE INDEX inbox_due ON inbox (due_at) WHERE outcome IS NULL;
        """
}
