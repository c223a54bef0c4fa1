internal import Database
import Determinism
internal import SandboxCore
internal import TossAPI

/// Puts changes into the file, one transaction after another.
///
/// It knows where each journal ends, so it never reads what it wrote.
struct JournalWriter: Sendable {
    private var contents: JournalContents
    private var tails: [Recorder.JournalID: JournalTail]
    /// Those that the transaction under way has moved.
    private var touched: [Recorder.JournalID: JournalTail] = [:]
    /// Journals that are nobody's any more, to be dropped when there is time.
    private var left: [Recorder.JournalID]
    /// Whether something was dropped since the file was last made smaller.
    private var hasRoom = false
    /// Whether tidying up was given up until something is written again.
    private var isResting = false

    init(contents: JournalContents, tails: [Recorder.JournalID: JournalTail], left: [Recorder.JournalID]) {
        self.contents = contents
        self.tails = tails
        self.left = left
    }

    /// Writes a batch in one transaction, all or nothing.
    mutating func write(_ batch: [Recorder.Change], to connection: Connection) throws {
        let before = (contents, left)
        do {
            try connection.transaction {
                for change in batch { try write(change, to: connection) }
                for id in touched.keys.sorted() { try finish(id, on: connection) }
                guard contents.checksum != before.0.checksum else { return }
                try connection.execute("UPDATE folder SET checksum = ?1", [.integer(contents.checksum)])
            }
        } catch {
            (contents, left) = before
            touched.removeAll()
            throw error
        }
        tails.merge(touched) { $1 }
        touched.removeAll(keepingCapacity: true)
        isResting = false
    }

    private mutating func write(_ change: Recorder.Change, to connection: Connection) throws {
        switch change {
        case .append(let journal, let number, let entry):
            // A command that still found a sandbox that is gone.
            guard var tail = tail(of: journal) else { return }
            guard tail.count == Int64(number) - 1 else { throw Self.gap(number, behind: tail.count) }
            try append(entry, to: &tail, of: journal, on: connection)
            touched[journal] = tail
        case .open(let id, let opening, let journal):
            let text = opening.bytes
            let sandbox = JournalContents.Sandbox(
                name: opening.name,
                hasSecret: false,
                opening: JournalSchema.text(text),
                journal: journal
            )
            contents.set(id, sandbox)
            let sql = "INSERT INTO sandbox (id, name, has_secret, checksum, opening) VALUES (?1, ?2, 0, ?3, ?4)"
            try connection.execute(
                sql,
                [.integer(id), .text(sandbox.name), .integer(sandbox.checksum(of: id)), Self.text(text)]
            )
            touched[journal] = JournalTail(sandbox: id)
        case .noteSecret(let id):
            guard var sandbox = contents.sandboxes[id] else { return }
            sandbox.hasSecret = true
            contents.set(id, sandbox)
            let sql = "UPDATE sandbox SET has_secret = 1, checksum = ?2 WHERE id = ?1"
            try connection.execute(sql, [.integer(id), .integer(sandbox.checksum(of: id))])
        case .stage(let journal): touched[journal] = JournalTail()
        case .discard(let journal): leave(journal)
        case .begin(let id, let opening, let journal): try begin(id, opening, journal, on: connection)
        case .copy(let original, let count, let journal): try copy(original, count, to: journal, on: connection)
        case .forget(let id): try forget(id, on: connection)
        case .bind(let key, let sandbox, let owner):
            try set(key, JournalContents.Binding(sandbox: sandbox, heirOf: owner), on: connection)
        case .unbind(let sandbox):
            for (key, binding) in contents.bindings where binding.sandbox == sandbox {
                try set(key, nil, on: connection)
            }
        }
    }

    private func tail(of journal: Recorder.JournalID) -> JournalTail? { touched[journal] ?? tails[journal] }

    private static func gap(_ number: Int, behind count: Int64) -> DataError {
        DataError("the command \(number) came behind the command \(count)")
    }

    private static func text(_ bytes: [UInt8]) -> DatabaseValue { .text(String(decoding: bytes, as: UTF8.self)) }
}

