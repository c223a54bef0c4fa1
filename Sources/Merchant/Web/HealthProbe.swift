internal import Database
internal import Locking

/// Finds out whether the database can be written, by writing to it: a full disk still reads well.
///
/// It does so once in a few seconds at most, however often it is asked. That is measured by the machine's clock, since
/// the shop's may stand.
package final class HealthProbe: Sendable {
    /// The table that it writes to.
    static let table = """
        CREATE TABLE health (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            checks INTEGER NOT NULL
        ) STRICT;

        """

    private struct Finding: Sendable {
        var at: Duration
        var trouble: String?
        var isChecking = false
    }

    private let write: @Sendable () async throws(ShopError) -> Void
    private let clock: SteadyClock
    private let interval: Duration
    private let finding = Locked<Finding?>(nil)

    /// Asks `write`, at most once an `interval`.
    package init(
        interval: Duration = .seconds(5),
        clock: SteadyClock = .system,
        write: @escaping @Sendable () async throws(ShopError) -> Void
    ) {
        self.interval = interval
        self.clock = clock
        self.write = write
    }

    /// Writes to a store.
    package convenience init(_ store: Store, clock: SteadyClock = .system) {
        self.init(clock: clock) { () async throws(ShopError) in try await Self.write(to: store) }
    }

    /// Writes as little as can be written.
    static func write(to store: Store) async throws(ShopError) {
        try await store.write { connection in
            _ = try connection.execute(
                """
                INSERT INTO health (id, checks) VALUES (?1, 1)
                ON CONFLICT (id) DO UPDATE SET checks = health.checks + 1
                """,
                [.integer(1)]
            )
        }
    }

    /// What is wrong with the database, for people; nil when nothing is.
    ///
    /// Who asks while a write is under way hears what was found before, so a locked database holds up one caller.
    package func trouble() async -> String? {
        let now = clock.now
        let known = finding.withLock { finding -> Finding? in
            if let known = finding, known.isChecking || now - known.at < interval { return known }
            if finding != nil { finding?.isChecking = true }
            return nil
        }
        if let known { return known.trouble }
        var trouble: String?
        do throws(ShopError) { try await write() } catch { trouble = Self.words(for: error) }
        let found = Finding(at: now, trouble: trouble)
        finding.withLock { $0 = found }
        return trouble
    }

    private static func words(for error: ShopError) -> String {
        guard case .storage(let error) = error else { return "the database does not do what it should" }
        if error.isFull { return "the disk of the database is full" }
        if error.isBusy { return "the database has been locked by somebody else for too long" }
        if error.isReadOnly { return "the database can only be read" }
        return "the database cannot be written"
    }
}

extension DatabaseError {
    /// Whether the file, its folder or the connection may only be read.
    var isReadOnly: Bool {
        guard case .sqlite(let code, _) = self else { return false }
        // SQLITE_READONLY, whose reasons stand in the bits above.
        return code & 0xFF == 8
    }
}
