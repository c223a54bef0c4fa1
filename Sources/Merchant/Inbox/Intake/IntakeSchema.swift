extension DatabaseSchema {
    /// What the intake of webhooks adds: which order an event is about, how often Toss was asked about an order, and
    /// how often somebody tried what only a forger tries.
    static let intake = """
        ALTER TABLE inbox ADD COLUMN order_id TEXT;
        ALTER TABLE inbox ADD COLUMN merged INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX inbox_waiting ON inbox (order_id) WHERE outcome IS NULL;
        CREATE INDEX inbox_processed ON inbox (processed_at);
        CREATE INDEX outbox_delivered ON outbox (delivered_at);
        CREATE TABLE look_up_budgets (
            order_id TEXT PRIMARY KEY,
            spent_until BIGINT NOT NULL
        );
        CREATE TABLE forgeries (
            kind TEXT NOT NULL,
            day BIGINT NOT NULL,
            seen BIGINT NOT NULL,
            PRIMARY KEY (kind, day)
        );
        """
}
