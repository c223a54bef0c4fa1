import CSQLite

/// A prepared statement, and the row it stands on; finalized exactly once because it cannot be copied.
///
/// It belongs to the thread that may use its connection, and keeps the connection open. Parameters count from 1, as in
/// `?1`, and columns from 0.
@safe package struct Statement: ~Copyable {
    private let handle: OpaquePointer
    private let connection: Connection
    /// Whether somebody else finalizes it.
    private let isLent: Bool

    init(adopting handle: OpaquePointer, of connection: Connection) {
        unsafe self.handle = handle
        self.connection = connection
        isLent = false
    }

    /// A statement that its connection keeps.
    init(lending handle: OpaquePointer, of connection: Connection) {
        unsafe self.handle = handle
        self.connection = connection
        isLent = true
    }

    /// The same statement, for as long as this one lives.
    func lent() -> Statement { unsafe Statement(lending: handle, of: connection) }

    /// Whether it changes nothing in the file.
    var isReadOnly: Bool { unsafe sqlite3_stmt_readonly(handle) != 0 }

    deinit { if !isLent { unsafe sqlite3_finalize(handle) } }

    /// Runs the statement from its start to its end with these values, and drops the rows.
    package func run(_ values: [DatabaseValue] = []) throws(DatabaseError) {
        reset()
        // A statement that stands on a row holds a read lock, so it never stays there.
        defer { reset() }
        try bind(values)
        while try step() {}
    }

    /// Runs the statement from its start to its end with the values that its parameters have, and drops the rows.
    package func runAsBound() throws(DatabaseError) {
        reset()
        defer { reset() }
        while try step() {}
    }

    /// Runs the statement from its start to its end with these values, and makes a value of each row, or
    /// throws what `row` throws.
    package func rows<R>(
        _ values: [DatabaseValue] = [],
        _ row: (borrowing Statement) throws -> R
    ) throws -> [R] {
        reset()
        defer { reset() }
        try bind(values)
        var rows: [R] = []
        while try step() { rows.append(try row(self)) }
        return rows
    }

    /// Gives every parameter its value.
    package func bind(_ values: [DatabaseValue]) throws(DatabaseError) {
        let needed = Int(unsafe sqlite3_bind_parameter_count(handle))
        guard values.count == needed else { throw .valueCount(values.count, needed: needed) }
        for (offset, value) in values.enumerated() {
            switch value {
            case .null: try bindNull(at: offset + 1)
            case .integer(let number): try bind(number, at: offset + 1)
            case .real(let number): try bind(number, at: offset + 1)
            case .text(let text): try bind(text, at: offset + 1)
            case .blob(let bytes): try bind(bytes, at: offset + 1)
            }
        }
    }

    /// Gives a parameter no value.
    package func bindNull(at index: Int) throws(DatabaseError) {
        try connection.check(unsafe sqlite3_bind_null(handle, Int32(clamping: index)))
    }

    /// Gives a parameter a whole number.
    package func bind(_ number: Int64, at index: Int) throws(DatabaseError) {
        try connection.check(unsafe sqlite3_bind_int64(handle, Int32(clamping: index), number))
    }

    /// Gives a parameter a floating-point number.
    package func bind(_ number: Double, at index: Int) throws(DatabaseError) {
        try connection.check(unsafe sqlite3_bind_double(handle, Int32(clamping: index), number))
    }

    /// Gives a parameter a text.
    package func bind(_ text: String, at index: Int) throws(DatabaseError) {
        let size = UInt64(text.utf8.count)
        try connection.check(unsafe tb_sqlite_bind_text(handle, Int32(clamping: index), text, size))
    }

    /// Gives a parameter a text that is UTF-8 already.
    package func bind(utf8 bytes: [UInt8], at index: Int) throws(DatabaseError) {
        let code = unsafe bytes.withUnsafeBufferPointer { buffer in
            // An empty buffer may have no address, which SQLite would take for NULL.
            guard let start = buffer.baseAddress, buffer.count > 0 else {
                return unsafe tb_sqlite_bind_text(handle, Int32(clamping: index), "", 0)
            }
            return unsafe start.withMemoryRebound(to: CChar.self, capacity: buffer.count) { text in
                unsafe tb_sqlite_bind_text(handle, Int32(clamping: index), text, UInt64(buffer.count))
            }
        }
        try connection.check(code)
    }

    /// Gives a parameter some bytes.
    package func bind(_ bytes: [UInt8], at index: Int) throws(DatabaseError) {
        let code = unsafe bytes.withUnsafeBytes { buffer in
            // An empty buffer may have no address, which SQLite would take for NULL.
            guard let start = buffer.baseAddress, buffer.count > 0 else {
                return unsafe sqlite3_bind_zeroblob(handle, Int32(clamping: index), 0)
            }
            return unsafe tb_sqlite_bind_blob(handle, Int32(clamping: index), start, UInt64(buffer.count))
        }
        try connection.check(code)
    }

    /// Goes to the next row, or returns false when there is none.
    package func step() throws(DatabaseError) -> Bool {
        let code = unsafe sqlite3_step(handle)
        try connection.check(code)
        return code == SQLITE_ROW
    }

    /// Goes back before the first row; the parameters keep their values.
    package func reset() {
        // The code repeats how the last step went, which that step has reported.
        unsafe sqlite3_reset(handle)
    }
}

