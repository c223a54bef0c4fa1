import Database
import Testing

/// What both kinds of database do alike.
@Suite(.timeLimit(.minutes(3))) struct SessionTests {
    private static let items = "CREATE TABLE items (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE) STRICT"
    private struct Refusal: Error {}

    struct Stored: Sendable, CustomTestStringConvertible {
        let value: DatabaseValue
        let column: String
        var testDescription: String { "\(value) in \(column)" }
    }

    static let values: [Stored] = [
        Stored(value: 0, column: "number"), Stored(value: .integer(.min), column: "number"),
        Stored(value: .integer(.max), column: "number"), Stored(value: nil, column: "number"),
        Stored(value: .real(0.1), column: "weight"), Stored(value: .real(-.infinity), column: "weight"),
        Stored(value: .real(.leastNonzeroMagnitude), column: "weight"), Stored(value: nil, column: "weight"),
        Stored(value: "", column: "name"), Stored(value: "토스 ✓ 👩‍👩‍👧", column: "name"),
        Stored(value: "it's \"so\" ?1 $1 \\", column: "name"), Stored(value: nil, column: "name"),
        Stored(value: .blob([]), column: "photo"), Stored(value: .blob(Array(0...255)), column: "photo"),
        Stored(value: .blob([UInt8](repeating: 7, count: 1 << 20)), column: "photo"),
        Stored(value: nil, column: "photo"),
    ]

    @Test(arguments: TestDatabase.kinds, values)
    func `a value comes back as it went in`(kind: TestDatabase, stored: Stored) async throws {
        let table = "CREATE TABLE things (number INTEGER, weight REAL, name TEXT, photo BLOB) STRICT"
        try await kind.withPool(table) { pool in
            let found = try await pool.write { db in
                try db.execute("INSERT INTO things (\(stored.column)) VALUES (?1)", [stored.value])
                // Alone in a statement nothing tells which type a parameter has.
                let bare = try db.query("SELECT ?1", [stored.value]) { row in try row.value(0) }
                let isNull = try db.number("SELECT count(*) WHERE ?1 IS NULL", [stored.value])
                #expect(bare == [stored.value] && isNull == (stored.value == .null ? 1 : 0))
                return try db.query("SELECT \(stored.column) FROM things") { row in try row.value(0) }
            }
            #expect(found == [stored.value])
        }
    }

    @Test(arguments: TestDatabase.kinds)
    func `rows are read by the kind of their columns, counted from 0`(kind: TestDatabase) async throws {
        try await kind.withPool { pool in
            let sql = "SELECT ?1, ?2, ?3, ?4, ?5"
            let values: [DatabaseValue] = [7, "칠", .real(0.5), .blob([7]), nil]
            let found = try await pool.read { db in
                try db.query(sql, values) { row in
                    [
                        .integer(try row.integer(0)), .real(try row.double(0)), .text(try row.text(1)),
                        .real(try row.double(2)), .blob(try row.bytes(3)),
                        try row.optionalInteger(0).map(DatabaseValue.integer) ?? nil,
                        try row.optionalText(1).map(DatabaseValue.text) ?? nil,
                        try row.optionalDouble(2).map(DatabaseValue.real) ?? nil,
                        try row.optionalBytes(3).map(DatabaseValue.blob) ?? nil,
                    ]
                }
            }
            #expect(found == [[7, .real(7), "칠", .real(0.5), .blob([7]), 7, "칠", .real(0.5), .blob([7])]])
            let missing = try await pool.read { db in
                try db.first(sql, values) { row in
                    let isNull = try row.optionalInteger(4) == nil && row.isNull(4) && !row.isNull(0)
                    let (text, bytes) = (try row.optionalText(4), try row.optionalBytes(4))
                    return try isNull && text == nil && bytes == nil && row.optionalDouble(4) == nil
                }
            }
            #expect(missing == true)
            await #expect(throws: DatabaseError.column(name: "age", found: .text, needed: .integer)) {
                try await pool.read { db in try db.first("SELECT 'old' AS age") { row in try row.integer(0) } }
            }
        }
    }

    @Test(arguments: TestDatabase.kinds)
    func `sums, counts and comparisons are whole numbers`(kind: TestDatabase) async throws {
        try await kind.withPool("CREATE TABLE amounts (won INTEGER NOT NULL) STRICT") { pool in
            let found = try await pool.write { db in
                #expect(try db.number("SELECT sum(won) FROM amounts") == nil)
                for won in [9_000_000_000_000_000_000, -9_000_000_000_000_000_000, 120_000, 30_000, -1] as [Int64] {
                    try db.execute("INSERT INTO amounts VALUES (?1)", [.integer(won)])
                }
                return try db.first(
                    """
                    SELECT sum(won), count(*), max(won), min(won) < 0, EXISTS (SELECT 1 FROM amounts WHERE won = 5),
                        length('토스'), (SELECT sum(won) FROM amounts WHERE won < -1), sum(0), avg(won)
                    FROM amounts WHERE won BETWEEN -1 AND 1000000
                    """
                ) { row in (try (0..<8).map { try row.integer($0) }, try row.double(8)) }
            }
            #expect(found?.0 == [149_999, 3, 120_000, 1, 0, 2, -9_000_000_000_000_000_000, 0])
            #expect(abs((found?.1 ?? 0) - 49_999.666_666_666) < 0.000_001)
        }
    }

    @Test(arguments: TestDatabase.kinds)
    func `a parameter may be used twice, and is none within quotes`(kind: TestDatabase) async throws {
        try await kind.withPool { pool in
            let sql = """
                SELECT ?2, ?1, 'it''s ?3' AS "what ?4" -- ?5
                , /* ?6 */ ?1, '?' || ?2
                """
            let found = try await pool.read { db in
                try db.query(sql, ["a", "b"]) { row in try (0..<5).map { try row.text($0) } }
            }
            #expect(found == [["b", "a", "it's ?3", "a", "?b"]])
            let numberless = try await pool.read { db in try db.number("SELECT ? - ?", [10, 3]) }
            #expect(numberless == 7)
        }
    }

    @Test(arguments: TestDatabase.kinds)
    func `what is not one statement with its values is refused`(kind: TestDatabase) async throws {
        try await kind.withPool { pool async throws in
            for sql in ["SELECT 1; SELECT 2", "", " ; ", "-- nothing"] {
                await #expect(throws: DatabaseError.notOneStatement(sql)) {
                    try await pool.read { db in try db.execute(sql, []) }
                }
            }
            for count in [0, 1, 3] {
                await #expect(throws: DatabaseError.valueCount(count, needed: 2)) {
                    try await pool.read { db in try db.number("SELECT ?1 + ?2", Array(repeating: 1, count: count)) }
                }
            }
            #expect(try await pool.read { db in try db.number("SELECT 5 ; ") } == 5)
        }
    }

    @Test(arguments: TestDatabase.kinds)
    func `texts compare byte by byte`(kind: TestDatabase) async throws {
        try await kind.withPool(Self.items) { pool in
            let names = try await pool.write { db in
                for name in ["b", "가", "B", "a", "_", "é"] {
                    try db.execute("INSERT INTO items (name) VALUES (?1)", [.text(name)])
                }
                return try db.query("SELECT name FROM items ORDER BY name") { row in try row.text(0) }
            }
            #expect(names == ["B", "_", "a", "b", "é", "가"])
        }
    }

    @Test(arguments: TestDatabase.kinds)
    func `changes are counted, and insertions give their number`(kind: TestDatabase) async throws {
        try await kind.withPool(Self.items) { pool in
            try await pool.write { db throws in
                let insertion = "INSERT INTO items (name) VALUES (?1) RETURNING id"
                #expect(try db.insert(insertion, ["a"]) == 1)
                #expect(try db.insert(insertion, [nil]) == 2)
                #expect(throws: DatabaseError.nothingInserted) {
                    try db.insert("INSERT INTO items (name) SELECT 'x' WHERE 1 = 0 RETURNING id", [])
                }
                #expect(try db.insertIfNew("INSERT INTO items (name) VALUES (?1)", ["b"]))
                #expect(try !db.insertIfNew("INSERT INTO items (name) VALUES (?1)", ["b"]))
                #expect(try db.execute("UPDATE items SET name = name || '!' WHERE name <> ?1", ["a"]) == 1)
                #expect(try db.execute("DELETE FROM items WHERE id < ?1", [100]) == 3)
                #expect(try db.number("SELECT count(*) FROM items") == 0)
            }
        }
    }

    @Test(arguments: TestDatabase.kinds)
    func `broken constraints are told apart`(kind: TestDatabase) async throws {
        let tables = """
            CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (name <> '')) STRICT;
            CREATE TABLE children (parent INTEGER REFERENCES parents) STRICT;
            INSERT INTO parents VALUES (1, 'a');
            """
        try await kind.withPool(tables) { pool in
            for (sql, isDuplicate) in [
                ("INSERT INTO parents VALUES (1, 'b')", true), ("INSERT INTO parents VALUES (2, 'a')", true),
                ("INSERT INTO parents VALUES (2, '')", false), ("INSERT INTO parents VALUES (2, NULL)", false),
                ("INSERT INTO children VALUES (9)", false),
            ] {
                let error = await #expect(throws: DatabaseError.self) {
                    try await pool.write { db in try db.execute(sql, []) }
                }
                #expect(error?.isConstraint == true && error?.isDuplicate == isDuplicate, "\(sql)")
                #expect(error?.isBusy == false && error?.isFull == false && error?.isUnreachable == false)
            }
        }
    }

    @Test(arguments: TestDatabase.kinds)
    func `a transaction that throws leaves nothing behind`(kind: TestDatabase) async throws {
        try await kind.withPool(Self.items) { pool async throws in
            await #expect(throws: Refusal.self) {
                try await pool.write { db in
                    try db.execute("INSERT INTO items (name) VALUES (?1)", ["a"])
                    throw Refusal()
                }
            }
            #expect(try await pool.read { db in try db.number("SELECT count(*) FROM items") } == 0)
        }
    }

    @Test(arguments: TestDatabase.kinds)
    func `a transaction is lost with the first statement that fails, and the session is not`(
        kind: TestDatabase
    ) async throws {
        try await kind.withPool(Self.items) { pool async throws in
            let first = await #expect(throws: DatabaseError.self) {
                try await pool.write { db in
                    try db.execute("INSERT INTO items (name) VALUES ('a')", [])
                    // Whoever swallows an error cannot save the rest.
                    #expect(throws: DatabaseError.self) { try db.execute("INSERT INTO missing VALUES (1)", []) }
                    let later = #expect(throws: DatabaseError.self) { try db.number("SELECT 1") }
                    guard case .transactionLost = later else { throw Refusal() }
                }
            }
            #expect("\(String(describing: first))".contains("missing"))
            #expect(try await pool.read { db in try db.number("SELECT count(*) FROM items") } == 0)
        }
    }

    @Test(arguments: TestDatabase.kinds)
    func `a savepoint takes back its own part alone`(kind: TestDatabase) async throws {
        try await kind.withPool(Self.items) { pool in
            let names = try await pool.write { db in
                let insertion = "INSERT INTO items (name) VALUES (?1)"
                try db.execute(insertion, ["a"])
                #expect(throws: DatabaseError.self) {
                    try db.savepoint {
                        try db.execute(insertion, ["b"])
                        try db.savepoint { try db.execute(insertion, ["c"]) }
                        try db.execute(insertion, ["a"])
                    }
                }
                try db.savepoint { try db.execute(insertion, ["d"]) }
                return try db.query("SELECT name FROM items ORDER BY name") { row in try row.text(0) }
            }
            #expect(names == ["a", "d"])
        }
    }

    @Test(arguments: TestDatabase.kinds)
    func `a transaction inside another is refused and the outer one is taken back`(kind: TestDatabase) async throws {
        try await kind.withPool(Self.items) { pool async throws in
            await #expect(throws: DatabaseError.nestedTransaction) {
                try await pool.write { db in
                    try db.execute("INSERT INTO items (name) VALUES ('a')", [])
                    try db.transaction {}
                }
            }
            #expect(try await pool.read { db in try db.number("SELECT count(*) FROM items") } == 0)
        }
    }

    @Test(arguments: TestDatabase.kinds)
    func `who only reads cannot write`(kind: TestDatabase) async throws {
        try await kind.withPool(Self.items) { pool in
            await #expect(throws: DatabaseError.self) {
                try await pool.read { db in try db.execute("INSERT INTO items (name) VALUES ('a')", []) }
            }
            await #expect(throws: DatabaseError.onlyReading) {
                try await pool.read { db in try db.execute("DELETE FROM items") }
            }
            #expect(try await pool.read { db in try db.number("SELECT count(*) FROM items") } == 0)
            try await pool.write { db in try db.execute("INSERT INTO items (name) VALUES ('a')", []) }
        }
    }

    @Test(arguments: TestDatabase.kinds)
    func `a row may ask the same again`(kind: TestDatabase) async throws {
        try await kind.withPool { pool in
            let sql = "SELECT ?1 UNION ALL SELECT ?1 + 1"
            let found = try await pool.read { db in
                try db.query(sql, [1]) { row in
                    try db.query(sql, [.integer(try row.integer(0) * 10)]) { row in try row.integer(0) }
                }
            }
            #expect(found == [[10, 11], [20, 21]])
        }
    }

    @Test(arguments: TestDatabase.kinds)
    func `more texts than are kept are run nevertheless`(kind: TestDatabase) async throws {
        try await kind.withPool { pool in
            let sum = try await pool.read { db in
                try (0..<600).reduce(0) { sum, number in sum + (try db.number("SELECT \(number) + ?1", [0]) ?? 0) }
            }
            #expect(sum == 599 * 300)
        }
    }
}
