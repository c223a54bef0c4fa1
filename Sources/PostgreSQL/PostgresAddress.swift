import CPostgres
package import Database

/// Where a PostgreSQL database is, as `postgres://user:password@host:port/database?options`.
///
/// All that libpq knows may stand in it, `host=/folder` for a Unix socket as well
/// (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING). What is left out comes from the
/// environment, `PGPASSWORD` and `~/.pgpass` among it.
package struct PostgresAddress: Sendable, Equatable, CustomStringConvertible {
    /// What libpq is told, the password included.
    let text: String

    /// The address without the password, for logs.
    package let description: String

    /// How many seconds opening a connection may take, when the address says so.
    let secondsToConnect: Int?

    /// Whether the text looks like one.
    package static func isMeant(by text: String) -> Bool {
        text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
    }

    /// Reads an address, and knocks at no door.
    package init(_ text: String) throws(DatabaseError) {
        // libpq's own words may repeat a part of the password.
        guard Self.isMeant(by: text), !text.utf8.contains(0), let options = Self.options(in: text) else {
            throw .badAddress("it is written as postgres://user:password@host:port/database?option=value")
        }
        self.text = text
        let user = options["user"].map { "\($0)@" } ?? ""
        let port = options["port"].map { ":\($0)" } ?? ""
        description = "postgres://\(user)\(options["host"] ?? "")\(port)/\(options["dbname"] ?? "")"
        secondsToConnect = options["connect_timeout"].flatMap(Int.init)
    }

    private static func options(in text: String) -> [String: String]? {
        var message: UnsafeMutablePointer<CChar>?
        let first = unsafe PQconninfoParse(text, &message)
        if let message = unsafe message { unsafe PQfreemem(message) }
        guard let first = unsafe first else { return nil }
        defer { unsafe PQconninfoFree(first) }
        var found: [String: String] = [:]
        var option = unsafe first
        while let keyword = unsafe option.pointee.keyword {
            if let value = unsafe option.pointee.val {
                unsafe found[String(cString: keyword)] = unsafe String(cString: value)
            }
            unsafe option += 1
        }
        return found
    }
}
