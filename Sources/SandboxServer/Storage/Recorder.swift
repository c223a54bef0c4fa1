internal import Database
internal import Dispatch
internal import Locking
internal import SandboxCore
internal import TossAPI

/// Writes what happens to sandboxes into the file, in order and in batches, and knows how far it has got.
///
/// Nothing that tells of a change may leave the process before the change is written: `whenWritten` waits for that
/// without holding a thread. One transaction takes all that came up while the one before was being written.
final class Recorder: Sendable {
    /// A sandbox as the file knows it; the name may pass to another one, the number does not.
    typealias SandboxID = Int64

    /// One thing to write.
    ///
    /// Values are rendered by the writing thread.
    enum Change: Sendable {
        case open(SandboxID, name: String, JournalOpening)
        /// A secret key was used for the first time.
        case noteSecret(SandboxID)
        case append(SandboxID, number: Int, Journal.Entry)
        /// The sandbox becomes another one.
        case replace(SandboxID, JournalOpening, [Journal.Entry])
        /// So many commands of a sandbox are there once more, under a number that no sandbox has.
        case copy(from: SandboxID, upTo: Int, to: SandboxID)
        /// The sandbox becomes another one, whose commands were copied.
        case move(from: SandboxID, to: SandboxID, JournalOpening)
        case forget(SandboxID)
        case bind(key: String, sandbox: String, heirOf: SandboxID?)
        case unbind(sandbox: String)
    }

    private struct State: Sendable {
        var pending: [Change] = []
        /// How many changes were handed in.
        var taken: UInt64 = 0
        /// How many of them are in the file.
        var written: UInt64 = 0
        /// In the order of the changes they wait for.
        var waiting: [(for: UInt64, then: @Sendable () -> Void)] = []
        var isWriting = false
        var hasFailed = false
        var nextID: SandboxID
    }

    /// The file, for those who read beside it.
    let path: String
    private let connection: SharedConnection
    private let queue = DispatchQueue(label: "tossbox.recorder", qos: .userInitiated)
    private let state: Locked<State>
    private let onFailure: @Sendable (String) -> Void

    /// Writes over this connection from now on; `onFailure` hears once why nothing can be written any more.
    init(
        _ connection: sending Connection,
        path: String,
        nextID: SandboxID,
        onFailure: @escaping @Sendable (String) -> Void
    ) {
        self.path = path
        self.connection = SharedConnection(connection)
        state = Locked(State(nextID: nextID))
        self.onFailure = onFailure
    }

    func makeID() -> SandboxID {
        state.withLock { state in
            defer { state.nextID += 1 }
            return state.nextID
        }
    }

    /// Hands a change in; it never waits, so it may be called under the lock of what it is about.
    func record(_ change: Change) {
        let isFirst = state.withLock { state in
            state.pending.append(change)
            state.taken += 1
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if isFirst { queue.async { self.writeAll() } }
    }

    /// Runs `then` once all that was handed in so far is in the file; right here when it is already.
    ///
    /// After a failure it is never run.
    func whenWritten(_ then: @escaping @Sendable () -> Void) {
        let isThere = state.withLock { state in
            if state.written == state.taken, !state.hasFailed { return true }
            state.waiting.append((state.taken, then))
            return false
        }
        if isThere { then() }
    }

    /// Returns once all that was handed in so far is in the file, or when it cannot be written.
    ///
    /// It blocks the thread, so no task may call it.
    func finish() { queue.sync { self.writeAll() } }

    private func writeAll() {
        while true {
            let (batch, end) = state.withLock { state -> ([Change], UInt64) in
                defer { state.pending = [] }
                if state.pending.isEmpty || state.hasFailed { state.isWriting = false }
                return (state.hasFailed ? [] : state.pending, state.taken)
            }
            guard !batch.isEmpty else { return }
            do {
                try connection.withConnection { connection in
                    try connection.transaction { try connection.write(batch) }
                }
            } catch {
                state.withLock { $0.hasFailed = true }
                onFailure("cannot write the journal: \(error)")
                return
            }
            let ready = state.withLock { state in
                state.written = end
                let count = state.waiting.firstIndex { $0.for > end } ?? state.waiting.count
                defer { state.waiting.removeFirst(count) }
                return state.waiting[..<count].map(\.then)
            }
            for then in ready { then() }
        }
    }
}

extension Connection {
    fileprivate func write(_ batch: [Recorder.Change]) throws {
        let append = try prepare(
            "INSERT INTO entry (sandbox, number, at, command, digest, outcome) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
        )
        for change in batch {
            switch change {
            case .append(let id, let number, let entry):
                try append.run(entry.values(id: id, number: number))
            case .open(let id, let name, let opening):
                let sql = "INSERT INTO sandbox (id, name, opening, has_secret) VALUES (?1, ?2, ?3, 0)"
                try execute(sql, [.integer(id), .text(name), .text(opening.text)])
            case .noteSecret(let id): try execute("UPDATE sandbox SET has_secret = 1 WHERE id = ?1", [.integer(id)])
            case .replace(let id, let opening, let entries):
                try execute("DELETE FROM entry WHERE sandbox = ?1", [.integer(id)])
                try execute("UPDATE sandbox SET opening = ?2 WHERE id = ?1", [.integer(id), .text(opening.text)])
                for (index, entry) in entries.enumerated() { try append.run(entry.values(id: id, number: index + 1)) }
            case .move(let copy, let id, let opening):
                try execute("DELETE FROM entry WHERE sandbox = ?1", [.integer(id)])
                try execute("UPDATE sandbox SET opening = ?2 WHERE id = ?1", [.integer(id), .text(opening.text)])
                try execute("UPDATE entry SET sandbox = ?1 WHERE sandbox = ?2", [.integer(id), .integer(copy)])
            case .copy(let original, let count, let id):
                let sql = """
                    INSERT INTO entry (sandbox, number, at, command, digest, outcome)
                    SELECT ?1, number, at, command, digest, outcome FROM entry WHERE sandbox = ?2 AND number <= ?3
                    """
                try execute(sql, [.integer(id), .integer(original), .integer(Int64(count))])
            case .forget(let id):
                // Commands that still find it come after this; the next start drops them.
                try execute("DELETE FROM sandbox WHERE id = ?1", [.integer(id)])
                try execute("DELETE FROM entry WHERE sandbox = ?1", [.integer(id)])
                try execute("UPDATE binding SET heir_of = NULL WHERE heir_of = ?1", [.integer(id)])
            case .bind(let key, let sandbox, let owner):
                let sql = "INSERT OR REPLACE INTO binding (key, sandbox, heir_of) VALUES (?1, ?2, ?3)"
                try execute(sql, [.text(key), .text(sandbox), owner.map { .integer($0) } ?? .null])
            case .unbind(let sandbox): try execute("DELETE FROM binding WHERE sandbox = ?1", [.text(sandbox)])
            }
        }
    }
}

extension Journal.Entry {
    fileprivate func values(id: Int64, number: Int) -> [DatabaseValue] {
        let command = String(decoding: commandBytes, as: UTF8.self)
        let digest = JournalSchema.digest(number: Int64(number), at: at.microseconds, command: command)
        return [
            .integer(id), .integer(Int64(number)), .integer(at.microseconds), .text(command), .integer(digest),
            .text(String(decoding: outcome.bytes, as: UTF8.self)),
        ]
    }
}

extension JournalOpening {
    fileprivate var text: String { String(decoding: bytes, as: UTF8.self) }
}