/// What the row holds.
extension Statement {
    /// Any value at all.
    package func value(_ column: Int) -> DatabaseValue {
        let index = Int32(clamping: column)
        switch unsafe sqlite3_column_type(handle, index) {
        case SQLITE_INTEGER: return .integer(unsafe sqlite3_column_int64(handle, index))
        case SQLITE_FLOAT: return .real(unsafe sqlite3_column_double(handle, index))
        case SQLITE3_TEXT:
            let start = unsafe sqlite3_column_text(handle, index)
            let count = Int(unsafe sqlite3_column_bytes(handle, index))
            return .text(unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            let start = unsafe sqlite3_column_blob(handle, index)
            let count = Int(unsafe sqlite3_column_bytes(handle, index))
            return .blob(unsafe Array(UnsafeRawBufferPointer(start: start, count: count)))
        default: return .null
        }
    }

    /// Whether the column holds no value.
    package func isNull(_ column: Int) -> Bool {
        unsafe sqlite3_column_type(handle, Int32(clamping: column)) == SQLITE_NULL
    }

    /// A whole number, or an error when the column holds anything else.
    package func integer(_ column: Int) throws(DatabaseError) -> Int64 {
        let value = value(column)
        guard case .integer(let number) = value else { throw mismatch(column, value, .integer) }
        return number
    }

    /// A number, whole ones included, or an error when the column holds anything else.
    package func double(_ column: Int) throws(DatabaseError) -> Double {
        switch value(column) {
        case .real(let number): return number
        case .integer(let number): return Double(number)
        case let value: throw mismatch(column, value, .real)
        }
    }

    /// A text, or an error when the column holds anything else.
    package func text(_ column: Int) throws(DatabaseError) -> String {
        let value = value(column)
        guard case .text(let text) = value else { throw mismatch(column, value, .text) }
        return text
    }

    /// A text as its bytes, or an error when the column holds anything else.
    package func utf8(_ column: Int) throws(DatabaseError) -> [UInt8] {
        let index = Int32(clamping: column)
        guard unsafe sqlite3_column_type(handle, index) == SQLITE3_TEXT else {
            throw mismatch(column, value(column), .text)
        }
        let start = unsafe sqlite3_column_text(handle, index)
        let count = Int(unsafe sqlite3_column_bytes(handle, index))
        return unsafe Array(UnsafeBufferPointer(start: start, count: count))
    }

    /// Bytes, or an error when the column holds anything else.
    package func bytes(_ column: Int) throws(DatabaseError) -> [UInt8] {
        let value = value(column)
        guard case .blob(let bytes) = value else { throw mismatch(column, value, .blob) }
        return bytes
    }

    private func mismatch(_ column: Int, _ value: DatabaseValue, _ needed: DatabaseValue.Kind) -> DatabaseError {
        .column(name: name(column), found: value.kind, needed: needed)
    }

    /// What the answer calls a column.
    func name(_ column: Int) -> String {
        unsafe sqlite3_column_name(handle, Int32(clamping: column)).map { unsafe String(cString: $0) } ?? "\(column)"
    }
}
