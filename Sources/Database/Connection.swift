import CSQLite

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// An open SQLite file.
///
/// It belongs to whoever opened it, one thread at a time, and is not `Sendable`, so the compiler holds callers to that.
/// A thread that owns one opens it itself; several threads share one through `SharedConnection`. It is closed when the
/// last reference is gone, its statements included.
@safe package final class Connection {
    /// What a commit outlives.
    package enum Durability: Sendable {
        /// The end of the process; a loss of power may take the last commits, but breaks nothing.
        case process

        /// A loss of power as well, for a wait on the disk at each commit.
        case power
    }

    private let handle: OpaquePointer
    private let busyMilliseconds: Int32
    // Texts that somebody puts together anew each time must not fill the memory.
    private static let mostKept = 512
    /// Statements that are kept for the next time, by their text.
    private var kept: [String: OpaquePointer] = unsafe [:]

    /// Opens a file, or makes it, with a write-ahead log, foreign keys checked, and a wait for other processes.
    ///
    /// The path `:memory:` is a database that lives as long as the connection. A file that is made and `canShrink`
    /// gives free pages back when `PRAGMA incremental_vacuum` asks for it, and when it `isPrivate` only its owner reads
    /// and writes it; one that is there stays as it is.
    package static func open(
        path: String,
        busyTimeout: Duration = .seconds(5),
        durability: Durability = .power,
        canShrink: Bool = false,
        isPrivate: Bool = false
    ) throws(DatabaseError) -> Connection {
        guard !path.utf8.contains(0) else {
            throw .sqlite(code: SQLITE_CANTOPEN, message: "the path has a NUL in it")
        }
        if isPrivate, path != ":memory:" { makePrivateFile(path) }
        var handle: OpaquePointer?
        // No mutex: one thread at a time is what this type asks for anyway.
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = unsafe sqlite3_open_v2(path, &handle, flags, nil)
        guard let handle = unsafe handle else { throw .sqlite(code: code, message: "out of memory") }
        // A failed opening leaves a handle too, which holds the reason and must be closed.
        let (seconds, attoseconds) = busyTimeout.components
        let milliseconds = Int32(clamping: seconds &* 1000 &+ attoseconds / 1_000_000_000_000_000)
        let connection = unsafe Connection(adopting: handle, busyMilliseconds: milliseconds)
        try connection.check(code)
        try connection.check(unsafe sqlite3_busy_timeout(handle, milliseconds))
        // Only before the first page is written.
        if canShrink { try connection.execute("PRAGMA auto_vacuum = INCREMENTAL") }
        try connection.execute(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = \(durability == .power ? "FULL" : "NORMAL");
            PRAGMA foreign_keys = ON;
            PRAGMA trusted_schema = OFF;
            PRAGMA temp_store = MEMORY;
            """
        )
        return connection
    }

    private init(adopting handle: OpaquePointer, busyMilliseconds: Int32) {
        unsafe self.handle = handle
        self.busyMilliseconds = busyMilliseconds
    }

    // `sqlite3_close_v2` closes the file once the last open statement is finalized; `sqlite3_close` would not close it.
    deinit {
        unsafe kept.values.forEach { unsafe sqlite3_finalize($0) }
        unsafe sqlite3_close_v2(handle)
    }

    /// Runs a script of any number of statements, without parameters, and drops the rows.
    ///
    /// Never put outside text into it.
    package func execute(_ script: String) throws(DatabaseError) {
        try check(unsafe sqlite3_exec(handle, script, nil, nil, nil))
    }

    /// Runs one statement and tells how many rows it inserted, changed or deleted.
    @discardableResult package func execute(_ sql: String, _ values: [DatabaseValue]) throws(DatabaseError) -> Int {
        let statement = try prepare(sql)
        try statement.run(values)
        return changeCount
    }

    /// Runs one statement and makes a value of each row, or throws what `row` throws.
    package func query<R>(
        _ sql: String,
        _ values: [DatabaseValue] = [],
        _ row: (borrowing Statement) throws -> R
    ) throws -> [R] {
        let statement = try prepare(sql)
        return try statement.rows(values, row)
    }

    /// Lends a statement that is prepared the first time and kept from then on.
    ///
    /// Its parameters keep what they were given before. Only for texts of which there are few.
    package func withKept<R>(
        _ sql: String,
        _ body: (borrowing Statement) throws(DatabaseError) -> R
    ) throws(DatabaseError) -> R {
        let handle: OpaquePointer
        if let known = unsafe kept[sql] {
            // It stands on a row that somebody is reading: whoever asks for the same meanwhile gets a copy.
            guard unsafe sqlite3_stmt_busy(known) == 0 else { return try body(try prepare(sql)) }
            unsafe handle = known
        } else {
            guard unsafe kept.count < Self.mostKept else { return try body(try prepare(sql)) }
            unsafe handle = try compile(sql)
            unsafe kept[sql] = handle
        }
        let statement = unsafe Statement(lending: handle, of: self)
        defer { statement.reset() }
        return try body(statement)
    }

    /// How many pages of the file hold nothing.
    package func freePageCount() throws(DatabaseError) -> Int64 {
        try withKept("PRAGMA freelist_count") { statement throws(DatabaseError) in
            try statement.step() ? try statement.integer(0) : 0
        }
    }

    /// Moves what the write-ahead log holds into the file, and empties it, unless somebody reads or writes just now.
    package func emptyLog() throws(DatabaseError) {
        var (pages, moved): (Int32, Int32) = (0, 0)
        try check(unsafe sqlite3_busy_timeout(handle, 0))
        let code = unsafe sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, &pages, &moved)
        try check(unsafe sqlite3_busy_timeout(handle, busyMilliseconds))
        guard code & 0xFF != SQLITE_BUSY else { return }
        try check(code)
    }

    /// Prepares one statement for use many times; text after it is refused.
    package func prepare(_ sql: String) throws(DatabaseError) -> Statement {
        unsafe Statement(adopting: try compile(sql), of: self)
    }

    private func compile(_ sql: String) throws(DatabaseError) -> OpaquePointer {
        var statement: OpaquePointer?
        var isOnlyOne = true
        let code = unsafe sql.withCString { start in
            var rest: UnsafePointer<CChar>?
            let code = unsafe sqlite3_prepare_v3(
                handle,
                start,
                -1,
                UInt32(SQLITE_PREPARE_PERSISTENT),
                &statement,
                &rest
            )
            if let rest = unsafe rest { isOnlyOne = unsafe String(cString: rest).utf8.allSatisfy(isBlank) }
            return code
        }
        try check(code)
        guard let statement = unsafe statement else { throw .notOneStatement(sql) }
        guard isOnlyOne else {
            unsafe sqlite3_finalize(statement)
            throw .notOneStatement(sql)
        }
        return unsafe statement
    }

    /// Runs `body` between a begin and a commit, or takes everything back when it throws.
    ///
    /// It takes the write lock when it begins, so that it cannot fail to get it halfway. One inside another is refused.
    package func transaction<R>(_ body: () throws -> R) throws -> R {
        try transaction(failure: { $0 }, body)
    }

    /// The row identifier that the last insertion made.
    package var lastInsertedRowID: Int64 { unsafe sqlite3_last_insert_rowid(handle) }

    /// How many rows the last statement inserted, changed or deleted, those of its triggers left out.
    package var changeCount: Int { Int(unsafe sqlite3_changes64(handle)) }

    /// Whether a transaction has begun and not ended.
    var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    /// Throws unless SQLite said that all is well.
    func check(_ code: Int32) throws(DatabaseError) {
        guard code != SQLITE_OK, code != SQLITE_ROW, code != SQLITE_DONE else { return }
        throw .sqlite(code: code, message: unsafe String(cString: sqlite3_errmsg(handle)))
    }

    func transaction<R, E: Error>(failure: (DatabaseError) -> E, _ body: () throws(E) -> R) throws(E) -> R {
        try attempt("BEGIN IMMEDIATE", failure)
        do throws(E) {
            let result = try body()
            try attempt("COMMIT", failure)
            return result
        } catch {
            // Some errors, such as a full disk, have rolled back already.
            if isInTransaction { try? execute("ROLLBACK") }
            throw error
        }
    }

    private func attempt<E: Error>(_ sql: String, _ failure: (DatabaseError) -> E) throws(E) {
        do throws(DatabaseError) { try execute(sql) } catch { throw failure(error) }
    }
}

private func isBlank(_ byte: UInt8) -> Bool { [0x09, 0x0A, 0x0D, 0x20, 0x3B].contains(byte) }

/// Makes an empty file, which is to SQLite a new database; its companions get the permissions that it has.
private func makePrivateFile(_ path: String) {
    // Whatever hinders it is reported when SQLite opens the file.
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 { close(descriptor) }
}
