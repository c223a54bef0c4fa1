/// One step in the life of a schema.
///
/// What was released stays as it is: a later change is a new step.
package struct Migration: Sendable {
    /// Counts from 1 without a gap.
    package let version: Int

    /// What it does, for people.
    package let name: String

    /// A script without transaction statements of its own, in SQLite's words.
    package let sql: String

    /// The same for PostgreSQL, where its words are not simply other ones.
    package let postgres: String?

    /// Describes a step without taking it.
    package init(version: Int, name: String, sql: String, postgres: String? = nil) {
        self.version = version
        self.name = name
        self.sql = sql
        self.postgres = postgres
    }

    /// What a database of that kind is told.
    package func script(for dialect: Dialect) -> String {
        if dialect == .postgres, let postgres { return postgres }
        return dialect.words(of: sql)
    }
}

extension Connection {
    /// Takes the steps that the file has not seen, all or none, and tells which.
    ///
    /// The file's version is SQLite's `user_version`. A file with a version beyond the last step is refused untouched.
    /// Two processes may do this at the same time. It traps when the list has a gap.
    @discardableResult package func migrate(_ migrations: [Migration]) throws(DatabaseError) -> [Migration] {
        try transaction(failure: { $0 }) { () throws(DatabaseError) in
            // Read within the transaction, since another process may have been first.
            let pending = try pending(migrations, after: try schemaVersion())
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

extension Session {
    /// Takes the steps that the database has not seen, all or none, and tells which.
    ///
    /// The version is SQLite's `user_version`, and on PostgreSQL the one row of a table. A database with a version
    /// beyond the last step is refused untouched. Several processes may do this at the same time. It traps when the
    /// list has a gap.
    @discardableResult package func migrate(_ migrations: [Migration]) throws -> [Migration] {
        try transaction {
            // Only the first of those that start together finds something to do.
            if dialect == .postgres { try lockSchema() }
            let pending = try pending(migrations, after: try schemaVersion())
            for migration in pending { try execute(migration.script(for: dialect)) }
            if !pending.isEmpty { try setSchemaVersion(migrations.count) }
            return Array(pending)
        }
    }

    /// How many steps the database has seen.
    package func schemaVersion() throws -> Int {
        switch dialect {
        case .sqlite: return Int(try number("PRAGMA user_version") ?? 0)
        case .postgres:
            guard try number("SELECT to_regclass('schema_version') IS NOT NULL") == 1 else { return 0 }
            return Int(try number("SELECT version FROM schema_version") ?? 0)
        }
    }

    private func setSchemaVersion(_ version: Int) throws {
        switch dialect {
        case .sqlite: try execute("PRAGMA user_version = \(version)")
        case .postgres:
            try execute(
                """
                CREATE TABLE IF NOT EXISTS schema_version (
                    one BIGINT PRIMARY KEY DEFAULT 1 CHECK (one = 1),
                    version BIGINT NOT NULL
                );
                INSERT INTO schema_version (version) VALUES (\(version))
                    ON CONFLICT (one) DO UPDATE SET version = excluded.version;
                """
            )
        }
    }

    /// The lock is the database's own, and ends with the transaction; whoever has it may need longer than a usual one.
    private func lockSchema() throws {
        try execute("SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(\(schemaLock))")
    }
}

/// Any number will do, as long as nobody else who uses the database takes the same: "tossbox" in ASCII.
private let schemaLock = 0x74_6F_73_73_62_6F_78

private func pending(
    _ migrations: [Migration],
    after found: Int
) throws(DatabaseError) -> ArraySlice<Migration> {
    precondition(migrations.map(\.version) == Array(1..<migrations.count + 1), "versions count from 1")
    guard (0...migrations.count).contains(found) else { throw .newerFile(found: found, known: migrations.count) }
    return migrations.dropFirst(found)
}
