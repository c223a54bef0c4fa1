internal import Locking
internal import Queues

/// The connections to one database, each on a thread of its own.
///
/// What several tasks ask for is served first in, first out; a call suspends and never blocks its caller's thread.
/// A connection that breaks is replaced by a new one when it is next needed.
///
/// A closure may be run again, from its start and after all of it was taken back: when PostgreSQL found it in
/// another's way, or when the connection broke before the commit. So it does nothing that a rollback does not undo.
package final class Pool: Sendable {
    /// How a connection is opened.
    package typealias Opening = @Sendable () throws(DatabaseError) -> sending any DatabaseDriver

    /// How many connections a pool has when nobody says.
    package static let usualSize = 8

    private let seats: [Seat]
    /// Where there is one writer at a time: the seat that all writes share, while the others read.
    private let writer: Seat?
    private let state: Locked<State>

    private struct State: Sendable {
        typealias Closing = [CheckedContinuation<Void, Never>]

        var idle: [Seat]
        var waiting = FirstInFirstOut<CheckedContinuation<Seat, Never>>()
        /// How many calls share seats.
        var sharing = 0
        var isClosed = false
        /// Who waits until every seat is back.
        var closing: Closing = []
    }

    /// Opens the first of `size` connections, and brings the schema up to date.
    package static func open(
        size: Int,
        migrations: [Migration],
        _ opening: @escaping Opening
    ) async throws -> Pool {
        try await open(size: size, hasOneWriter: false, migrations: migrations, opening)
    }

    private static func open(
        size: Int,
        hasOneWriter: Bool,
        migrations: [Migration],
        _ opening: @escaping Opening
    ) async throws -> Pool {
        precondition(size > 0, "a pool has a connection")
        var seats: [Seat] = []
        for _ in 0..<size {
            guard let thread = ExecutorThread() else { throw DatabaseError.noThread }
            seats.append(Seat(thread, opening))
        }
        let pool = Pool(seats, writer: hasOneWriter ? seats[size - 1] : nil)
        try await seats[size - 1].migrate(migrations)
        return pool
    }

    /// Opens a SQLite file, or makes one that only its owner may read, and brings its schema up to date.
    ///
    /// SQLite has one writer, so one connection writes, and commits what waits for it together: a commit waits for the
    /// disk. Another one reads, and waits for nobody. `:memory:` is a database that lives as long as the pool, and one
    /// connection.
    package static func open(
        path: String,
        durability: Connection.Durability = .power,
        migrations: [Migration]
    ) async throws -> Pool {
        let isFile = path != ":memory:"
        return try await open(size: isFile ? 2 : 1, hasOneWriter: isFile, migrations: migrations) {
            () throws(DatabaseError) in
            SQLiteDriver(try Connection.open(path: path, durability: durability, isPrivate: true))
        }
    }

    private init(_ seats: [Seat], writer: Seat?) {
        self.seats = seats
        self.writer = writer
        state = Locked(State(idle: seats))
    }

    /// Runs `body` between a begin and a commit, or takes everything back when it throws.
    ///
    /// On PostgreSQL others write at the same time: `body` sees what they commit, and locks the rows that it decides by
    /// with `forUpdate`. It is run up to five times.
    @discardableResult
    package func write<R: Sendable>(_ body: @Sendable (Session) throws -> R) async throws -> R {
        try await use(.write, body)
    }

    /// Runs `body`, which sees one state of the database and may change nothing.
    package func read<R: Sendable>(_ body: @Sendable (Session) throws -> R) async throws -> R {
        try await use(.read, body)
    }

    /// Ends every connection once the calls that are under way or wait have been served; later ones are refused.
    ///
    /// A SQLite file then holds everything itself.
    package func close() async {
        await withCheckedContinuation { continuation in
            let isQuiet = state.withLock { state in
                state.isClosed = true
                guard state.idle.count < seats.count || state.sharing > 0 else { return true }
                state.closing.append(continuation)
                return false
            }
            if isQuiet { continuation.resume() }
        }
        for seat in seats { await seat.close() }
    }

    private func use<R: Sendable>(_ access: Access, _ body: @Sendable (Session) throws -> R) async throws -> R {
        if let writer { return try await share(access, writer, body) }
        let seat = try await take()
        defer { giveBack(seat) }
        return try await seat.run(access, body)
    }

    /// Hands the call to a seat at once: its thread serves first in, first out as well.
    private func share<R: Sendable>(
        _ access: Access,
        _ writer: Seat,
        _ body: @Sendable (Session) throws -> R
    ) async throws -> R {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.sharing += 1 }
            return state.isClosed
        }
        guard !isClosed else { throw DatabaseError.closed }
        defer { leave() }
        return switch access {
        case .read: try await seats[0].run(access, body)
        case .write: try await writer.runTogether(body)
        }
    }

    private func leave() {
        let closing = state.withLock { state -> State.Closing in
            state.sharing -= 1
            guard state.isClosed, state.sharing == 0 else { return [] }
            defer { state.closing = [] }
            return state.closing
        }
        for continuation in closing { continuation.resume() }
    }

    private func take() async throws(DatabaseError) -> Seat {
        let (seat, isClosed) = state.withLock { state -> (Seat?, Bool) in
            state.isClosed ? (nil, true) : (state.idle.popLast(), false)
        }
        guard !isClosed else { throw .closed }
        if let seat { return seat }
        return await withCheckedContinuation { continuation in
            let seat: Seat? = state.withLock { state in
                // One may have come back meanwhile.
                if let seat = state.idle.popLast() { return seat }
                state.waiting.append(continuation)
                return nil
            }
            if let seat { continuation.resume(returning: seat) }
        }
    }

    private func giveBack(_ seat: Seat) {
        let (next, closing) = state.withLock { state -> (CheckedContinuation<Seat, Never>?, State.Closing) in
            if let next = state.waiting.popFirst() { return (next, []) }
            // The one that was used last is used next: the others may never have to connect.
            state.idle.append(seat)
            guard state.isClosed, state.idle.count == seats.count else { return (nil, []) }
            defer { state.closing = [] }
            return (nil, state.closing)
        }
        next?.resume(returning: seat)
        for continuation in closing { continuation.resume() }
    }
}

