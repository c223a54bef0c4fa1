import Database
import Testing

@Suite(.timeLimit(.minutes(3))) struct DatabaseConnectionTests {
    static let values: [DatabaseValue] = [
        nil, 0, .integer(.min), .integer(.max), .real(0.1), .real(-.infinity), "", "토스 ✓", .text("a\u{0}b"),
        .blob([]), .blob([0, 255, 0]),
    ]

    @Test(arguments: values) func `a value comes back as it went in`(value: DatabaseValue) throws {
        let connection = try Connection.open(path: ":memory:")
        let found = try connection.query("SELECT ?1", [value]) { row in row.value(0) }
        #expect(found == [value])
        let isNull = try connection.query("SELECT ?1", [value]) { row in row.isNull(0) }
        #expect(isNull == [value == .null])
    }

    @Test func `rows are read by the kind of their columns, in order`() throws {
        let connection = try Connection.open(path: ":memory:")
        try connection.execute("CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, weight REAL, photo BLOB)")
        let insert = try connection.prepare("INSERT INTO item (name, weight, photo) VALUES (?, ?, ?)")
        for number in 1...3 {
            try insert.run([.text("n\(number)"), .real(Double(number) / 2), .blob([UInt8(number)])])
        }
        #expect(connection.lastInsertedRowID == 3)

        let items = try connection.query("SELECT * FROM item WHERE id < ? ORDER BY id DESC", [3]) { row in
            "\(try row.integer(0)) \(try row.text(1)) \(try row.double(2)) \(try row.bytes(3))"
        }
        #expect(items == ["2 n2 1.0 [2]", "1 n1 0.5 [1]"])
        #expect(try connection.execute("UPDATE item SET weight = 1 WHERE id > ?", [1]) == 2)
    }

    @Test func `a column of another kind is an error and not a guess`() throws {
        let connection = try Connection.open(path: ":memory:")
        #expect(throws: DatabaseError.column(name: "age", found: .text, needed: .integer)) {
            try connection.query("SELECT 'old' AS age") { row in try row.integer(0) }
        }
        #expect(throws: DatabaseError.column(name: "name", found: .null, needed: .text)) {
            try connection.query("SELECT NULL AS name") { row in try row.text(0) }
        }
        #expect(try connection.query("SELECT 2") { row in try row.double(0) } == [2])
    }

    @Test func `outside text cannot become a statement`() throws {
        let connection = try Connection.open(path: ":memory:")
        try connection.execute("CREATE TABLE item (name TEXT)")
        let evil = "'); DROP TABLE item; --"
        try connection.execute("INSERT INTO item VALUES (?)", [.text(evil)])
        #expect(try connection.query("SELECT name FROM item") { row in try row.text(0) } == [evil])
    }

    @Test(arguments: ["SELECT 1; SELECT 2", "", " ; ", "-- nothing"])
    func `what is not one statement is not prepared`(sql: String) throws {
        let connection = try Connection.open(path: ":memory:")
        #expect(throws: DatabaseError.notOneStatement(sql)) { try connection.execute(sql, []) }
    }

    @Test(arguments: [0, 1, 3]) func `values must be as many as parameters`(count: Int) throws {
        let connection = try Connection.open(path: ":memory:")
        #expect(throws: DatabaseError.valueCount(count, needed: 2)) {
            try connection.execute("SELECT ?, ?", Array(repeating: nil, count: count))
        }
    }

    @Test func `an error has SQLite's code and words`() throws {
        let connection = try Connection.open(path: ":memory:")
        #expect(throws: DatabaseError.sqlite(code: 1, message: "no such table: missing")) {
            try connection.execute("SELECT * FROM missing")
        }
        try connection.execute("CREATE TABLE item (id TEXT PRIMARY KEY); INSERT INTO item VALUES ('a')")
        let error = #expect(throws: DatabaseError.self) { try connection.execute("INSERT INTO item VALUES (?)", ["a"]) }
        #expect(error?.isConstraint == true && error?.isDuplicate == true && error?.isBusy == false)
    }

    @Test func `foreign keys are checked`() throws {
        let connection = try Connection.open(path: ":memory:")
        try connection.execute("CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a REFERENCES a (id))")
        let error = #expect(throws: DatabaseError.self) { try connection.execute("INSERT INTO b VALUES (7)") }
        #expect(error?.isConstraint == true && error?.isDuplicate == false)
    }

    @Test func `a statement goes on after an error`() throws {
        let connection = try Connection.open(path: ":memory:")
        try connection.execute("CREATE TABLE item (id INTEGER PRIMARY KEY)")
        let insert = try connection.prepare("INSERT INTO item VALUES (?)")
        try insert.run([1])
        #expect(throws: DatabaseError.self) { try connection.execute("INSERT INTO item VALUES (1)") }
        try insert.run([2])
        #expect(try connection.query("SELECT count(*) FROM item") { row in try row.integer(0) } == [2])
    }

    @Test(arguments: ["/nowhere/at/all.sqlite", "/tmp", "bad\u{0}path"])
    func `a path that cannot be opened says so`(path: String) throws {
        let error = #expect(throws: DatabaseError.self) { try Connection.open(path: path) }
        guard case .sqlite(let code, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(code & 0xFF == 14)
    }
}
