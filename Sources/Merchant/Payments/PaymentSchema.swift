extension DatabaseSchema {
    /// What is sold, ordered, paid, asked of providers, owned and given back.
    ///
    /// A key is one order's once it has paid it, and not before: who brings a stranger's key keeps nobody from using it.
    static let payments = """
        CREATE TABLE products (
            id TEXT PRIMARY KEY,
            title TEXT NOT NULL,
            price INTEGER NOT NULL CHECK (price >= 100),
            is_repeatable INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE TABLE orders (
            order_id TEXT PRIMARY KEY CHECK (length(order_id) BETWEEN 6 AND 64),
            kind TEXT NOT NULL CHECK (kind IN ('product', 'subscription')),
            user_id INTEGER REFERENCES users,
            product_id TEXT REFERENCES products,
            subscription_id INTEGER,
            period INTEGER,
            attempt INTEGER,
            name TEXT NOT NULL,
            original_price INTEGER NOT NULL,
            discount_rate INTEGER NOT NULL CHECK (discount_rate BETWEEN 0 AND 100),
            amount INTEGER NOT NULL CHECK (amount >= 100),
            created_at INTEGER NOT NULL,
            expires_at INTEGER,
            UNIQUE (subscription_id, period, attempt)
        ) STRICT;
        CREATE INDEX orders_of_user ON orders (user_id, created_at);
        CREATE INDEX orders_by_time ON orders (created_at);
        CREATE TABLE payments (
            order_id TEXT PRIMARY KEY REFERENCES orders,
            provider TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('pending', 'confirming', 'unknown', 'awaiting_deposit', 'completed',
                'failed', 'partially_refunded', 'refunded')),
            payment_key TEXT,
            amount INTEGER NOT NULL,
            month TEXT,
            method TEXT,
            secret TEXT,
            failure_code TEXT,
            failure_message TEXT,
            approved_at INTEGER,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX payments_by_state ON payments (state, created_at);
        CREATE INDEX payments_by_change ON payments (updated_at);
        CREATE UNIQUE INDEX one_paid_order_a_key ON payments (provider, payment_key)
            WHERE state IN ('awaiting_deposit', 'completed', 'partially_refunded', 'refunded');
        CREATE UNIQUE INDEX one_payment_a_month ON payments (month) WHERE state <> 'failed';
        CREATE TABLE operations (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL CHECK (kind IN ('settle', 'refund', 'store', 'charge', 'forget')),
            provider TEXT NOT NULL,
            subject TEXT NOT NULL,
            order_id TEXT REFERENCES orders,
            idempotency_key TEXT NOT NULL UNIQUE CHECK (length(idempotency_key) <= 300),
            request TEXT NOT NULL,
            outcome TEXT,
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER,
            owner TEXT,
            lease_until INTEGER,
            stuck_at INTEGER,
            created_at INTEGER NOT NULL,
            finished_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX one_open_operation ON operations (kind, subject) WHERE outcome IS NULL;
        CREATE INDEX operations_due ON operations (next_attempt_at) WHERE outcome IS NULL;
        CREATE INDEX operations_of_order ON operations (order_id) WHERE outcome IS NULL;
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
            is_rest INTEGER NOT NULL,
            reason TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('requested', 'unknown', 'done', 'refused')),
            transaction_key TEXT UNIQUE,
            requested_by INTEGER REFERENCES users,
            request_key TEXT,
            failure_code TEXT,
            failure_message TEXT,
            created_at INTEGER NOT NULL,
            finished_at INTEGER
        ) STRICT;
        CREATE INDEX refunds_of_order ON refunds (order_id);
        CREATE UNIQUE INDEX one_open_refund ON refunds (order_id) WHERE state IN ('requested', 'unknown');
        CREATE UNIQUE INDEX one_refund_a_request ON refunds (order_id, request_key) WHERE request_key IS NOT NULL;
        """
}
