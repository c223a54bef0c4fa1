internal import SandboxCore

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

    private enum Place: Sendable {
        case memory(Memory)
        /// The number of the commands changes whenever they begin anew.
        case file(Storage, Recorder.JournalID)
    }

    private(set) var opening: JournalOpening
    /// Those that are kept in memory.
    private(set) var entries: [JournalEntry] = []
    /// How many commands were taken in all.
    private(set) var count = 0
    /// How many of them the entries stand for.
    private var kept = 0
    private var place: Place

    /// A journal in memory.
    init(_ opening: JournalOpening, in memory: Memory) {
        self.opening = opening
        place = .memory(memory)
    }

    /// A journal in a file, of which so many commands are there.
    init(_ opening: JournalOpening, count: Int = 0, in storage: Storage, _ journal: Recorder.JournalID) {
        self.opening = opening
        self.count = count
        place = .file(storage, journal)
    }

    /// Where its commands are, when they are in a file.
    var file: (storage: Storage, journal: Recorder.JournalID)? {
        if case .file(let storage, let journal) = place { (storage, journal) } else { nil }
    }

    /// How many commands were taken but not kept.
    var missing: Int { file == nil ? count - kept : 0 }

    /// Takes the next entry, which stands for so many commands; it is only made when it is kept.
    mutating func append(_ commands: Int = 1, _ entry: @autoclosure () -> JournalEntry) {
        switch place {
        case .file(let storage, let journal):
            storage.recorder.record(.append(journal, number: count + 1, entry()))
            count += commands
        case .memory(var memory):
            // Behind a gap nothing could be replayed, so nothing more is kept.
            let isGoingOn = kept == count
            count += commands
            guard isGoingOn, keep(entry(), in: &memory) else { return }
            kept = count
            place = .memory(memory)
        }
    }

    private mutating func keep(_ entry: JournalEntry, in memory: inout Memory) -> Bool {
        guard case .lookUps(let run) = entry, case .lookUps(var before)? = entries.last,
            before.count + run.count <= LookUpRun.longest
        else {
            guard memory.take(entry.weight) else { return false }
            entries.append(entry)
            return true
        }
        // Taken out of the list, so that it is not copied.
        entries.removeLast()
        let isOneRun = before.absorb(run)
        entries.append(.lookUps(before))
        guard memory.take(isOneRun ? LookUpRun.added(by: run) : entry.weight) else {
            if isOneRun { entries[entries.count - 1] = .lookUps(before.prefix(before.count - run.count)) }
            return false
        }
        if !isOneRun { entries.append(entry) }
        return true
    }

    /// An empty one with another opening, in the same place.
    func anew(_ opening: JournalOpening) -> Journal {
        switch place {
        case .memory(let memory): return Journal(opening, in: memory.anew())
        case .file(let storage, _):
            let journal = storage.recorder.makeID()
            storage.recorder.record(.stage(journal))
            return Journal(opening, in: storage, journal)
        }
    }

    /// Becomes the journal of another run, which `anew` began.
    mutating func become(_ journal: Journal) {
        self = journal
        guard case .file(let storage, let journal) = place else { return }
        storage.recorder.record(.begin(storage.sandbox, opening, journal))
    }

    /// Gives up a journal that `anew` began and nobody became.
    func discard() {
        guard case .file(let storage, let journal) = place else { return }
        storage.recorder.record(.discard(journal))
    }

    /// A journal as it stood at a moment, whatever becomes of the sandbox it is of.
    struct Copy: Sendable {
        fileprivate let journal: Journal
        /// Where its commands lie in the file, under a number that no sandbox has.
        fileprivate let stored: Recorder.JournalID?
    }

    /// Keeps what is there, under the lock of the sandbox it is of.
    func copied() -> Copy {
        guard case .file(let storage, let journal) = place else { return Copy(journal: self, stored: nil) }
        let id = storage.recorder.makeID()
        storage.recorder.record(.copy(from: journal, upTo: count, to: id))
        return Copy(journal: self, stored: id)
    }

    /// Becomes the journal of another sandbox as it was copied; a copy is used once.
    mutating func become(_ copy: Copy) {
        var journal: Journal
        if case .file(let storage, _) = place, let stored = copy.stored {
            journal = Journal(copy.journal.opening, in: storage, stored)
        } else {
            journal = anew(copy.journal.opening)
            for entry in copy.journal.entries { journal.append(entry.count, entry) }
        }
        journal.count = copy.journal.count
        become(journal)
    }
}
