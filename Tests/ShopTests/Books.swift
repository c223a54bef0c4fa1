internal import CSQLite
internal import TestSupport

extension LiveShop {
    /// Reads the merchant's database, for what no call shows: a row for each row, a value for each column.
    func rows(_ sql: String) throws -> [[JSONText]] {
        var connection: OpaquePointer?
        defer { sqlite3_close(connection) }
        guard sqlite3_open_v2(database, &connection, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else {
            throw TestFailure("cannot open \(database)")
        }
        sqlite3_busy_timeout(connection, 5_000)
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK else {
            throw TestFailure("\(sql): \(String(cString: sqlite3_errmsg(connection)))")
        }
        var rows: [[JSONText]] = []
        while sqlite3_step(statement) == SQLITE_ROW {
            rows.append((0..<sqlite3_column_count(statement)).map { Self.value(statement, $0) })
        }
        return rows
    }

    private static func value(_ statement: OpaquePointer?, _ column: Int32) -> JSONText {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: JSONText(Int(sqlite3_column_int64(statement, column)))
        case SQLITE_TEXT: sqlite3_column_text(statement, column).map { .string(String(cString: $0)) } ?? .null
        default: .null
        }
    }

    /// The stored state of an order's payment.
    func state(of order: String) throws -> String? {
        try rows("SELECT state FROM payments WHERE order_id = '\(order)'").first?[0].text
    }

    /// How many purchases an order has led to.
    func purchases(of order: String) throws -> Int {
        try rows("SELECT 1 FROM purchases WHERE order_id = '\(order)' AND revoked_at IS NULL").count
    }

    /// How many mails of a kind there are about an order, delivered or not.
    func effects(_ kind: String, about order: String) throws -> Int {
        try rows("SELECT 1 FROM outbox WHERE kind = '\(kind)' AND payload LIKE '%\"\(order)\"%'").count
    }

    /// What is recorded as asked of Toss and not answered yet.
    func openOperations() throws -> Int { try rows("SELECT 1 FROM operations WHERE outcome IS NULL").count }

    /// The events that were stored, each with what came of it.
    func inbox() throws -> [[JSONText]] { try rows("SELECT door, outcome FROM inbox ORDER BY id") }
}
