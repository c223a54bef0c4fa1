internal import Database
internal import Dispatch
internal import Locking
internal import SandboxCore

/// Writes what happens to sandboxes into the file, in order and in batches, and knows how far it has got.
///
/// Nothing that tells of a change may leave the process before the change is written: `whenWritten` waits for that
/// without holding a thread. One transaction takes all that came up while the one before was being written.
final class Recorder: Sendable {
    /// A sandbox as the file knows it; the name may pass to another one, the number does not.
    typealias SandboxID = Int64
    /// Where a sandbox's commands are; it gets another one when it is started over.
    typealias JournalID = Int64

    /// One thing to write.
    ///
    /// Values are rendered by the writing thread.
    enum Change: Sendable {
        case open(SandboxID, JournalOpening, JournalID)
        /// A secret key was used for the first time.
        case noteSecret(SandboxID)
        case append(JournalID, number: Int, JournalEntry)
        /// A journal that is no sandbox's yet, to be filled.
        case stage(JournalID)
        /// It will be nobody's.
        case discard(JournalID)
        /// The sandbox becomes another one, which this journal leads to.
        case begin(SandboxID, JournalOpening, JournalID)
        /// The commands of a journal, so many, are there once more.
        case copy(from: JournalID, upTo: Int, to: JournalID)
        case forget(SandboxID)
        case bind(key: String, sandbox: String, heirOf: SandboxID?)
        case unbind(sandbox: String)
    }

    /// What became of all that was handed in up to some moment.
    enum Ending: Sendable {
        case written
        /// Some of it is not in the file, and never will be.
        case failed
    }

    typealias Continuation = @Sendable (Ending) -> Void

    private struct State: Sendable {
        var pending: [Change] = []
        /// How many changes were handed in.
        var taken: UInt64 = 0
        /// How many of them are in the file.
        var written: UInt64 = 0
        /// In the order of the changes they wait for.
        var waiting: [(for: UInt64, then: Continuation)] = []
        /// Those whose changes are written, in that order; nobody may pass them.
        var ready: [Continuation] = []
        var isLettingOut = false
        var isWriting = false
        var failure: String?
        var nextID: Int64
    }

    /// The file, for those who read beside it.
    let path: String
    private let connection: SharedConnection
    private let writer: Locked<JournalWriter>
    private let queue = DispatchQueue(label: "tossbox.recorder", qos: .userInitiated)
    private let outlet = DispatchQueue(label: "tossbox.outlet", qos: .userInitiated)
    private let state: Locked<State>
    /// Says why what was written is not where the next start looks for it; nil when it is.
    private let check: @Sendable () -> String?
    private let onFailure: @Sendable (String) -> Void

    /// Writes over this connection from now on; `onFailure` hears once why nothing can be written any more.
    init(
        _ connection: sending Connection,
        path: String,
        writer: JournalWriter,
        nextID: Int64,
        check: @escaping @Sendable () -> String?,
        onFailure: @escaping @Sendable (String) -> Void
    ) {
        self.path = path
        self.connection = SharedConnection(connection)
        self.writer = Locked(writer)
        self.check = check
        state = Locked(State(nextID: nextID))
        self.onFailure = onFailure
        // What the process before has left behind.
        queue.async { self.writeAll() }
    }

    /// A number that neither a sandbox nor a journal has.
    func makeID() -> Int64 {
        state.withLock { state in
            defer { state.nextID += 1 }
            return state.nextID
        }
    }

    /// Why nothing is written any more; nil as long as all is well.
    var failure: String? { state.withLock { $0.failure } }