/// Entries.
extension JournalWriter {
    private func append(
        _ entry: JournalEntry,
        to tail: inout JournalTail,
        of journal: Recorder.JournalID,
        on connection: Connection
    ) throws {
        let number = tail.count + 1
        if case .lookUps(let run) = entry {
            tail.count += Int64(run.count)
            if tail.open?.run.absorb(run) == true {
                tail.open?.isChanged = true
                return
            }
            try close(&tail, of: journal, on: connection)
            tail.open = JournalTail.OpenRun(number: number, run: run)
            return
        }
        try close(&tail, of: journal, on: connection)
        tail.count += 1
        let (command, outcome) = (entry.commandBytes, entry.outcomeBytes)
        let outcomeChecksum = outcome.map { JournalSchema.text($0) }
        tail.chain = JournalSchema.entry(
            after: tail.chain,
            number: number,
            count: 1,
            at: entry.at.microseconds,
            outcome: outcomeChecksum,
            command: command
        )
        try connection.withKept(Self.insertion) { statement throws(DatabaseError) in
            try statement.bind(journal, at: 1)
            try statement.bind(number, at: 2)
            try statement.bind(Int64(1), at: 3)
            try statement.bind(entry.at.microseconds, at: 4)
            if let outcomeChecksum { try statement.bind(outcomeChecksum, at: 5) } else { try statement.bindNull(at: 5) }
            try statement.bind(tail.chain, at: 6)
            try statement.bind(utf8: command, at: 7)
            if let outcome { try statement.bind(utf8: outcome, at: 8) } else { try statement.bindNull(at: 8) }
            try statement.runAsBound()
        }
    }

    private static let insertion = """
        INSERT INTO entry (journal, number, count, at, outcome_checksum, checksum, command, outcome)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """

    /// Writes the open run as it is, and returns the checksum of its entry; that of the last one when there is none.
    private func write(
        _ tail: inout JournalTail,
        of journal: Recorder.JournalID,
        on connection: Connection
    ) throws(DatabaseError) -> Int64 {
        guard let open = tail.open else { return tail.chain }
        let command = JournalEntry.lookUps(open.run).commandBytes
        let checksum = open.checksum(after: tail.chain, command: command)
        guard open.isChanged else { return checksum }
        let sql =
            open.isStored
            ? "UPDATE entry SET count = ?3, checksum = ?4, command = ?5 WHERE journal = ?1 AND number = ?2"
            : "INSERT INTO entry (journal, number, count, checksum, command, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
        try connection.withKept(sql) { statement throws(DatabaseError) in
            try statement.bind(journal, at: 1)
            try statement.bind(open.number, at: 2)
            try statement.bind(Int64(open.run.count), at: 3)
            try statement.bind(checksum, at: 4)
            try statement.bind(utf8: command, at: 5)
            if !open.isStored { try statement.bind(open.run.at.microseconds, at: 6) }
            try statement.runAsBound()
        }
        tail.open?.isStored = true
        tail.open?.isChanged = false
        return checksum
    }

    /// Nothing can be added to the open run any more.
    private func close(
        _ tail: inout JournalTail,
        of journal: Recorder.JournalID,
        on connection: Connection
    ) throws(DatabaseError) {
        tail.chain = try write(&tail, of: journal, on: connection)
        tail.open = nil
    }

    /// Notes how far a journal goes, at the end of a transaction.
    private mutating func finish(_ journal: Recorder.JournalID, on connection: Connection) throws(DatabaseError) {
        guard var tail = touched[journal] else { return }
        let chain = try write(&tail, of: journal, on: connection)
        touched[journal] = tail
        guard let id = tail.sandbox else { return }
        let checksum = JournalSchema.progress(id, journal: journal, count: tail.count, chain: chain)
        let sql = "INSERT OR REPLACE INTO progress VALUES (?1, ?2, ?3, ?4, ?5)"
        try connection.withKept(sql) { statement throws(DatabaseError) in
            for (index, value) in [id, journal, tail.count, chain, checksum].enumerated() {
                try statement.bind(value, at: index + 1)
            }
            try statement.runAsBound()
        }
    }
}

/// Sandboxes that become others, and end.
extension JournalWriter {
    private mutating func begin(
        _ id: Recorder.SandboxID,
        _ opening: JournalOpening,
        _ journal: Recorder.JournalID,
        on connection: Connection
    ) throws {
        guard var tail = tail(of: journal) else { throw DataError("the journal \(journal) was begun by nobody") }
        // A command that still found a sandbox that is gone.
        guard var sandbox = contents.sandboxes[id] else { return leave(journal) }
        leave(sandbox.journal)
        let text = opening.bytes
        sandbox.opening = JournalSchema.text(text)
        sandbox.journal = journal
        contents.set(id, sandbox)
        let sql = "UPDATE sandbox SET opening = ?2, checksum = ?3 WHERE id = ?1"
        try connection.execute(sql, [.integer(id), Self.text(text), .integer(sandbox.checksum(of: id))])
        tail.sandbox = id
        touched[journal] = tail
    }

