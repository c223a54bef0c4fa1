internal import Database
internal import JSON
internal import SandboxCore
internal import TossAPI

/// Reads the entries of a journal in the file, one after another, and holds each to its checksum.
struct JournalReader {
    /// One command, or several look-ups, as they stand there.
    struct Entry {
        let number: Int
        let count: Int
        let at: Instant
        let command: [UInt8]
        /// Nil where it was not asked for, or follows from the commands before.
        let outcome: [UInt8]?
        /// The APIs whose calls it may hold.
        let apis: APIList

        /// The number of its last command.
        var last: Int { number + count - 1 }

        func record() throws -> JournalRecord {
            let record = try JournalRecord(journal: JSONNode(parsing: command), at: at, apis: apis)
            guard record.count == count else { throw DataError("it holds \(record.count) commands, not \(count)") }
            return record
        }
    }

    private let journal: Recorder.JournalID
    private let apis: APIList
    private let withOutcomes: Bool
    /// How many commands were read, and the checksum of the last entry.
    private(set) var count = 0
    private(set) var chain: Int64 = 0

    init(of journal: Recorder.JournalID, _ apis: APIList, withOutcomes: Bool = false) {
        self.journal = journal
        self.apis = apis
        self.withOutcomes = withOutcomes
    }

    /// Reads on to the end, or to the entry with that command, the last one whole.
    mutating func read(_ connection: Connection, upTo limit: Int = .max, _ body: (Entry) throws -> Void) throws {
        let sql = """
            SELECT number, count, at, outcome_checksum, checksum, command\(withOutcomes ? ", outcome" : "")
            FROM entry WHERE journal = ?1 AND number <= ?2 ORDER BY number
            """
        let statement = try connection.prepare(sql)
        try statement.bind([.integer(journal), .integer(Int64(limit))])
        while try statement.step() {
            let entry = try next(statement)
            try body(entry)
            count += entry.count
        }
    }

    private mutating func next(_ row: borrowing Statement) throws -> Entry {
        let (number, commands, at) = (try row.integer(0), try row.integer(1), try row.integer(2))
        guard number == Int64(count) + 1 else { throw DataError("it is missing; the next one is \(number)") }
        let outcomeChecksum = row.isNull(3) ? nil : try row.integer(3)
        let command = try row.utf8(5)
        chain = JournalSchema.entry(
            after: chain,
            number: number,
            count: commands,
            at: at,
            outcome: outcomeChecksum,
            command: command
        )
        guard chain == (try row.integer(4)), commands > 0 else { throw JournalFile.changed }
        var outcome: [UInt8]?
        if withOutcomes, let outcomeChecksum {
            let bytes = try row.utf8(6)
            guard JournalSchema.text(bytes) == outcomeChecksum else { throw JournalFile.changed }
            outcome = bytes
        }
        return Entry(
            number: Int(number),
            count: Int(commands),
            at: Instant(microseconds: at),
            command: command,
            outcome: outcome,
            apis: apis
        )
    }
}

/// Reading ahead.
extension JournalReader {
    /// What comes along while a journal is read.
    enum Part: Sendable {
        case records([JournalRecord])
        /// How many commands were read, the checksum of the last entry, and why it ended before the end.
        case end(Int, Int64, (any Error)?)
    }

    /// Reads a journal up to the entry with that command, and puts its commands on the conveyor.
    static func read(
        _ journal: Recorder.JournalID,
        _ apis: APIList,
        upTo limit: Int,
        of connection: Result<Connection, any Error>,
        onto conveyor: Conveyor<Part>
    ) {
        var reader = JournalReader(of: journal, apis)
        var records: [JournalRecord] = []
        var failure: (any Error)?
        do {
            try reader.read(try connection.get(), upTo: limit) { entry in
                records.append(try entry.record())
                guard records.count == 256 else { return }
                conveyor.put(.records(records))
                records.removeAll(keepingCapacity: true)
            }
        } catch {
            failure = error
        }
        conveyor.put(.records(records))
        conveyor.put(.end(reader.count, reader.chain, failure))
    }
}
