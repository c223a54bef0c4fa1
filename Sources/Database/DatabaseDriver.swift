/// What a transaction is for.
package enum Access: Sendable {
    /// It sees one state of the database from its start to its end, and may change nothing.
    case read

    /// It changes things, and sees what others have committed meanwhile.
    case write
}

/// A connection to one kind of database; sessions are made over it.
///
/// It belongs to one thread at a time, and is closed when the last reference is gone.
package protocol DatabaseDriver: AnyObject {
    /// Whose SQL it speaks.
    var dialect: Dialect { get }

    /// Whether nothing can come of it any more, so that another is to be opened.
    var isBroken: Bool { get }

    /// Runs one statement and tells how many rows it inserted, changed or deleted.
    func run(_ sql: String, _ values: [DatabaseValue]) throws(DatabaseError) -> Int

    /// Runs one statement and gives each row to `each`, until that returns false.
    func rows(_ sql: String, _ values: [DatabaseValue], _ each: (borrowing Row) -> Bool) throws(DatabaseError)

    /// Runs any number of statements without parameters and drops the rows.
    func run(script: String) throws(DatabaseError)

    /// Begins a transaction.
    func begin(_ access: Access) throws(DatabaseError)

    /// Ends the transaction and keeps what it did.
    func commit() throws(DatabaseError)

    /// Ends the transaction, if one is open, and takes back what it did.
    func rollback()

    /// Makes tidy what a process that ends leaves behind.
    func settle()
}
