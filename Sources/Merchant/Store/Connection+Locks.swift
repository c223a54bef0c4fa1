internal import Database

extension Connection {
    /// What locks the rows that a `SELECT` reads until the transaction ends; nothing where one writes at a time anyway.
    var forUpdate: String { "" }

    /// The same, leaving out rows that somebody else has locked.
    var skipLocked: String { "" }

    /// Locks a row until the transaction ends: what is read of it decides what is written.
    func lock(_ table: String, where column: String, is value: DatabaseValue) throws {
        _ = try query("SELECT 1 FROM \(table) WHERE \(column) = ?1 \(forUpdate)", [value]) { _ in }
    }

    /// Runs an `INSERT … RETURNING` of one number.
    func insert(_ sql: String, _ values: [DatabaseValue]) throws -> Int64 {
        guard let id = try number(sql, values) else { throw ShopError.corrupt("an insertion without a row") }
        return id
    }
}
