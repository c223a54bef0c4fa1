internal import Database
internal import JSON
internal import SandboxCore
internal import TossAPI

/// The file in a data folder, as a start and a bundle read it.
struct JournalFile {
    /// A sandbox as it was left.
    struct Stored: Sendable {
        let id: Recorder.SandboxID
        let name: String
        let hasSecret: Bool
        let opening: JournalOpening
        var sandbox: Sandbox
        /// How many commands its journal has.
        var count: Int
    }

    /// A key that opens another sandbox than its name says.
    struct Binding: Sendable {
        let key: String
        let sandbox: String
        let heirOf: Recorder.SandboxID?
    }

    private let path: String
    let connection: Connection

    /// Opens the file, or makes it, and drops what belongs to no sandbox any more.
    init(creating path: String) throws(DataError) {
        try self.init(path)
        do throws(DatabaseError) {
            try connection.migrate(JournalSchema.migrations)
            try connection.execute(JournalSchema.dropOrphans)
        } catch {
            if case .newerFile(let found, let known) = error {
                throw DataError(
                    "\(path) was written by a newer Tossbox (form \(found); this one knows \(known)). "
                        + "Use that one, or give this one a folder of its own."
                )
            }
            throw Self.error(error, path)
        }
    }

    /// Opens a file that is there, beside whoever writes it.
    init(_ path: String) throws(DataError) {
        self.path = path
        do throws(DatabaseError) {
            // A kill takes nothing that the system was given; only a loss of power would.
            connection = try Connection.open(path: path, durability: .process)
        } catch {
            throw Self.error(error, path)
        }
    }

    private static func error(_ error: any Error, _ path: String) -> DataError {
        error as? DataError
            ?? DataError("\(path) cannot be used: \(error). Nothing was changed; move the folder away to start afresh.")
    }

    /// Runs every journal again; `progress` hears how many commands of a sandbox have run, now and then.
    func sandboxes(
        progress: (_ name: String, _ count: Int) -> Void
    ) throws(DataError) -> [Stored] {
        do {
            let rows = try connection.query("SELECT id, name, has_secret, opening FROM sandbox ORDER BY id") { row in
                (try row.integer(0), try row.text(1), try row.integer(2), try row.text(3))
            }
            return try rows.map { id, name, hasSecret, opening in
                try stored(id, name, hasSecret: hasSecret != 0, opening: opening, progress: progress)
            }
        } catch {
            throw Self.error(error, path)
        }
    }

    private func stored(
        _ id: Int64,
        _ name: String,
        hasSecret: Bool,
        opening text: String,
        progress: (_ name: String, _ count: Int) -> Void
    ) throws -> Stored {
        let opening: JournalOpening
        do { opening = try JournalOpening(journal: JSONNode(parsing: text)) } catch {
            throw damage(name, "the opening", error)
        }
        var sandbox = Sandbox(opening)
        var count = 0
        let sql = "SELECT number, at, command, digest FROM entry WHERE sandbox = ?1 ORDER BY number"
        _ = try connection.query(sql, [.integer(id)]) { row in
            let number = try row.integer(0)
            guard number == Int64(count) + 1 else {
                throw damage(name, "entry \(count + 1)", DataError("it is missing; the next one is \(number)"))
            }
            do {
                let (at, text) = (try row.integer(1), try row.text(2))
                guard JournalSchema.digest(number: number, at: at, command: text) == (try row.integer(3)) else {
                    throw DataError("it is not as it was written")
                }
                let command = try Command(journal: JSONNode(parsing: text), at: "command")
                sandbox.apply(command, at: Instant(microseconds: at))
            } catch {
                throw damage(name, "entry \(number)", error)
            }
            count += 1
            progress(name, count)
        }
        return Stored(id: id, name: name, hasSecret: hasSecret, opening: opening, sandbox: sandbox, count: count)
    }

    private func damage(_ name: String, _ part: String, _ error: any Error) -> DataError {
        DataError(
            "the journal of the sandbox \"\(name)\" is damaged: \(part) cannot be read (\(error)). Nothing was changed. "
                + "Put back a copy of \(path), or move the folder away to start afresh."
        )
    }

    func bindings() throws(DataError) -> [Binding] {
        do {
            return try connection.query("SELECT key, sandbox, heir_of FROM binding ORDER BY key") { row in
                Binding(
                    key: try row.text(0),
                    sandbox: try row.text(1),
                    heirOf: row.isNull(2) ? nil : try row.integer(2)
                )
            }
        } catch {
            throw Self.error(error, path)
        }
    }

    /// Hands over a journal as it stands in the file: its opening, then each entry, all of one moment.
    func read(
        _ id: Recorder.SandboxID,
        opening: (String) -> Void,
        entry: (_ at: Int64, _ command: String, _ outcome: String) -> Void
    ) throws(DataError) {
        do {
            try connection.execute("BEGIN")
            defer { try? connection.execute("COMMIT") }
            let openings = try connection.query("SELECT opening FROM sandbox WHERE id = ?1", [.integer(id)]) { row in
                try row.text(0)
            }
            guard let text = openings.first else { throw DataError("the sandbox was forgotten meanwhile.") }
            opening(text)
            let sql = "SELECT at, command, outcome FROM entry WHERE sandbox = ?1 ORDER BY number"
            _ = try connection.query(sql, [.integer(id)]) { row in
                entry(try row.integer(0), try row.text(1), try row.text(2))
            }
        } catch {
            throw Self.error(error, path)
        }
    }
}