    private mutating func copy(
        _ original: Recorder.JournalID,
        _ count: Int,
        to journal: Recorder.JournalID,
        on connection: Connection
    ) throws {
        guard var tail = tail(of: original), tail.count == Int64(count) else {
            throw DataError("a sandbox was forgotten while it was being forked")
        }
        try close(&tail, of: original, on: connection)
        touched[original] = tail
        let sql = """
            INSERT INTO entry (journal, number, count, at, outcome_checksum, checksum, command, outcome)
            SELECT ?1, number, count, at, outcome_checksum, checksum, command, outcome
            FROM entry WHERE journal = ?2 ORDER BY number
            """
        try connection.execute(sql, [.integer(journal), .integer(original)])
        tail.sandbox = nil
        touched[journal] = tail
    }

    private mutating func forget(_ id: Recorder.SandboxID, on connection: Connection) throws {
        guard let sandbox = contents.sandboxes[id] else { return }
        contents.set(id, nil)
        leave(sandbox.journal)
        try connection.execute("DELETE FROM sandbox WHERE id = ?1", [.integer(id)])
        try connection.execute("DELETE FROM progress WHERE sandbox = ?1", [.integer(id)])
        for (key, binding) in contents.bindings where binding.heirOf == id {
            try set(key, JournalContents.Binding(sandbox: binding.sandbox, heirOf: nil), on: connection)
        }
    }

    private mutating func set(
        _ key: String,
        _ binding: JournalContents.Binding?,
        on connection: Connection
    ) throws(DatabaseError) {
        contents.set(key, binding)
        guard let binding else {
            try connection.execute("DELETE FROM binding WHERE key = ?1", [.text(key)])
            return
        }
        let sql = "INSERT OR REPLACE INTO binding (key, sandbox, heir_of, checksum) VALUES (?1, ?2, ?3, ?4)"
        try connection.execute(
            sql,
            [
                .text(key), .text(binding.sandbox), binding.heirOf.map { .integer($0) } ?? .null,
                .integer(binding.checksum(of: key)),
            ]
        )
    }
}

/// What nobody needs any more.
extension JournalWriter {
    /// Its entries stay until there is time; until then it can be copied.
    private mutating func leave(_ journal: Recorder.JournalID) {
        guard var tail = tail(of: journal) else { return }
        tail.sandbox = nil
        touched[journal] = tail
        left.append(journal)
    }

    /// Whether there is something to tidy up.
    var isUntidy: Bool { !isResting && (!left.isEmpty || hasRoom) }

    /// Drops a few entries of what was left behind, or gives a part of the file back; a few milliseconds of work.
    mutating func tidy(_ connection: Connection) throws(DatabaseError) {
        do throws(DatabaseError) {
            if let journal = left.first {
                try dropEntries(of: journal, on: connection)
            } else if hasRoom {
                hasRoom = try shrink(connection)
            }
        } catch {
            // It can wait for a better time.
            guard error.isBusy || error.isFull else { throw error }
            isResting = true
        }
    }

    private mutating func dropEntries(
        of journal: Recorder.JournalID,
        on connection: Connection
    ) throws(DatabaseError) {
        tails[journal] = nil
        hasRoom = true
        let sql = "DELETE FROM entry WHERE rowid IN (SELECT rowid FROM entry WHERE journal = ?1 LIMIT 200)"
        if try connection.execute(sql, [.integer(journal)]) < 200 { left.removeFirst() }
    }

    /// Gives some free pages back, and says whether there are more; the last time the file gets shorter.
    private func shrink(_ connection: Connection) throws(DatabaseError) -> Bool {
        let before = try connection.freePageCount()
        if before > Self.spare {
            try connection.execute("PRAGMA incremental_vacuum(200)")
            if try connection.freePageCount() < before { return true }
        }
        try connection.emptyLog()
        return false
    }

    /// So many pages may stay free, for what comes next.
    private static let spare: Int64 = 64
}
