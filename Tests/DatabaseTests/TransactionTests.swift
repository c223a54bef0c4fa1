import Database
import Testing

@Suite(.timeLimit(.minutes(3))) struct TransactionTests {
    private struct Refusal: Error {}

    private func count(_ connection: Connection) throws -> Int64? {
        try connection.query("SELECT count(*) FROM item") { row in try row.integer(0) }.first
    }

    @Test func `a file keeps what was committed and its log is written ahead`() throws {
        try withTemporaryDatabase { path in
            do {
                let connection = try Connection.open(path: path)
                try connection.transaction {
                    try connection.execute("CREATE TABLE item (id); INSERT INTO item VALUES (1)")
                }
                #expect(try connection.query("PRAGMA journal_mode") { row in try row.text(0) } == ["wal"])
            }
            #expect(try count(Connection.open(path: path)) == 1)
        }
    }

    @Test func `a transaction that throws leaves nothing behind`() throws {
        let connection = try Connection.open(path: ":memory:")
        try connection.execute("CREATE TABLE item (id INTEGER PRIMARY KEY)")
        #expect(throws: Refusal.self) {
            try connection.transaction {
                try connection.execute("INSERT INTO item VALUES (1)")
                throw Refusal()
            }
        }
        #expect(throws: DatabaseError.self) {
            try connection.transaction { try connection.execute("INSERT INTO item VALUES (1), (1)") }
        }
        #expect(try count(connection) == 0)
        #expect(try connection.transaction { 7 } == 7)
    }

    @Test func `a transaction inside another is refused and the outer one is taken back`() throws {
        let connection = try Connection.open(path: ":memory:")
        try connection.execute("CREATE TABLE item (id)")
        #expect(throws: DatabaseError.self) {
            try connection.transaction {
                try connection.execute("INSERT INTO item VALUES (1)")
                try connection.transaction {}
            }
        }
        #expect(try count(connection) == 0)
    }

    @Test func `a second writer is told that the file is busy while readers go on`() throws {
        try withTemporaryDatabase { path in
            let one = try Connection.open(path: path, busyTimeout: .zero)
            let other = try Connection.open(path: path, busyTimeout: .zero)
            try one.execute("CREATE TABLE item (id)")
            try one.transaction {
                try one.execute("INSERT INTO item VALUES (1)")
                let error = #expect(throws: DatabaseError.self) { try other.transaction {} }
                #expect(error?.isBusy == true)
                #expect(try count(other) == 0)
            }
            #expect(try count(other) == 1)
        }
    }

    @Test func `threads share a connection one at a time`() async throws {
        let shared = SharedConnection(try Connection.open(path: ":memory:"))
        try shared.withConnection { try $0.execute("CREATE TABLE item (id INTEGER PRIMARY KEY)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try shared.withConnection { connection in
                        try connection.transaction { try connection.execute("INSERT INTO item VALUES (NULL)") }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try shared.withConnection { try count($0) } == 50)
    }
}
