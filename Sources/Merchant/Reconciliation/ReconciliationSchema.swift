extension DatabaseSchema {
    /// What was compared with the providers, and when that is due again.
    static let comparisons = """
        CREATE TABLE comparisons (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            covered_until INTEGER NOT NULL,
            compared INTEGER NOT NULL,
            repaired INTEGER NOT NULL,
            found INTEGER NOT NULL,
            next_at INTEGER NOT NULL,
            finished_at INTEGER NOT NULL
        ) STRICT;
        """
}
