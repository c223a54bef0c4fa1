import Database
import PostgreSQL
import TestSupport
import Testing

/// A kind of database, and an empty one of it for each test.
enum TestDatabase: String, CaseIterable, CustomTestStringConvertible {
    case sqlite, postgres

    /// Those that the tests run on.
    static let kinds = allCases.filter { $0 == .sqlite || PostgresServer.isWanted }

    var testDescription: String { rawValue }

    /// Runs `body` with a way to open as many connections as it likes, so often as it likes.
    @discardableResult func with<Result>(_ body: (Place) async throws -> Result) async throws -> Result {
        switch self {
        case .sqlite:
            let folder = try TemporaryDatabase()
            return try await body(.file(folder.path))
        case .postgres:
            return try await PostgresServer.shared.withDatabase { url in
                try await body(.server(try PostgresAddress(url)))
            }
        }
    }

    /// Runs `body` with a pool, which is closed afterwards.
    @discardableResult func withPool<Result>(
        _ sql: String...,
        body: (Pool) async throws -> Result
    ) async throws -> Result {
        try await with { place in
            let steps = sql.enumerated().map { Migration(version: $0 + 1, name: "", sql: $1) }
            let pool = try await place.pool(steps)
            do {
                let result = try await body(pool)
                await pool.close()
                return result
            } catch {
                await pool.close()
                throw error
            }
        }
    }

    /// Where the database is.
    enum Place: Sendable {
        case file(String)
        case server(PostgresAddress)

        func pool(_ migrations: [Migration] = [], size: Int = Pool.usualSize) async throws -> Pool {
            switch self {
            case .file(let path): try await Pool.open(path: path, migrations: migrations)
            case .server(let address): try await Pool.open(address, size: size, migrations: migrations)
            }
        }

        func session() throws -> Session {
            switch self {
            case .file(let path): Session(try Connection.open(path: path))
            case .server(let address): Session(try PostgresConnection.open(address))
            }
        }
    }
}
