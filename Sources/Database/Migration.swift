/// One step in the life of a schema.
///
/// What was released stays as it is: a later change is a new step.
package struct Migration: Sendable {
    /// Counts from 1 without a gap.
    package let version: Int

    /// What it does, for people.
    package let name: String

    /// A script without transaction statements of its own.
    package let sql: String

    /// Describes a step without taking it.
    package init(version: Int, name: String, sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
    }
}

extension Connection {
    /// Takes the steps that the file has not seen, all or none, and tells which.
    ///
    /// The file's version is SQLite's `user_version`. A file with a version beyond the last step is refused untouched.
    /// Two processes may do this at the same time. It traps when the list has a gap.
    @discardableResult package func migrate(_ migrations: [Migration]) throws(DatabaseError) -> [Migration] {
        precondition(migrations.map(\.version) == Array(1..<migrations.count + 1), "versions count from 1")
        return try transaction(failure: { $0 }) { () throws(DatabaseError) in
            // Read within the transaction, since another process may have been first.
            let found = try schemaVersion()
            guard (0...migrations.count).contains(found) else {
                throw .newerFile(found: found, known: migrations.count)
            }
            let pending = migrations.dropFirst(found)
            for migration in pending { try execute(migration.sql) }
            if !pending.isEmpty { try execute("PRAGMA user_version = \(migrations.count)") }
            return Array(pending)
        }
    }

    /// How many steps the file has seen.
    package func schemaVersion() throws(DatabaseError) -> Int {
        let statement = try prepare("PRAGMA user_version")
        return try statement.step() ? Int(try statement.integer(0)) : 0
    }
}