/// A thread with a connection, or with none yet.
private actor Seat {
    private static let mostRuns = 5
    // A connection may have been dead for long without anybody noticing; a second one in a row was not.
    private static let mostConnections = 2

    private let thread: ExecutorThread
    private let opening: Pool.Opening
    private var session: Session?
    private var isClosed = false
    /// Who waits for the commit of the transaction that is open; nil when none is.
    private var together: [CheckedContinuation<Void, any Error>]?

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    init(_ thread: ExecutorThread, _ opening: @escaping Pool.Opening) {
        self.thread = thread
        self.opening = opening
    }

    func migrate(_ migrations: [Migration]) throws {
        try connected().migrate(migrations)
    }

    func run<R: Sendable>(_ access: Access, _ body: @Sendable (Session) throws -> R) throws -> R {
        var (runs, connections) = (0, 1)
        while true {
            let session = try connected()
            runs += 1
            do {
                defer { if session.isBroken { self.session = nil } }
                return try session.transaction(access) { try body(session) }
            } catch {
                guard session.reasonToRunAgain != nil, runs < Self.mostRuns else { throw error }
                if session.isBroken { connections += 1 }
                guard connections <= Self.mostConnections else { throw error }
            }
        }
    }

    /// Runs `body` in one transaction with all that waits for this thread, and returns once that is committed.
    ///
    /// What throws is taken back alone.
    func runTogether<R: Sendable>(_ body: @Sendable (Session) throws -> R) async throws -> R {
        let session = try connected()
        if together == nil {
            try begin(session)
            together = []
            // It is queued behind what waits by now.
            Task { commitTogether() }
        }
        let result: R
        do { result = try session.savepoint { try body(session) } } catch {
            // Such as a full disk, which takes back the others too.
            if session.isLost != nil { commitTogether() }
            throw error
        }
        try await withCheckedThrowingContinuation { together?.append($0) }
        return result
    }

    private func begin(_ session: Session) throws(DatabaseError) {
        for _ in 1..<Self.mostRuns {
            do throws(DatabaseError) { return try session.begin(.write) } catch {
                guard session.reasonToRunAgain != nil else { throw error }
            }
        }
        try session.begin(.write)
    }

    private func commitTogether() {
        guard let session, let waiting = together else { return }
        together = nil
        do throws(DatabaseError) {
            try session.commit()
            for continuation in waiting { continuation.resume() }
        } catch {
            for continuation in waiting { continuation.resume(throwing: error) }
        }
    }

    func close() {
        session?.settle()
        session = nil
        isClosed = true
    }

    private func connected() throws(DatabaseError) -> Session {
        guard !isClosed else { throw .closed }
        if let session { return session }
        let session = Session(try opening())
        self.session = session
        return session
    }
}
