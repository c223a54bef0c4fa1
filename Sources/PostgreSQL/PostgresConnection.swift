import CPostgres
package import Database

/// An open connection to PostgreSQL.
///
/// It belongs to one thread at a time, and is closed when the last reference is gone.
@safe package final class PostgresConnection: DatabaseDriver {
    /// Statements are prepared apart for each combination of types.
    private struct Key: Hashable {
        let sql: String
        let kinds: [DatabaseValue.Kind]
    }

    // Texts that somebody puts together anew each time must not fill the server's memory.
    private static let mostKept = 512

    private let handle: OpaquePointer
    /// The names of the statements that the server keeps.
    private var kept: [Key: String] = [:]

    /// Whose SQL it speaks.
    package var dialect: Dialect { .postgres }

    /// Whether nothing can come of it any more.
    package private(set) var isBroken = false

    init(adopting handle: OpaquePointer) { unsafe self.handle = handle }

    deinit { unsafe PQfinish(handle) }

    /// Runs one statement and tells how many rows it inserted, changed or deleted.
    package func run(_ sql: String, _ values: [DatabaseValue]) throws(DatabaseError) -> Int {
        try answer(to: sql, values).changeCount
    }

    /// Runs one statement and gives each row to `each`, until that returns false.
    package func rows(
        _ sql: String,
        _ values: [DatabaseValue],
        _ each: (borrowing Row) -> Bool
    ) throws(DatabaseError) {
        try answer(to: sql, values).rows(each)
    }

    /// Runs any number of statements without parameters and drops the rows.
    package func run(script: String) throws(DatabaseError) { try answer(to: script) }

    /// Begins a transaction.
    package func begin(_ access: Access) throws(DatabaseError) {
        switch access {
        case .read: try answer(to: "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        case .write: try answer(to: "BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE")
        }
    }

    /// Ends the transaction and keeps what it did.
    package func commit() throws(DatabaseError) {
        let result: PostgresResult
        do throws(DatabaseError) { result = try answer(to: "COMMIT") } catch {
            throw isBroken ? .commitUnknown : error
        }
        // So it answers when a statement before has failed.
        if result.isRollback { throw .transactionLost(after: "PostgreSQL took it back at the commit") }
    }

    /// Ends the transaction, if one is open, and takes back what it did.
    package func rollback() {
        guard !isBroken, unsafe PQtransactionStatus(handle) != PQTRANS_IDLE else { return }
        do throws(DatabaseError) { try answer(to: "ROLLBACK") } catch { isBroken = true }
    }

    /// The server keeps its own house.
    package func settle() {}

    @discardableResult private func answer(to script: String) throws(DatabaseError) -> PostgresResult {
        unsafe try check(PQexec(handle, script))
    }

    private func answer(to sql: String, _ values: [DatabaseValue]) throws(DatabaseError) -> PostgresResult {
        let parameters = try PostgresValues(values)
        let key = Key(sql: sql, kinds: values.map { $0.type == nil ? .null : $0.kind })
        if let name = kept[key] { return try answer(to: .kept(name), parameters) }
        let statement = try PostgresStatement(sql, values)
        guard kept.count < Self.mostKept else { return try answer(to: .text(statement), parameters) }
        let name = "s\(kept.count)"
        unsafe try check(PQprepare(handle, name, statement.sql, Int32(statement.types.count), statement.types))
        kept[key] = name
        return try answer(to: .kept(name), parameters)
    }

    private enum Question {
        case kept(String)
        case text(PostgresStatement)
    }

    private func answer(
        to question: Question,
        _ parameters: PostgresValues
    ) throws(DatabaseError) -> PostgresResult {
        let count = Int32(parameters.ranges.count)
        let lengths = parameters.ranges.map { Int32(clamping: $0?.count ?? 0) }
        let formats = [Int32](repeating: 1, count: lengths.count)
        let result = unsafe parameters.bytes.withUnsafeBytes { bytes in
            // An address is what tells an empty value from none, and an empty buffer may have none.
            let start = unsafe bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)
            let values = unsafe parameters.ranges.map { range in
                unsafe range.flatMap { unsafe start?.advanced(by: $0.lowerBound) }?
                    .assumingMemoryBound(to: CChar.self)
            }
            return switch question {
            case .kept(let name): unsafe PQexecPrepared(handle, name, count, values, lengths, formats, 1)
            case .text(let statement):
                unsafe PQexecParams(handle, statement.sql, count, statement.types, values, lengths, formats, 1)
            }
        }
        return unsafe try check(result)
    }

    @discardableResult private func check(_ result: OpaquePointer?) throws(DatabaseError) -> PostgresResult {
        let answer = unsafe result.map { unsafe PostgresResult(adopting: $0) }
        if let answer, answer.isGood { return answer }
        let error = answer?.error
        // What has no code of the server's comes from the library, and of a connection that is lost: its state tells so
        // only later. And a kept statement whose tables have changed can be used no more, so all of them are given up.
        if error == nil || error?.isOutdated == true || answer?.isFatal == true { isBroken = true }
        throw error ?? .unreachable(unsafe String(cString: PQerrorMessage(handle)).firstLine)
    }
}

extension DatabaseError {
    fileprivate var isOutdated: Bool {
        guard case .postgres("0A000", _) = self else { return false }
        return true
    }
}

extension String {
    /// What stands before the first end of a line.
    var firstLine: String { String(prefix { !$0.isNewline }) }
}
