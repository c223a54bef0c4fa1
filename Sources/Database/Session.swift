/// A way to a database, of whichever kind, that one thread uses at a time.
///
/// Parameters are written as `?1`, and may be used more than once. A transaction in which a statement has failed is
/// lost: nothing more runs in it, and it is taken back even when whoever ran the statement took no notice. What may
/// fail and be gone on from belongs into a `savepoint`.
package final class Session {
    private let driver: any DatabaseDriver
    private var access: Access?
    private var savepoints = 0
    /// Why the transaction is lost.
    private var failure: DatabaseError?
    /// Why running the transaction again could do better.
    private(set) var reasonToRunAgain: DatabaseError?

    /// Wraps a connection.
    package init(_ driver: any DatabaseDriver) { self.driver = driver }

    /// Whose SQL the database speaks.
    package var dialect: Dialect { driver.dialect }

    /// Ends a `SELECT` whose rows nobody else shall change before the transaction ends.
    ///
    /// Empty on SQLite, where there is one writer at a time.
    package var forUpdate: String { dialect == .postgres ? "FOR UPDATE" : "" }

    /// As `forUpdate`, and leaves out the rows that another transaction holds.
    package var skipLocked: String { dialect == .postgres ? "FOR UPDATE SKIP LOCKED" : "" }

    var isBroken: Bool { driver.isBroken }

    func settle() { driver.settle() }
}

/// Statements.
extension Session {
    /// Runs one statement and makes a value of each row, or throws what `row` throws.
    package func query<R>(
        _ sql: String,
        _ values: [DatabaseValue] = [],
        _ row: (borrowing Row) throws -> R
    ) throws -> [R] {
        var rows: [R] = []
        var refusal: (any Error)?
        try attempt { () throws(DatabaseError) in
            try driver.rows(sql, values) { found in
                do { rows.append(try row(found)) } catch { refusal = error }
                return refusal == nil
            }
        }
        if let refusal { throw refusal }
        return rows
    }

    /// The first row, or nil when there is none.
    package func first<R>(
        _ sql: String,
        _ values: [DatabaseValue] = [],
        _ row: (borrowing Row) throws -> R
    ) throws -> R? {
        try query(sql, values, row).first
    }

    /// A whole number that a query without rows answers with nil.
    package func number(_ sql: String, _ values: [DatabaseValue] = []) throws -> Int64? {
        try first(sql, values) { row in try row.optionalInteger(0) } ?? nil
    }

    /// Runs one statement and tells how many rows it inserted, changed or deleted.
    @discardableResult package func execute(_ sql: String, _ values: [DatabaseValue]) throws(DatabaseError) -> Int {
        try attempt { () throws(DatabaseError) in try driver.run(sql, values) }
    }

    /// Runs a script of any number of statements, without parameters, and drops the rows.
    ///
    /// Never put outside text into it. It is not for transactions that only read.
    package func execute(_ script: String) throws(DatabaseError) {
        try attempt { () throws(DatabaseError) in
            guard access != .read else { throw .onlyReading }
            try driver.run(script: script)
        }
    }

    /// Runs an `INSERT … RETURNING id` of one row and gives the number that it returns.
    package func insert(_ sql: String, _ values: [DatabaseValue]) throws -> Int64 {
        guard let id = try number(sql, values) else { throw DatabaseError.nothingInserted }
        return id
    }

    /// Runs an `INSERT` of one row that ends with its values, and says whether it was new.
    ///
    /// A unique key that is taken is no error, and the transaction goes on.
    package func insertIfNew(_ sql: String, _ values: [DatabaseValue]) throws(DatabaseError) -> Bool {
        try execute(sql + " ON CONFLICT DO NOTHING", values) > 0
    }

    private func attempt<R>(_ statement: () throws(DatabaseError) -> R) throws(DatabaseError) -> R {
        if let failure, access != nil { throw .transactionLost(after: "\(failure)") }
        do throws(DatabaseError) { return try statement() } catch {
            note(error)
            throw error
        }
    }

    private func note(_ error: DatabaseError) {
        if access != nil { failure = error }
        if error.isTransient || driver.isBroken { reasonToRunAgain = error }
    }
}

/// Transactions.
extension Session {
    /// Runs `body` between a begin and a commit, or takes everything back when it throws.
    ///
    /// On SQLite it takes the write lock when it begins. One inside another is refused.
    @discardableResult package func transaction<R>(_ access: Access = .write, _ body: () throws -> R) throws -> R {
        try begin(access)
        let result: R
        do {
            result = try body()
        } catch {
            takeBack()
            throw error
        }
        try commit()
        return result
    }

    /// Begins a transaction that ends with `commit` or `takeBack`.
    func begin(_ access: Access) throws(DatabaseError) {
        guard self.access == nil else {
            failure = .nestedTransaction
            throw .nestedTransaction
        }
        (failure, reasonToRunAgain) = (nil, nil)
        try attempt { () throws(DatabaseError) in try driver.begin(access) }
        self.access = access
    }

    /// Ends the transaction, and takes it back when that fails or a statement in it has.
    func commit() throws(DatabaseError) {
        do throws(DatabaseError) {
            if let failure { throw failure }
            do throws(DatabaseError) { try driver.commit() } catch {
                // Nobody knows whether it is done, so it must not be done again.
                if error != .commitUnknown { note(error) }
                throw error
            }
            access = nil
        } catch {
            takeBack()
            throw error
        }
    }

    /// Ends the transaction as if it had not been.
    func takeBack() {
        driver.rollback()
        access = nil
    }

    /// Why the transaction that is under way can only be taken back.
    var isLost: DatabaseError? { failure }

    /// Runs `body` within the transaction, and takes back what it did, and that alone, when it throws.
    @discardableResult package func savepoint<R>(_ body: () throws -> R) throws -> R {
        precondition(access != nil, "a savepoint is part of a transaction")
        savepoints += 1
        defer { savepoints -= 1 }
        let name = "point\(savepoints)"
        try attempt { () throws(DatabaseError) in try driver.run(script: "SAVEPOINT \(name)") }
        do {
            let result = try body()
            if let failure { throw failure }
            try attempt { () throws(DatabaseError) in try driver.run(script: "RELEASE \(name)") }
            return result
        } catch {
            failure = nil
            try attempt { () throws(DatabaseError) in
                try driver.run(script: "ROLLBACK TO \(name); RELEASE \(name)")
            }
            throw error
        }
    }
}
