extension DatabaseSchema {
    /// Double-entry lines, and what needs the operator.
    static let ledger = """
        CREATE TABLE ledger (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            booking TEXT NOT NULL,
            account TEXT NOT NULL CHECK (account IN ('receivable', 'sales', 'refunds', 'refunds_payable', 'fees')),
            amount INTEGER NOT NULL CHECK (amount <> 0),
            order_id TEXT NOT NULL REFERENCES payments,
            booked_at INTEGER NOT NULL,
            UNIQUE (booking, account)
        ) STRICT;
        CREATE INDEX ledger_of_order ON ledger (order_id);
        CREATE TABLE findings (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            story TEXT NOT NULL,
            act TEXT NOT NULL,
            found_at INTEGER NOT NULL,
            resolved_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX one_open_finding ON findings (kind, subject) WHERE resolved_at IS NULL;
        """
}
