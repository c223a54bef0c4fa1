internal import Database

extension LedgerTable {
    /// What in the books does not add up; empty when all does.
    ///
    /// Every booking sums to nothing, and the lines agree with the states of payments and refunds.
    package func audit() throws -> [String] {
        try unbalanced() + paymentsOtherwise() + refundsOtherwise()
    }

    private func unbalanced() throws -> [String] {
        try db.query(
            "SELECT booking FROM ledger GROUP BY booking HAVING sum(amount) <> 0 ORDER BY booking",
            []
        ) { "\(try $0.text(0)) does not sum to nothing" }
    }

    /// A sale is booked for what was paid and for nothing else, and what went back shows in the state.
    private func paymentsOtherwise() throws -> [String] {
        let states = """
            SELECT order_id, state, amount,
                COALESCE((SELECT -sum(amount) FROM ledger
                    WHERE ledger.order_id = payments.order_id AND account = 'sales'), 0) AS sold,
                COALESCE((SELECT sum(amount) FROM ledger WHERE ledger.order_id = payments.order_id
                    AND account IN ('refunds', 'refunds_payable')), 0) AS refunded
            FROM payments
            """
        return try db.query(
            """
            SELECT order_id, state FROM (\(states)) AS books WHERE NOT (
                (state IN ('pending', 'confirming', 'unknown', 'awaiting_deposit', 'failed')
                    AND sold = 0 AND refunded = 0)
                OR (state = 'completed' AND sold = amount AND refunded = 0)
                OR (state = 'partially_refunded' AND sold = amount AND refunded > 0 AND refunded < amount)
                OR (state = 'refunded' AND sold = amount AND refunded = amount)
            ) ORDER BY order_id
            """,
            []
        ) { "\(try $0.text(0)) is \(try $0.text(1)), and the ledger says something else" }
    }

    /// What the refunds of an order come to is what the ledger has for it.
    private func refundsOtherwise() throws -> [String] {
        let sums = """
            SELECT order_id,
                COALESCE((SELECT sum(amount) FROM refunds
                    WHERE refunds.order_id = payments.order_id AND state = 'done'), 0) AS done,
                COALESCE((SELECT sum(amount) FROM refunds
                    WHERE refunds.order_id = payments.order_id AND state IN ('requested', 'unknown')), 0) AS open,
                COALESCE((SELECT sum(amount) FROM ledger WHERE ledger.order_id = payments.order_id
                    AND account IN ('refunds', 'refunds_payable')), 0) AS refunded,
                COALESCE((SELECT -sum(amount) FROM ledger
                    WHERE ledger.order_id = payments.order_id AND account = 'refunds_payable'), 0) AS reserved
            FROM payments
            """
        return try db.query(
            "SELECT order_id FROM (\(sums)) AS books WHERE done <> refunded OR open <> reserved ORDER BY order_id",
            []
        ) { "the refunds of \(try $0.text(0)) are not what the ledger has" }
    }
}
