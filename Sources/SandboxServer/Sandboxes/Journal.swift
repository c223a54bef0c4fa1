internal import SandboxCore
internal import TossAPI

/// What a sandbox was opened with, and the commands it has taken, each with the instant of the wall clock it came at.
///
/// Applying them to a fresh sandbox gives the same answers, webhooks and ids to the byte. They are kept in memory as
/// long as they fit, or in a file without a limit.
struct Journal: Sendable {
    /// Its place in the file.
    struct Storage: Sendable {
        let recorder: Recorder
        let sandbox: Recorder.SandboxID
    }

    /// How much of it memory may hold.
    struct Memory: Sendable {
        /// About how many bytes this journal may hold.
        let capacity: Int
        /// And what is counted against what all of them may.
        var share: JournalBudget.Share
        fileprivate var weight = 0

        init(capacity: Int, share: JournalBudget.Share) {
            self.capacity = capacity
            self.share = share
        }

        fileprivate mutating func take(_ count: Int) -> Bool {
            guard weight + count <= capacity, share.take(count) else { return false }
            weight += count
            return true
        }

        fileprivate func anew() -> Memory { Memory(capacity: capacity, share: share.anew()) }
    }

    private(set) var opening: JournalOpening
    /// Those that are kept in memory.
    private(set) var entries: [JournalEntry] = []
    /// How many commands were taken in all.
    private(set) var count = 0
    /// How many of them the entries stand for.
    private var kept = 0
    /// One of the two is there; the number of the commands in the file changes whenever they begin anew.
    private var memory: Memory?
    private(set) var file: (storage: Storage, journal: Recorder.JournalID)?

    /// A journal in memory.
    init(_ opening: JournalOpening, in memory: Memory) {
        self.opening = opening
        self.memory = memory
    }

    /// A journal in a file, of which so many commands are there.
    init(_ opening: JournalOpening, count: Int = 0, in storage: Storage, _ journal: Recorder.JournalID) {
        self.opening = opening
        self.count = count
        file = (storage, journal)
    }

    /// How many commands were taken but not kept.
    var missing: Int { file == nil ? count - kept : 0 }

    /// Whether it keeps the next command: behind a gap nothing could be replayed, so nothing more is kept.
    var keepsMore: Bool { file != nil || kept == count }

    /// Takes the next command, and what came out; that is only asked for where it keeps more.
    mutating func append(at wall: Instant, _ command: any SandboxCommand, _ outcome: CommandOutcome?) {
        guard let outcome else {
            count += 1
            return
        }
        if let file {
            let entry = JournalEntry.command(at: wall, command, outcome)
            file.storage.recorder.record(.append(file.journal, number: count + 1, entry))
            count += 1
            return
        }
        let isGoingOn = kept == count
        count += 1
        guard isGoingOn, memory?.take(command.weight + outcome.weight) == true else { return }
        entries.append(.command(at: wall, command, outcome))
        kept = count
    }

    /// Takes look-ups.
    mutating func append(_ run: LookUpRun) {
        if let file {
            file.storage.recorder.record(.append(file.journal, number: count + 1, .lookUps(run)))
            count += run.count
            return
        }
        let isGoingOn = kept == count
        count += run.count
        if isGoingOn, keep(run) { kept = count }
    }

    /// Takes what another journal took.
    mutating func append(_ entry: JournalEntry) {
        switch entry {
        case .command(let at, let command, let outcome): append(at: at, command, outcome)
        case .lookUps(let run): append(run)
        }
    }

    private mutating func keep(_ run: LookUpRun) -> Bool {
        if case .lookUps(var before)? = entries.last, before.count + run.count <= LookUpRun.longest {
            // Taken out of the list, so that it is not copied.
            entries.removeLast()
            let size = before.count
            let isOneRun = before.absorb(run)
            let isKept = isOneRun && memory?.take(LookUpRun.added(by: run)) == true
            entries.append(.lookUps(isOneRun && !isKept ? before.prefix(size) : before))
            if isOneRun { return isKept }
        }
        guard memory?.take(run.weight) == true else { return false }
        entries.append(.lookUps(run))
        return true
    }

    /// An empty one with another opening, in the same place.
    func anew(_ opening: JournalOpening) -> Journal {
        if let memory { return Journal(opening, in: memory.anew()) }
        var journal = self
        journal.opening = opening
        journal.count = 0
        guard let storage = file?.storage else { return journal }
        let id = storage.recorder.makeID()
        storage.recorder.record(.stage(id))
        journal.file = (storage, id)
        return journal
    }

    /// Becomes the journal of another run, which `anew` began.
    mutating func become(_ journal: Journal) {
        self = journal
        if let file { file.storage.recorder.record(.begin(file.storage.sandbox, opening, file.journal)) }
    }

    /// Gives up a journal that `anew` began and nobody became.
    func discard() {
        if let file { file.storage.recorder.record(.discard(file.journal)) }
    }

    /// A journal as it stood at a moment, whatever becomes of the sandbox it is of.
    struct Copy: Sendable {
        fileprivate let journal: Journal
        /// Where its commands lie in the file, under a number that no sandbox has.
        fileprivate let stored: Recorder.JournalID?
    }

    /// Keeps what is there, under the lock of the sandbox it is of.
    func copied() -> Copy {
        guard let file else { return Copy(journal: self, stored: nil) }
        let id = file.storage.recorder.makeID()
        file.storage.recorder.record(.copy(from: file.journal, upTo: count, to: id))
        return Copy(journal: self, stored: id)
    }

    /// Becomes the journal of another sandbox as it was copied; a copy is used once.
    mutating func become(_ copy: Copy) {
        var journal: Journal
        if let storage = file?.storage, let stored = copy.stored {
            journal = Journal(copy.journal.opening, in: storage, stored)
        } else {
            journal = anew(copy.journal.opening)
            for entry in copy.journal.entries { journal.append(entry) }
        }
        journal.count = copy.journal.count
        become(journal)
    }
}
