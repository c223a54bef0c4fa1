extension DatabaseSchema {
    /// How often a provider was asked about an order because of events, and how often somebody tried what only a forger
    /// tries.
    static let intake = """
        CREATE TABLE look_up_budgets (
            order_id TEXT PRIMARY KEY,
            spent_until INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE forgeries (
            kind TEXT NOT NULL,
            day INTEGER NOT NULL,
            seen INTEGER NOT NULL,
            PRIMARY KEY (kind, day)
        ) STRICT;
        """
}
