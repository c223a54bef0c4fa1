import Database
import Testing

@Suite(.timeLimit(.minutes(3))) struct MigrationTests {
    static let steps = [
        Migration(version: 1, name: "items", sql: "CREATE TABLE item (id INTEGER PRIMARY KEY)"),
        Migration(version: 2, name: "names", sql: "ALTER TABLE item ADD name TEXT; INSERT INTO item VALUES (1, 'a')"),
    ]

    @Test func `each step is taken once`() throws {
        try withTemporaryDatabase { path in
            let first = try Connection.open(path: path).migrate([Self.steps[0]])
            #expect(first.map(\.name) == ["items"])
            let connection = try Connection.open(path: path)
            #expect(try connection.migrate(Self.steps).map(\.version) == [2])
            #expect(try connection.migrate(Self.steps).isEmpty)
            #expect(try connection.schemaVersion() == 2)
            #expect(try connection.query("SELECT name FROM item") { row in try row.text(0) } == ["a"])
        }
    }

    @Test func `a step that fails takes the others back`() throws {
        let connection = try Connection.open(path: ":memory:")
        let bad = Migration(version: 3, name: "bad", sql: "CREATE TABLE more (id); CREATE TABLE item (id)")
        #expect(throws: DatabaseError.sqlite(code: 1, message: "table item already exists")) {
            try connection.migrate(Self.steps + [bad])
        }
        #expect(try connection.schemaVersion() == 0)
        #expect(try connection.query("SELECT name FROM sqlite_schema") { row in try row.text(0) } == [])
        #expect(try connection.migrate(Self.steps).count == 2)
    }

    @Test(arguments: [3, -1]) func `a file of a version that the program does not know is refused`(version: Int) throws
    {
        let connection = try Connection.open(path: ":memory:")
        try connection.execute("PRAGMA user_version = \(version)")
        #expect(throws: DatabaseError.newerFile(found: version, known: 2)) { try connection.migrate(Self.steps) }
    }

    @Test func `no steps are fine`() throws {
        #expect(try Connection.open(path: ":memory:").migrate([]).isEmpty)
    }
}
