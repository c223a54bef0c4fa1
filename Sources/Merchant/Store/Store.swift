package import Database

/// The merchant's database, which one thread owns.
///
/// What several tasks ask for happens one after another; a call suspends and never blocks its caller's thread.
package actor Store {
    private let connection: Connection
    private let thread: StoreThread

    /// Runs on a thread of its own.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Opens the file, or makes it, and brings its schema up to date.
    ///
    /// `:memory:` is a database that lives as long as the store.
    package static func open(
        path: String,
        durability: Connection.Durability = .power
    ) throws(ShopError) -> Store {
        guard let thread = StoreThread() else { throw .storage(.sqlite(code: 7, message: "no thread to be had")) }
        do throws(DatabaseError) {
            let connection = try Connection.open(path: path, durability: durability)
            try connection.migrate(DatabaseSchema.migrations)
            return Store(connection, thread)
        } catch {
            throw .storage(error)
        }
    }

    private init(_ connection: sending Connection, _ thread: StoreThread) {
        self.connection = connection
        self.thread = thread
    }

    /// Runs `body` between a begin and a commit, or takes everything back when it throws.
    ///
    /// `body` throws `ShopError` or `DatabaseError` and nothing else.
    package func write<R: Sendable>(_ body: @Sendable (Connection) throws -> R) throws(ShopError) -> R {
        do { return try connection.transaction { try body(connection) } } catch { throw ShopError(error) }
    }

    /// Runs `body`, which only reads.
    package func read<R: Sendable>(_ body: @Sendable (Connection) throws -> R) throws(ShopError) -> R {
        do { return try body(connection) } catch { throw ShopError(error) }
    }
}

extension ShopError {
    fileprivate init(_ error: any Error) {
        switch error {
        case let error as ShopError: self = error
        case let error as DatabaseError: self = .storage(error)
        default: self = .corrupt("\(error)")
        }
    }
}
