internal import JournalCodec
internal import Database
internal import JSON
internal import Locking
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
        let openingChecksum: Int64
        let journal: Recorder.JournalID
        var sandbox: Sandbox
        /// How many commands its journal has.
        var count = 0
        /// The checksum of its last entry.
        var chain: Int64 = 0
    }

    /// A key that opens another sandbox than its name says.
    struct Binding: Sendable {
        let key: String
        let sandbox: String
        let heirOf: Recorder.SandboxID?
    }

    /// All that a start finds.
    struct Contents: Sendable {
        let sandboxes: [Stored]
        let bindings: [Binding]
        /// Journals that are nobody's.
        let orphans: [Recorder.JournalID]

        /// The largest number that anything has.
        var largestID: Int64 {
            (sandboxes.map(\.id) + sandboxes.map(\.journal) + orphans).max() ?? 0
        }
    }

    private let path: String
    /// The APIs whose calls it may hold.
    private let apis: APIList
    private let connection: Connection

    /// Opens the file, or makes it.
    init(creating path: String, _ apis: APIList) throws(DataError) {
        try self.init(path, apis, canShrink: true)
        do {
            let found = try connection.schemaVersion()
            guard found == 0 || found == JournalSchema.form else { throw Self.otherForm(found, path) }
            if found == 0 { try connection.transaction { try connection.execute(JournalSchema.tables) } }
        } catch {
            throw Self.error(error, path)
        }
    }

    private static func otherForm(_ found: Int, _ path: String) -> DataError {
        guard found < JournalSchema.form else {
            return DataError(
                "\(path) was written by a newer Tossbox (form \(found); this one knows \(JournalSchema.form)). "
                    + "Use that one, or give this one a folder of its own."
            )
        }
        return DataError(
            "\(path) was written by an older Tossbox (form \(found); this one reads form \(JournalSchema.form) alone). "
                + "Nothing was changed. Use that one, or move the folder away to start afresh."
        )
    }

    /// Opens a file that is there, beside whoever writes it.
    init(_ path: String, _ apis: APIList) throws(DataError) {
        try self.init(path, apis, canShrink: false)
    }

    private init(_ path: String, _ apis: APIList, canShrink: Bool) throws(DataError) {
        self.path = path
        self.apis = apis
        do throws(DatabaseError) {
            // A kill takes nothing that the system was given; only a loss of power would.
            connection = try Connection.open(path: path, durability: .process, canShrink: canShrink)
        } catch {
            throw Self.error(error, path)
        }
    }

    private static func error(_ error: any Error, _ path: String) -> DataError {
        error as? DataError
            ?? DataError(
                "\(path) cannot be used: \(error). Nothing was changed. "
                    + "Put back a copy of it, or move the folder away to start afresh."
            )
    }
}

/// What a start reads.
extension JournalFile {
    /// Runs every journal again; `progress` hears how many commands of a sandbox have run, now and then.
    func contents(progress: (_ name: String, _ count: Int) -> Void) throws(DataError) -> Contents {
        do {
            var checksum: Int64 = 0
            let sandboxes = try connection.query(
                "SELECT id, name, has_secret, checksum, opening FROM sandbox ORDER BY id"
            ) { row in
                let stored = try opened(row)
                checksum &+= JournalSchema.presence(stored.id, name: stored.name)
                return stored
            }
            let bindings = try bindings(&checksum)
            let known = try connection.query("SELECT checksum FROM folder WHERE id = 1") { row in try row.integer(0) }
            guard known == [checksum] else {
                throw damage("", "the list of sandboxes and keys", DataError("something in it is missing or changed"))
            }
            return Contents(
                sandboxes: try sandboxes.map { try run($0, progress: progress) },
                bindings: bindings,
                orphans: try connection.query(JournalSchema.orphans) { row in try row.integer(0) }
            )
        } catch {
            throw Self.error(error, path)
        }
    }

