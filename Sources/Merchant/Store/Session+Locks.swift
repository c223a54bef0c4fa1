internal import Database

extension Session {
    /// Locks a row until the transaction ends: what is read of it decides what is written.
    func lock(_ table: String, where column: String, is value: DatabaseValue) throws {
        guard !forUpdate.isEmpty else { return }
        _ = try query("SELECT 1 FROM \(table) WHERE \(column) = ?1 \(forUpdate)", [value]) { _ in }
    }
}
