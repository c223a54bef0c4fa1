package import Database

/// The tables, step by step; instants are microseconds since 1970, amounts whole won.
package enum DatabaseSchema {
    /// Every step, oldest first; what was released stays as it is.
    package static let migrations = [
        Migration(version: 1, name: "accounts", sql: accounts),
        Migration(version: 2, name: "catalogue, orders, payments", sql: payments),
        Migration(version: 3, name: "subscriptions", sql: billing),
        Migration(version: 4, name: "outbox and inbox", sql: boxes),
        Migration(version: 5, name: "words of a refused refund, ended logins", sql: wordsAndLogins),
        Migration(version: 6, name: "intake of webhooks", sql: intake),
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
        """

    private static let payments = """
        CREATE TABLE products (
            id TEXT PRIMARY KEY,
            title TEXT NOT NULL,
            price INTEGER NOT NULL CHECK (price >= 100)
        ) STRICT;
        CREATE TABLE orders (
            order_id TEXT PRIMARY KEY CHECK (length(order_id) BETWEEN 6 AND 64),
            kind TEXT NOT NULL CHECK (kind IN ('product', 'subscription')),
            user_id INTEGER REFERENCES users,
            product_id TEXT REFERENCES products,
            name TEXT NOT NULL,
            original_price INTEGER NOT NULL,
            discount_rate INTEGER NOT NULL CHECK (discount_rate BETWEEN 0 AND 100),
            amount INTEGER NOT NULL CHECK (amount >= 100),
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX orders_of_user ON orders (user_id, created_at);
        CREATE TABLE payments (
            order_id TEXT PRIMARY KEY REFERENCES orders,
            state TEXT NOT NULL CHECK (state IN ('pending', 'confirming', 'unknown', 'awaiting_deposit', 'completed',
                'failed', 'partially_refunded', 'refunded')),
            payment_key TEXT UNIQUE,
            amount INTEGER NOT NULL,
            method TEXT,
            secret TEXT,
            failure_code TEXT,
            failure_message TEXT,
            approved_at INTEGER,
            refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND amount),
            reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            CHECK (refunded + reserved <= amount)
        ) STRICT;
        CREATE INDEX payments_by_state ON payments (state, created_at);
        CREATE TABLE operations (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL CHECK (kind IN ('confirm', 'refund', 'issue', 'charge', 'delete_key')),
            subject TEXT NOT NULL,
            idempotency_key TEXT NOT NULL UNIQUE CHECK (length(idempotency_key) <= 300),
            request TEXT NOT NULL,
            outcome TEXT,
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER,
            created_at INTEGER NOT NULL,
            finished_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX one_open_operation ON operations (kind, subject) WHERE outcome IS NULL;
        CREATE INDEX operations_due ON operations (next_attempt_at) WHERE outcome IS NULL;
        CREATE TABLE purchases (
            order_id TEXT PRIMARY KEY REFERENCES payments,
            user_id INTEGER REFERENCES users,
            prompt_id TEXT NOT NULL,
            prompt_title TEXT NOT NULL,
            price INTEGER NOT NULL,
            purchased_at INTEGER NOT NULL,
            revoked_at INTEGER
        ) STRICT;
        CREATE INDEX purchases_of_user ON purchases (user_id, purchased_at);
        CREATE TABLE refunds (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            order_id TEXT NOT NULL REFERENCES payments,
            amount INTEGER NOT NULL CHECK (amount > 0),
            reason TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('requested', 'unknown', 'done', 'refused')),
            transaction_key TEXT UNIQUE,
            requested_by INTEGER REFERENCES users,
            failure_code TEXT,
            created_at INTEGER NOT NULL,
            finished_at INTEGER
        ) STRICT;
        CREATE INDEX refunds_of_order ON refunds (order_id);
        """

    private static let billing = """
        CREATE TABLE customers (
            user_id INTEGER PRIMARY KEY REFERENCES users,
            customer_key TEXT NOT NULL UNIQUE
        ) STRICT;
        CREATE TABLE billing_keys (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            user_id INTEGER NOT NULL REFERENCES users,
            key_id TEXT NOT NULL,
            iv BLOB NOT NULL,
            ciphertext BLOB NOT NULL,
            tag BLOB NOT NULL,
            card TEXT,
            created_at INTEGER NOT NULL,
            deleted_at INTEGER,
            UNIQUE (key_id, iv)
        ) STRICT;
        CREATE TABLE subscriptions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            user_id INTEGER NOT NULL REFERENCES users,
            state TEXT NOT NULL CHECK (state IN ('starting', 'active', 'past_due', 'cancelled', 'expired')),
            billing_key_id INTEGER REFERENCES billing_keys,
            first_order_id TEXT NOT NULL REFERENCES orders,
            amount INTEGER NOT NULL CHECK (amount >= 100),
            anchor INTEGER NOT NULL,
            period INTEGER NOT NULL DEFAULT 0,
            refusals INTEGER NOT NULL DEFAULT 0,
            next_charge_at INTEGER,
            started_at INTEGER NOT NULL,
            failure_code TEXT,
            failure_message TEXT,
            cancelled_at INTEGER,
            ended_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX one_live_subscription ON subscriptions (user_id)
            WHERE state IN ('starting', 'active', 'past_due', 'cancelled');
        CREATE INDEX subscriptions_due ON subscriptions (next_charge_at);
        CREATE TABLE charges (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            subscription_id INTEGER NOT NULL REFERENCES subscriptions,
            period INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            order_id TEXT NOT NULL UNIQUE REFERENCES orders,
            amount INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('charging', 'unknown', 'paid', 'refused')),
            payment_key TEXT UNIQUE,
            failure_code TEXT,
            created_at INTEGER NOT NULL,
            finished_at INTEGER,
            UNIQUE (subscription_id, period, attempt)
        ) STRICT;
        CREATE UNIQUE INDEX one_charge_a_period ON charges (subscription_id, period) WHERE state <> 'refused';
        """

    private static let wordsAndLogins = """
        ALTER TABLE refunds ADD COLUMN failure_message TEXT;
        ALTER TABLE refunds ADD COLUMN request_key TEXT;
        CREATE UNIQUE INDEX one_refund_a_request ON refunds (order_id, request_key) WHERE request_key IS NOT NULL;
        CREATE TABLE ended_logins (
            token_id TEXT PRIMARY KEY,
            expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX ended_logins_by_time ON ended_logins (expires_at);
        """

    private static let boxes = """
        CREATE TABLE outbox (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            payload TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            due_at INTEGER NOT NULL,
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
            received_at INTEGER NOT NULL,
            processed_at INTEGER
        ) STRICT;
        CREATE INDEX inbox_due ON inbox (due_at) WHERE outcome IS NULL;
        """
}
