import CSQLite

/// Why the database did not do what it was asked.
package enum DatabaseError: Error, Sendable, Equatable {
    /// SQLite refused, with its extended result code (https://sqlite.org/rescode.html) and its own words.
    case sqlite(code: Int32, message: String)

    /// The file was written by a newer program; carries both schema versions.
    case newerFile(found: Int, known: Int)

    /// A statement was prepared from text that holds none or several.
    case notOneStatement(String)

    /// A statement with that many parameters was given another number of values.
    case valueCount(Int, needed: Int)

    /// A column holds another kind of value than was asked for.
    case column(name: String, found: DatabaseValue.Kind, needed: DatabaseValue.Kind)

    /// Whether another connection held the file for longer than the busy time-out; trying again may work.
    package var isBusy: Bool { primaryCode == SQLITE_BUSY }

    /// Whether the disk has no room left, or the file may not grow; trying again may work.
    package var isFull: Bool { primaryCode == SQLITE_FULL }

    /// Whether a unique, foreign key, check or not-null constraint forbade a change.
    package var isConstraint: Bool { primaryCode == SQLITE_CONSTRAINT }

    /// Whether a unique or primary key was there already.
    package var isDuplicate: Bool {
        guard case .sqlite(let code, _) = self else { return false }
        return code == constraintUnique || code == constraintPrimaryKey || code == constraintRowID
    }

    private var primaryCode: Int32? {
        guard case .sqlite(let code, _) = self else { return nil }
        return code & 0xFF
    }
}

extension DatabaseError: CustomStringConvertible {
    /// One readable line.
    package var description: String {
        switch self {
        case .sqlite(let code, let message): "SQLite answered \(code): \(message)"
        case .newerFile(let found, let known):
            "the file has schema version \(found) and this program knows \(known); use the newer program"
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
