import Database
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite(.timeLimit(.minutes(3))) struct PoolTests {
    private static let counters = """
        CREATE TABLE counters (id INTEGER PRIMARY KEY, value INTEGER NOT NULL) STRICT;
        INSERT INTO counters VALUES (1, 0), (2, 0);
        """

    @Test(arguments: TestDatabase.kinds)
    func `what many add up at once is all there`(kind: TestDatabase) async throws {
        try await kind.withPool(Self.counters) { pool in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<400 {
                    group.addTask {
                        try await pool.write { db in
                            let value = try db.number("SELECT value FROM counters WHERE id = 1 \(db.forUpdate)")
                            try db.execute("UPDATE counters SET value = ?1 WHERE id = 1", [.integer((value ?? 0) + 1)])
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await pool.read { db in try db.number("SELECT value FROM counters WHERE id = 1") } == 400)
        }
    }

    @Test(arguments: TestDatabase.kinds)
    func `two that lock the same rows the other way round both get through`(kind: TestDatabase) async throws {
        try await kind.withPool(Self.counters) { pool in
            await withThrowingTaskGroup(of: Void.self) { group in
                for round in 0..<60 {
                    group.addTask {
                        let order = round.isMultiple(of: 2) ? [1, 2] : [2, 1]
                        try await pool.write { db in
                            for id in order {
                                try db.execute(
                                    "UPDATE counters SET value = value + 1 WHERE id = ?1",
                                    [.integer(Int64(id))]
                                )
                            }
                        }
                    }
                }
                // A crowd of deadlocks may use up the five runs; whoever does learns that trying again may work.
                while let result = await group.nextResult() {
                    if case .failure(let error) = result { #expect((error as? DatabaseError)?.isBusy == true) }
                }
            }
            let values = try await pool.read { db in
                try db.query("SELECT value FROM counters") { row in try row.integer(0) }
            }
            #expect(values[0] == values[1] && values[0] > 0)
        }
    }

    @Test(arguments: TestDatabase.kinds)
    func `a write that fails takes nothing of the others with it`(kind: TestDatabase) async throws {
        struct Refusal: Error {}
        try await kind.withPool(Self.counters) { pool in
            let done = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        do {
                            try await pool.write { db in
                                try db.execute("UPDATE counters SET value = value + 1 WHERE id = 1", [])
                                if number.isMultiple(of: 4) { throw Refusal() }
                                // Fails by itself, and is lost with what was done before.
                                if number.isMultiple(of: 2) { try db.execute("INSERT INTO counters VALUES (1, 0)", []) }
                            }
                            return 1
                        } catch is Refusal { return 0 } catch is DatabaseError { return 0 }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(done == 50)
            #expect(try await pool.read { db in try db.number("SELECT value FROM counters WHERE id = 1") } == 50)
        }
    }

    @Test(arguments: TestDatabase.kinds)
    func `what was written is there for everybody once the call returns`(kind: TestDatabase) async throws {
        try await kind.with { place in
            let pool = try await place.pool([Migration(version: 1, name: "", sql: Self.counters)])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in 100..<140 {
                    group.addTask {
                        try await pool.write { db in
                            try db.execute("INSERT INTO counters VALUES (?1, 0)", [.integer(Int64(id))])
                        }
                        let seen = try place.session().number("SELECT 1 FROM counters WHERE id = \(id)")
                        #expect(seen == 1)
                        #expect(try await pool.read { db in try db.number("SELECT max(id) FROM counters") ?? 0 } >= id)
                    }
                }
                try await group.waitForAll()
            }
            await pool.close()
        }
    }

    @Test(arguments: TestDatabase.kinds)
    func `work is claimed by one worker each`(kind: TestDatabase) async throws {
        let jobs = "CREATE TABLE jobs (id INTEGER PRIMARY KEY AUTOINCREMENT, owner INTEGER) STRICT"
        try await kind.withPool(jobs) { pool in
            try await pool.write { db in
                for _ in 0..<200 { try db.execute("INSERT INTO jobs (owner) VALUES (NULL)", []) }
            }
            let claimed = try await withThrowingTaskGroup(of: [Int64].self) { group in
                for worker in 1...8 { group.addTask { try await Self.claimAll(pool, as: Int64(worker)) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.sorted() == Array(1...200))
        }
    }

    private static func claimAll(_ pool: Pool, as worker: Int64) async throws -> [Int64] {
        var claimed: [Int64] = []
        while true {
            let batch = try await pool.write { db in
                try db.query(
                    """
                    UPDATE jobs SET owner = ?1
                    WHERE id IN (SELECT id FROM jobs WHERE owner IS NULL ORDER BY id LIMIT 5 \(db.skipLocked))
                    RETURNING id
                    """,
                    [.integer(worker)]
                ) { row in try row.integer(0) }
            }
            guard !batch.isEmpty else { return claimed }
            claimed += batch
        }
    }

    @Test(arguments: TestDatabase.kinds)
    func `who reads sees one state from its start to its end`(kind: TestDatabase) async throws {
        try await kind.with { place in
            let (reader, writer) = (try place.session(), try place.session())
            try reader.execute(
                "CREATE TABLE counters (value \(reader.dialect == .sqlite ? "INTEGER" : "BIGINT"))"
            )
            let count = "SELECT count(*) FROM counters"
            try reader.transaction(.read) {
                #expect(try reader.number(count) == 0)
                try writer.execute("INSERT INTO counters VALUES (1)", [])
                #expect(try reader.number(count) == 0)
            }
            #expect(try reader.number(count) == 1)
        }
    }

    @Test(arguments: TestDatabase.kinds)
    func `closing waits for those that are served, and refuses later ones`(kind: TestDatabase) async throws {
        try await kind.with { place in
            let pool = try await place.pool([Migration(version: 1, name: "", sql: Self.counters)], size: 2)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        do {
                            try await pool.write { db in
                                try db.execute("UPDATE counters SET value = value + 1 WHERE id = 1", [])
                            }
                        } catch DatabaseError.closed {}
                    }
                }
                group.addTask { await pool.close() }
                group.addTask { await pool.close() }
                try await group.waitForAll()
            }
            await #expect(throws: DatabaseError.closed) { try await pool.read { db in try db.number("SELECT 1") } }
            #expect(try place.session().number("SELECT count(*) FROM counters") == 2)
        }
    }

    @Test func `a file that was closed holds everything itself, and is its owner's alone`() async throws {
        let folder = try TemporaryDatabase()
        let pool = try await Pool.open(
            path: folder.path,
            migrations: [Migration(version: 1, name: "", sql: Self.counters)]
        )
        for suffix in ["", "-wal", "-shm"] { #expect(status(folder.path + suffix)?.st_mode == S_IFREG | 0o600) }
        // Another program that has it open keeps SQLite from tidying up at the end.
        let other = try Connection.open(path: folder.path)
        #expect((status(folder.path + "-wal")?.st_size ?? 0) > 4096)
        await pool.close()
        #expect(status(folder.path + "-wal")?.st_size == 0)
        #expect((status(folder.path)?.st_size ?? 0) > 4096)
        #expect(try other.query("SELECT id FROM counters") { row in try row.integer(0) } == [1, 2])
    }

    @Test func `a file that is there keeps its permissions`() async throws {
        let folder = try TemporaryDatabase()
        _ = try Connection.open(path: folder.path)
        chmod(folder.path, 0o644)
        let pool = try await Pool.open(path: folder.path, migrations: [])
        await pool.close()
        #expect(status(folder.path)?.st_mode == S_IFREG | 0o644)
    }

    private func status(_ path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }
}
