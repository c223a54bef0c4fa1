extension DatabaseSchema {
    /// Customers, their sealed means of payment, and subscriptions; what a month costs is a payment like any other.
    static let subscriptions = """
        CREATE TABLE customers (
            user_id INTEGER PRIMARY KEY REFERENCES users,
            customer_key TEXT NOT NULL UNIQUE
        ) STRICT;
        CREATE TABLE billing_keys (
            id INTEGER PRIMARY KEY,
            user_id INTEGER NOT NULL REFERENCES users,
            provider TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            key_id TEXT NOT NULL,
            iv BLOB NOT NULL,
            ciphertext BLOB NOT NULL,
            tag BLOB NOT NULL,
            card TEXT,
            created_at INTEGER NOT NULL,
            deleted_at INTEGER,
            UNIQUE (key_id, iv)
        ) STRICT;
        CREATE INDEX billing_keys_by_fingerprint ON billing_keys (fingerprint);
        CREATE TABLE subscriptions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            user_id INTEGER NOT NULL REFERENCES users,
            provider TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('starting', 'active', 'past_due', 'cancelled', 'expired')),
            billing_key_id INTEGER REFERENCES billing_keys,
            first_order_id TEXT NOT NULL REFERENCES orders,
            amount INTEGER NOT NULL CHECK (amount >= 100),
            anchor INTEGER NOT NULL,
            period INTEGER NOT NULL DEFAULT 0,
            refusals INTEGER NOT NULL DEFAULT 0,
            next_charge_at INTEGER,
            access_until INTEGER,
            open_order_id TEXT REFERENCES orders,
            started_at INTEGER NOT NULL,
            failure_code TEXT,
            failure_message TEXT,
            cancelled_at INTEGER,
            ended_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX one_live_subscription ON subscriptions (user_id)
            WHERE state IN ('starting', 'active', 'past_due', 'cancelled');
        CREATE INDEX subscriptions_due ON subscriptions (next_charge_at) WHERE open_order_id IS NULL;
        CREATE INDEX subscriptions_lapsing ON subscriptions (access_until);
        CREATE TABLE consents (
            user_id INTEGER NOT NULL REFERENCES users,
            fingerprint TEXT NOT NULL,
            subscription_id INTEGER NOT NULL REFERENCES subscriptions,
            brought_at INTEGER NOT NULL,
            PRIMARY KEY (user_id, fingerprint)
        ) STRICT;
        """
}
