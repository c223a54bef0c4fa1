import Database
import PostgreSQL
import TestSupport
import Testing

/// What SQLite has no like of.
@Suite(.timeLimit(.minutes(3)), .enabled(if: PostgresServer.isWanted)) struct PostgresTests {
    @Test func `a text with a NUL is refused`() async throws {
        try await TestDatabase.postgres.withPool { pool in
            await #expect(throws: DatabaseError.textWithNUL(parameter: 2)) {
                try await pool.read { db in try db.number("SELECT ?1 || ?2", ["a", "b\u{0}"]) }
            }
        }
    }

    @Test func `a not-a-number is no value, as in SQLite`() async throws {
        try await TestDatabase.postgres.withPool { pool in
            let isNull = try await pool.read { db in
                try db.query("SELECT ?1", [.real(.nan)]) { row in row.isNull(0) }
            }
            #expect(isNull == [true])
        }
    }

    @Test(arguments: [
        ("SELECT 0::numeric", DatabaseValue.integer(0)), ("SELECT -10000::numeric", -10_000),
        ("SELECT 9223372036854775807::numeric", .integer(.max)),
        ("SELECT (-9223372036854775808)::numeric", .integer(.min)),
        ("SELECT 9223372036854775808::numeric", .real(9_223_372_036_854_775_808)),
        ("SELECT -0.25::numeric", .real(-0.25)), ("SELECT 1e30::numeric", .real(1e30)),
        ("SELECT 120000.000::numeric", 120_000), ("SELECT 'NaN'::numeric IS NULL", 0),
        ("SELECT 1::smallint", 1), ("SELECT -7", -7), ("SELECT 0.5::real", .real(0.5)), ("SELECT true", 1),
        ("SELECT 'x'::varchar", "x"), ("SELECT 'x'::name", "x"), ("SELECT 'x'::\"char\"", "x"),
        ("SELECT set_config('a.b', 'c', true)", "c"), ("SELECT pg_advisory_xact_lock(1)", nil),
    ])
    func `other types are read as the nearest kind`(sql: String, value: DatabaseValue) async throws {
        try await TestDatabase.postgres.withPool { pool in
            let found = try await pool.read { db in try db.query(sql) { row in try row.value(0) } }
            #expect(found == [value])
        }
    }

    @Test func `a type that has no kind is named`() async throws {
        try await TestDatabase.postgres.withPool { pool in
            await #expect(throws: DatabaseError.unknownType(column: "now", type: 1184)) {
                try await pool.read { db in try db.query("SELECT now()") { row in try row.value(0) } }
            }
        }
    }

    @Test func `an error has PostgreSQL's code and words, and no values`() async throws {
        try await TestDatabase.postgres.withPool("CREATE TABLE items (name TEXT PRIMARY KEY) STRICT") { pool in
            await #expect(
                throws: DatabaseError.postgres(
                    state: "23505",
                    message: "duplicate key value violates unique constraint \"items_pkey\""
                )
            ) {
                try await pool.write { db in try db.execute("INSERT INTO items VALUES (?1), (?1)", ["secret"]) }
            }
            await #expect(
                throws: DatabaseError.postgres(state: "22P02", message: "invalid input syntax for type bigint: \"…\"")
            ) {
                try await pool.read { db in try db.number("SELECT ?1::bigint", ["secret"]) }
            }
        }
    }

    @Test func `who waits too long for a lock is told that it is busy`() async throws {
        try await TestDatabase.postgres.with { place in
            let (one, other) = (try place.session(), try place.session())
            try one.execute("CREATE TABLE items (id BIGINT); INSERT INTO items VALUES (1)")
            try other.execute("SET lock_timeout = '1ms'")
            let error = try one.transaction {
                try one.execute("UPDATE items SET id = 2", [])
                return #expect(throws: DatabaseError.self) {
                    try other.transaction { try other.execute("UPDATE items SET id = 3", []) }
                }
            }
            #expect(error?.isBusy == true && error?.isUnreachable == false)
        }
    }

    @Test func `a statement whose table has changed since is prepared anew`() async throws {
        try await TestDatabase.postgres.withPool("CREATE TABLE items (id INTEGER) STRICT") { pool in
            func columns() async throws -> Int? {
                try await pool.write { db in try db.number("SELECT * FROM items WHERE id = ?1", [1]) }
                    .map { Int($0) }
            }
            #expect(try await columns() == nil)
            try await pool.write { db in
                try db.execute("ALTER TABLE items ADD COLUMN more TEXT; INSERT INTO items VALUES (1)")
            }
            #expect(try await columns() == 1)
        }
    }

    @Test func `a server that crashes and starts again is found again`() async throws {
        let server = try await PostgresServer.start()
        let name = try await server.makeDatabase()
        let table = Migration(version: 1, name: "", sql: "CREATE TABLE items (id INTEGER PRIMARY KEY) STRICT")
        let pool = try await Pool.open(PostgresAddress(server.url(of: name)), size: 3, migrations: [table])
        func insert(_ id: Int64) async throws {
            try await pool.write { db in try db.execute("INSERT INTO items VALUES (?1)", [.integer(id)]) }
        }
        func count() async throws -> Int64? {
            try await pool.read { db in try db.number("SELECT count(*) FROM items") }
        }
        try await insert(1)
        // Nobody notices an end and a start between two calls.
        try await server.crash()
        try await server.restart()
        try await insert(2)
        #expect(try await count() == 2)

        try await server.crash()
        let error = await #expect(throws: DatabaseError.self) { try await insert(3) }
        #expect(error?.isUnreachable == true)
        try await server.restart()
        try await insert(4)
        #expect(try await count() == 3)
        await pool.close()
    }

    @Test func `a connection that ends within a transaction has the transaction run again`() async throws {
        let table = "CREATE TABLE items (id INTEGER PRIMARY KEY) STRICT; CREATE SEQUENCE runs"
        try await TestDatabase.postgres.withPool(table) { pool in
            try await pool.write { db in
                try db.execute("INSERT INTO items VALUES (1)", [])
                // A sequence is not taken back, so the second run gets another number.
                if try db.number("SELECT nextval('runs')") == 1 {
                    try db.execute("SELECT pg_terminate_backend(pg_backend_pid())", [])
                }
            }
            #expect(try await pool.read { db in try db.number("SELECT count(*) FROM items") } == 1)
        }
    }

    @Test func `addresses are shown without their passwords`() throws {
        let address = try PostgresAddress("postgresql://kim:hunter2@db.internal:6432/shop?sslmode=require")
        #expect("\(address)" == "postgres://kim@db.internal:6432/shop")
        #expect("\(try PostgresAddress("postgres:///shop?host=/run/postgresql"))" == "postgres:///run/postgresql/shop")
    }

    @Test(arguments: [
        "http://localhost/shop", "postgres://kim:hunter2@host/shop?nonsense=1", "postgres://kim:hunter2%zz@host/shop",
        "postgres://kim:hunter2@[::1/shop", "postgres://host/a\u{0}b", "shop.sqlite",
    ])
    func `what is no address is refused without repeating it`(text: String) {
        let error = #expect(throws: DatabaseError.self) { try PostgresAddress(text) }
        #expect(error.map { "\($0)" }?.contains("hunter2") == false)
    }

    @Test func `why a connection cannot be made is said in the server's words and code`() async throws {
        let server = try await PostgresServer.shared
        for (url, state) in [
            (server.url(of: "missing"), "3D000"),
            (server.url(of: "postgres", as: "stranger:hunter2"), "28000"),
        ] {
            let error = #expect(throws: DatabaseError.self) { try PostgresConnection.open(PostgresAddress(url)) }
            guard case .postgres(let found, let message) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(found == state && !message.contains("hunter2") && !message.isEmpty)
        }
        let nowhere = try PostgresAddress("postgres://kim:hunter2@/shop?host=/nowhere")
        let error = #expect(throws: DatabaseError.self) { try PostgresConnection.open(nowhere) }
        #expect(error?.isUnreachable == true && "\(String(describing: error))".contains("/nowhere"))
    }
}