    /// A sandbox at its first moment.
    private func opened(_ row: borrowing Statement) throws -> Stored {
        let (id, name, hasSecret) = (try row.integer(0), try row.text(1), try row.integer(2) != 0)
        let text = try row.utf8(4)
        let openingChecksum = JournalSchema.text(text)
        let checksum = JournalSchema.sandbox(id, name: name, hasSecret: hasSecret, opening: openingChecksum)
        let opening: JournalOpening
        do {
            guard checksum == (try row.integer(3)) else { throw Self.changed }
            opening = try JournalOpening(journal: JSONNode(parsing: text), apis: apis)
        } catch {
            throw damage(name, "the opening", error)
        }
        let progress = try connection.query(
            "SELECT journal, count, chain, checksum FROM progress WHERE sandbox = ?1",
            [.integer(id)]
        ) { row in
            (try row.integer(0), try row.integer(1), try row.integer(2), checksum: try row.integer(3))
        }
        guard let (journal, count, chain, known) = progress.first,
            JournalSchema.progress(id, journal: journal, count: count, chain: chain) == known
        else { throw damage(name, "how far it goes", Self.changed) }
        return Stored(
            id: id,
            name: name,
            hasSecret: hasSecret,
            opening: opening,
            openingChecksum: openingChecksum,
            journal: journal,
            sandbox: Sandbox(opening, apis: apis),
            count: Int(count),
            chain: chain
        )
    }

    /// What its commands lead to; the count and the checksum it comes with must be those of its end.
    private func run(_ stored: Stored, progress: (_ name: String, _ count: Int) -> Void) throws -> Stored {
        var result = stored
        let conveyor = Conveyor<JournalReader.Part>(places: 8)
        // One more than there may be, to see when there is.
        let limit = stored.count + 1
        if stored.count < 1000 {
            // There is room for all of it.
            JournalReader.read(stored.journal, apis, upTo: limit, of: .success(connection), onto: conveyor)
        } else {
            // The next commands are read while these are run.
            let code = detachThread { [path, apis, journal = stored.journal] in
                let connection = Result { try Connection.open(path: path, durability: .process) }
                JournalReader.read(journal, apis, upTo: limit, of: connection, onto: conveyor)
            }
            guard code == 0 else { throw DataError("no thread can be started to read \(path) with") }
        }
        var done = 0
        var failure: (any Error)?
        while true {
            switch conveyor.take() {
            case .records(let records):
                for record in records where failure == nil {
                    do throws(JournalError) { try record.run(in: &result.sandbox) } catch { failure = error }
                    if failure == nil { done += record.count }
                }
                progress(stored.name, done)
            case .end(let count, let chain, let error):
                if let failure { throw damage(stored.name, "entry \(done + 1)", failure) }
                if let error { throw damage(stored.name, "entry \(count + 1)", error) }
                guard count == stored.count, chain == stored.chain else {
                    let reason = DataError("it is missing; \(stored.count) commands were written")
                    throw damage(stored.name, "entry \(count + 1)", reason)
                }
                return result
            }
        }
    }

    private func bindings(_ checksum: inout Int64) throws -> [Binding] {
        var sum: Int64 = 0
        let bindings = try connection.query(
            "SELECT key, sandbox, heir_of, checksum FROM binding ORDER BY key"
        ) { row in
            let binding = Binding(
                key: try row.text(0),
                sandbox: try row.text(1),
                heirOf: row.isNull(2) ? nil : try row.integer(2)
            )
            let known = JournalSchema.binding(binding.key, sandbox: binding.sandbox, heirOf: binding.heirOf)
            guard known == (try row.integer(3)) else {
                throw damage(binding.sandbox, "a key bound to it", Self.changed)
            }
            sum &+= known
            return binding
        }
        checksum &+= sum
        return bindings
    }

    private func damage(_ name: String, _ part: String, _ error: any Error) -> DataError {
        DataError(
            "the journal of the sandbox \"\(name)\" is damaged: \(part) cannot be read (\(error)). Nothing was changed. "
                + "Put back a copy of \(path), or move the folder away to start afresh."
        )
    }

    static let changed = DataError("it is not as it was written")
}

/// What a bundle reads.
extension JournalFile {
    /// Hands over the first commands of a journal, so many, all of one moment.
    func read(
        _ journal: Recorder.JournalID,
        upTo count: Int,
        _ body: (JournalReader.Entry) throws -> Void
    ) throws(DataError) {
        var reader = JournalReader(of: journal, apis, withOutcomes: true)
        do {
            try reader.read(connection, upTo: count, body)
        } catch {
            throw damage("", "entry \(reader.count + 1) of the journal \(journal)", error)
        }
    }
}
