package import Database

extension Pool {
    /// Connects to PostgreSQL and brings the schema up to date.
    package static func open(
        _ address: PostgresAddress,
        size: Int = Pool.usualSize,
        migrations: [Migration]
    ) async throws -> Pool {
        try await open(size: size, migrations: migrations) { () throws(DatabaseError) in
            try PostgresConnection.open(address)
        }
    }
}
