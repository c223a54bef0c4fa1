package import Database
internal import PostgreSQL

/// The merchant's database: a `Pool` whose errors are the shop's own.
///
/// A closure may be run again after all of it was taken back, so it draws nothing by chance and tells nobody anything.
package struct Store: Sendable {
    private let pool: Pool

    /// Opens an SQLite file, or makes it, and brings its schema up to date.
    ///
    /// `:memory:` is a database that lives as long as the store.
    package static func open(
        path: String,
        durability: Connection.Durability = .power
    ) async throws(ShopError) -> Store {
        try await open {
            try await Pool.open(path: path, durability: durability, migrations: DatabaseSchema.migrations)
        }
    }

    /// Opens what a configuration names; a server with at most so many connections.
    package static func open(
        _ database: MerchantConfiguration.Database,
        connections: Int = Pool.usualSize
    ) async throws(ShopError) -> Store {
        switch database {
        case .memory: try await open(path: ":memory:")
        case .file(let path): try await open(path: path)
        case .server(let address):
            try await open { try await Pool.open(address, size: connections, migrations: DatabaseSchema.migrations) }
        }
    }

    private static func open(_ open: () async throws -> Pool) async throws(ShopError) -> Store {
        do { return Store(pool: try await open()) } catch { throw ShopError(database: error) }
    }

    /// Runs `body` between a begin and a commit, or takes everything back when it throws.
    ///
    /// `body` throws `ShopError` or `DatabaseError` and nothing else.
    @discardableResult
    package func write<R: Sendable>(_ body: @Sendable (Session) throws -> R) async throws(ShopError) -> R {
        do { return try await pool.write(body) } catch { throw ShopError(database: error) }
    }

    /// Runs `body`, which only reads.
    package func read<R: Sendable>(_ body: @Sendable (Session) throws -> R) async throws(ShopError) -> R {
        do { return try await pool.read(body) } catch { throw ShopError(database: error) }
    }

    /// Waits for what is under way, writes everything into the file, and closes it.
    package func close() async { await pool.close() }
}

extension ShopError {
    fileprivate init(database error: any Error) {
        switch error {
        case let error as ShopError: self = error
        case let error as DatabaseError: self = .storage(error)
        default: self = .corrupt("\(error)")
        }
    }
}