    /// Hands a change in; it never waits, so it may be called under the lock of what it is about.
    func record(_ change: Change) {
        let isFirst = state.withLock { state in
            guard state.failure == nil else { return false }
            state.pending.append(change)
            state.taken += 1
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if isFirst { queue.async { self.writeAll() } }
    }

    /// Runs `then` once all that was handed in so far is in the file, right here when it is already, or once it is
    /// known that it will not get there.
    ///
    /// Whoever comes first is run first.
    func whenWritten(_ then: @escaping Continuation) {
        let ending = state.withLock { state -> Ending? in
            if state.failure != nil { return .failed }
            guard state.written == state.taken else {
                state.waiting.append((state.taken, then))
                return nil
            }
            // What became ready before must not be overtaken.
            guard !state.isLettingOut else {
                state.ready.append(then)
                return nil
            }
            state.isLettingOut = true
            return .written
        }
        guard let ending else { return }
        then(ending)
        guard case .written = ending else { return }
        let isMore = state.withLock { state in
            state.isLettingOut = !state.ready.isEmpty
            return state.isLettingOut
        }
        // Who came meanwhile is nothing that this thread should be kept with.
        if isMore { outlet.async { self.letOut() } }
    }

    /// Returns once all that was handed in so far is in the file and told of, or when it cannot be written.
    ///
    /// It blocks the thread, so no task may call it.
    func finish() {
        queue.sync {
            writeAll()
            // Then a copy of the file alone is a copy of all. What cannot be moved is read from the log at the start.
            guard failure == nil else { return }
            try? connection.withConnection { connection throws(DatabaseError) in try connection.emptyLog() }
        }
        outlet.sync {}
    }

    private func writeAll() {
        var batches = 0
        while true {
            let (batch, end) = state.withLock { state -> ([Change], UInt64) in
                defer { state.pending = [] }
                return (state.pending, state.taken)
            }
            if !batch.isEmpty {
                guard write(batch, upTo: end) else { return }
                batches += 1
            }
            // Under a steady load a little of it must be done all the same, or the file would only grow.
            let isTidy = batch.isEmpty || batches.isMultiple(of: 8) ? tidy() : false
            let isOver = state.withLock { state in
                guard state.pending.isEmpty, isTidy else { return state.failure != nil }
                state.isWriting = false
                return true
            }
            if isOver { return }
        }
    }

    private func write(_ batch: [Change], upTo end: UInt64) -> Bool {
        do {
            try attempt(batch)
            if let reason = check() { throw DataError(reason) }
        } catch {
            fail("cannot write the journal: \(error)")
            return false
        }
        let isFirst = state.withLock { state in
            state.written = end
            let count = state.waiting.firstIndex { $0.for > end } ?? state.waiting.count
            state.ready += state.waiting[..<count].map(\.then)
            state.waiting.removeFirst(count)
            guard !state.isLettingOut, !state.ready.isEmpty else { return false }
            state.isLettingOut = true
            return true
        }
        if isFirst { letOut() }
        return true
    }

    /// Writes a batch; when there is no room, once more a little later.
    private func attempt(_ batch: [Change]) throws {
        do {
            try connection.withConnection { connection in
                try writer.withLock { writer in try writer.write(batch, to: connection) }
            }
        } catch let error as DatabaseError where error.isFull {
            wait(milliseconds: 500)
            try connection.withConnection { connection in
                try writer.withLock { writer in try writer.write(batch, to: connection) }
            }
        }
    }

    private func wait(milliseconds: Int) {
        let latch = Latch()
        latch.wait(atMost: .milliseconds(milliseconds))
    }

    private func letOut() {
        while true {
            let ready = state.withLock { state -> [Continuation] in
                defer { state.ready = [] }
                if state.ready.isEmpty { state.isLettingOut = false }
                return state.ready
            }
            if ready.isEmpty { return }
            for then in ready { then(.written) }
        }
    }

    /// Ends it: whoever waits hears of it, and so does whoever comes.
    private func fail(_ reason: String) {
        let waiting = state.withLock { state in
            state.failure = reason
            state.isWriting = false
            state.pending = []
            defer { state.waiting = [] }
            return state.waiting.map(\.then)
        }
        outlet.async {
            for then in waiting { then(.failed) }
            self.onFailure(reason)
        }
    }

    /// Does some of the work that can wait, and says whether no more is left.
    private func tidy() -> Bool {
        do throws(DatabaseError) {
            return try connection.withConnection { connection throws(DatabaseError) in
                try writer.withLock { writer throws(DatabaseError) in
                    if writer.isUntidy { try writer.tidy(connection) }
                    return !writer.isUntidy
                }
            }
        } catch {
            fail("cannot tidy up the journal: \(error)")
            return false
        }
    }
}
