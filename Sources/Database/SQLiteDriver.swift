import CSQLite

extension Session {
    /// A session over an open SQLite file, which it takes over.
    package convenience init(_ connection: Connection) { self.init(SQLiteDriver(connection)) }
}

/// An open SQLite file under a session.
final class SQLiteDriver: DatabaseDriver {
    private let connection: Connection
    private var isOnlyReading = false

    init(_ connection: Connection) { self.connection = connection }

    var dialect: Dialect { .sqlite }
    var isBroken: Bool { false }

    func run(_ sql: String, _ values: [DatabaseValue]) throws(DatabaseError) -> Int {
        try connection.withKept(sql) { statement throws(DatabaseError) in
            try check(statement)
            try statement.run(values)
            return connection.changeCount
        }
    }

    func rows(_ sql: String, _ values: [DatabaseValue], _ each: (borrowing Row) -> Bool) throws(DatabaseError) {
        try connection.withKept(sql) { statement throws(DatabaseError) in
            try check(statement)
            try statement.bind(values)
            let row = Row(StatementCells(statement.lent()))
            while try statement.step(), each(row) {}
        }
    }

    func run(script: String) throws(DatabaseError) { try connection.execute(script) }

    func begin(_ access: Access) throws(DatabaseError) {
        try connection.execute(access == .read ? "BEGIN" : "BEGIN IMMEDIATE")
        isOnlyReading = access == .read
    }

    func commit() throws(DatabaseError) { try connection.execute("COMMIT") }

    // Some errors, such as a full disk, have rolled back already.
    func rollback() { if connection.isInTransaction { try? connection.execute("ROLLBACK") } }

    // Before another session opens the file, it shall be all in one piece.
    func settle() { try? connection.emptyLog() }

    private func check(_ statement: borrowing Statement) throws(DatabaseError) {
        guard !isOnlyReading || !connection.isInTransaction || statement.isReadOnly else { throw .onlyReading }
    }
}

/// The row that a statement stands on.
private final class StatementCells: RowCells {
    private let statement: Statement

    init(_ statement: consuming Statement) { self.statement = statement }

    func value(_ column: Int) throws(DatabaseError) -> DatabaseValue { statement.value(column) }
    func isNull(_ column: Int) -> Bool { statement.isNull(column) }
    func name(_ column: Int) -> String { statement.name(column) }
}
