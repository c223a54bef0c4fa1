import CPostgres
internal import Database

/// What PostgreSQL answered to one statement, and the row of it that is being read.
@safe final class PostgresResult: RowCells {
    private let handle: OpaquePointer
    private let columns: Int32
    private var row: Int32 = 0

    init(adopting handle: OpaquePointer) {
        unsafe self.handle = handle
        columns = unsafe PQnfields(handle)
    }

    deinit { unsafe PQclear(handle) }

    /// Calls `each` with every row, until it returns false.
    func rows(_ each: (borrowing Row) -> Bool) {
        let current = Row(self)
        for number in 0..<(unsafe PQntuples(handle)) {
            row = number
            guard each(current) else { return }
        }
    }

    /// How many rows the statement inserted, changed or deleted.
    var changeCount: Int {
        guard unsafe !String(cString: PQcmdStatus(handle)).hasPrefix("SELECT") else { return 0 }
        return Int(unsafe String(cString: PQcmdTuples(handle))) ?? 0
    }

    /// Whether what was to be a commit took everything back.
    var isRollback: Bool { unsafe String(cString: PQcmdStatus(handle)) == "ROLLBACK" }

    var isGood: Bool {
        let status = unsafe PQresultStatus(handle)
        return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK
    }

    /// Whether the server ends the connection after this.
    var isFatal: Bool { ["FATAL", "PANIC"].contains(field(Int32(UInt8(ascii: "V")))) }

    /// The error, if the answer is one that has a code.
    var error: DatabaseError? {
        guard let state = field(Int32(UInt8(ascii: "C"))) else { return nil }
        return .postgres(state: state, message: withoutValues(field(Int32(UInt8(ascii: "M"))) ?? "", state))
    }

    /// The fields have letters of the protocol as names (`PG_DIAG_SQLSTATE` is `C`).
    private func field(_ letter: Int32) -> String? {
        unsafe PQresultErrorField(handle, letter).map { unsafe String(cString: $0) }
    }

    func value(_ column: Int) throws(DatabaseError) -> DatabaseValue {
        guard !isNull(column) else { return .null }
        let index = Int32(column)
        let type = unsafe PQftype(handle, index)
        let bytes = unsafe UnsafeRawBufferPointer(
            start: PQgetvalue(handle, row, index),
            count: Int(PQgetlength(handle, row, index))
        )
        guard let value = unsafe DatabaseValue(type: type, bytes: bytes) else {
            throw .unknownType(column: name(column), type: type)
        }
        return value
    }

    // A column that is not there holds nothing, as in SQLite.
    func isNull(_ column: Int) -> Bool {
        guard column >= 0, column < columns else { return true }
        return unsafe PQgetisnull(handle, row, Int32(column)) == 1
    }

    func name(_ column: Int) -> String {
        unsafe PQfname(handle, Int32(clamping: column)).map { unsafe String(cString: $0) } ?? "\(column)"
    }
}

/// Words about wrong data (class 22) repeat it in quotes; the others name tables, columns and constraints there.
private func withoutValues(_ message: String, _ state: String) -> String {
    guard state.hasPrefix("22"), let first = message.firstIndex(of: "\""),
        let last = message.lastIndex(of: "\"")
    else { return message }
    return message[...first] + "…" + message[last...]
}
