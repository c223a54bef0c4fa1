import CSQLite

/// Why the database did not do what it was asked.
package enum DatabaseError: Error, Sendable, Equatable {
    /// SQLite refused, with its extended result code (https://sqlite.org/rescode.html) and its own words.
    case sqlite(code: Int32, message: String)

    /// PostgreSQL refused, with its five-letter code (https://www.postgresql.org/docs/current/errcodes-appendix.html)
    /// and its own words, without any value.
    case postgres(state: String, message: String)

    /// Nobody answers at the database's address, or whoever did is gone.
    case unreachable(String)

    /// The connection broke at the commit: it may have happened or not.
    case commitUnknown

    /// The address of the database is none.
    case badAddress(String)

    /// The pool was closed.
    case closed

    /// The system has no thread to give.
    case noThread

    /// A transaction was begun within another.
    case nestedTransaction

    /// A statement before failed, and the transaction with it.
    case transactionLost(after: String)

    /// Something was to be changed by who said that it only reads.
    case onlyReading

    /// An insertion that was to return its row's number inserted no row.
    case nothingInserted

    /// PostgreSQL stores no text with a NUL in it; counts from 1.
    case textWithNUL(parameter: Int)

    /// An answer holds a PostgreSQL type that is not read here.
    case unknownType(column: String, type: UInt32)

    /// The file or database was written by a newer program; carries both schema versions.
    case newerFile(found: Int, known: Int)

    /// A statement was prepared from text that holds none or several.
    case notOneStatement(String)

    /// A statement with that many parameters was given another number of values.
    case valueCount(Int, needed: Int)

    /// A column holds another kind of value than was asked for.
    case column(name: String, found: DatabaseValue.Kind, needed: DatabaseValue.Kind)

    /// Whether others were in the way, or it is only just starting; trying again may work.
    package var isBusy: Bool {
        switch self {
        case .sqlite: primaryCode == SQLITE_BUSY
        case .postgres(let state, _): isTransient || ["55P03", "57P03", "53300"].contains(state)
        default: false
        }
    }

    /// Whether the disk has no room left, or the file may not grow; trying again may work.
    package var isFull: Bool { primaryCode == SQLITE_FULL || state == "53100" }

    /// Whether a unique, foreign key, check or not-null constraint forbade a change.
    package var isConstraint: Bool { primaryCode == SQLITE_CONSTRAINT || state?.hasPrefix("23") == true }

    /// Whether a unique or primary key was there already.
    package var isDuplicate: Bool {
        guard case .sqlite(let code, _) = self else { return state == "23505" }
        return code == constraintUnique || code == constraintPrimaryKey || code == constraintRowID
    }

    /// Whether there is no connection, or it broke.
    package var isUnreachable: Bool {
        switch self {
        case .unreachable, .commitUnknown: true
        // A connection failed; the administrator, a crash, or the end of the machine closed it.
        case .postgres(let state, _): state.hasPrefix("08") || ["57P01", "57P02"].contains(state)
        default: false
        }
    }

    /// Whether two transactions were in each other's way, and this one was taken back for the other's sake.
    var isTransient: Bool { state == "40001" || state == "40P01" }

    private var primaryCode: Int32? {
        guard case .sqlite(let code, _) = self else { return nil }
        return code & 0xFF
    }

    private var state: String? {
        guard case .postgres(let state, _) = self else { return nil }
        return state
    }
}

extension DatabaseError: CustomStringConvertible {
    /// One readable line.
    package var description: String {
        switch self {
        case .sqlite(let code, let message): "SQLite answered \(code): \(message)"
        case .postgres(let state, let message): "PostgreSQL answered \(state): \(message)"
        case .unreachable(let message): "PostgreSQL cannot be reached: \(message)"
        case .commitUnknown: "the connection to PostgreSQL broke at the commit, which may have happened or not"
        case .badAddress(let message): "not the address of a database: \(message)"
        case .closed: "the database was closed"
        case .noThread: "no thread to be had"
        case .nestedTransaction: "a transaction was begun within another"
        case .transactionLost(let reason): "the transaction is lost since a statement failed: \(reason)"
        case .onlyReading: "something was to be changed in a transaction that only reads"
        case .nothingInserted: "the statement inserted no row"
        case .textWithNUL(let parameter): "the text for parameter \(parameter) has a NUL in it"
        case .unknownType(let column, let type): "the column \(column) has the type \(type), which is not read here"
        case .newerFile(let found, let known):
            "the database has schema version \(found) and this program knows \(known); use the newer program"
        case .notOneStatement(let sql): "expected one SQL statement, found: \(sql)"
        case .valueCount(let found, let needed): "the statement takes \(needed) values, it was given \(found)"
        case .column(let name, let found, let needed): "the column \(name) holds \(found), \(needed) was asked for"
        }
    }
}

// Macros with an operation in them, which the importer skips.
private let constraintPrimaryKey = SQLITE_CONSTRAINT | (6 << 8)
private let constraintUnique = SQLITE_CONSTRAINT | (8 << 8)
private let constraintRowID = SQLITE_CONSTRAINT | (10 << 8)
