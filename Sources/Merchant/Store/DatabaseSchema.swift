package import Database

/// The tables, step by step; instants are microseconds since 1970, amounts whole won.
package enum DatabaseSchema {
    /// Every step, oldest first; what was released stays as it is.
    package static let migrations = [
        Migration(version: 1, name: "accounts, health", sql: AccountSchema.tables + HealthProbe.table),
        Migration(version: 2, name: "catalogue, orders, payments", sql: payments),
        Migration(version: 3, name: "ledger and findings", sql: ledger),
        Migration(version: 4, name: "subscriptions", sql: subscriptions),
        Migration(version: 5, name: "outbox and inbox", sql: boxes),
        Migration(version: 6, name: "comparisons with the providers", sql: comparisons),
        Migration(version: 7, name: "intake of webhooks", sql: intake),
    ]

    /// `outbox_next` and `inbox_next` have the very expression that is asked for, so that its least is found at once,
    /// however much waits.
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
        CREATE INDEX outbox_next ON outbox ((CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END))
            WHERE delivered_at IS NULL;
        CREATE INDEX outbox_delivered ON outbox (delivered_at);
        CREATE TABLE inbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            transmission_id TEXT NOT NULL UNIQUE,
            door TEXT NOT NULL,
            body BLOB NOT NULL,
            order_id TEXT,
            merged INTEGER NOT NULL DEFAULT 0,
            outcome TEXT,
            attempts INTEGER NOT NULL DEFAULT 0,
            due_at INTEGER NOT NULL,
            owner TEXT,
            lease_until INTEGER,
            received_at INTEGER NOT NULL,
            processed_at INTEGER
        ) STRICT;
        CREATE INDEX inbox_due ON inbox (due_at) WHERE outcome IS NULL;
        CREATE INDEX inbox_next ON inbox ((CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END))
            WHERE outcome IS NULL;
        CREATE INDEX inbox_waiting ON inbox (order_id) WHERE outcome IS NULL;
        CREATE INDEX inbox_processed ON inbox (processed_at);
        """
}
