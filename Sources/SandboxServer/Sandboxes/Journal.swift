internal import JSON
package import SandboxCore
package import TossAPI

/// What a sandbox was opened with, and the commands it has taken, each with the instant of the wall clock it came at.
///
/// Applying them to a fresh sandbox gives the same answers, webhooks and ids to the byte. They are kept in memory as
/// long as they fit, or in a file without a limit.
package struct Journal: Sendable {
    /// One command, and what came out.
    package struct Entry: Sendable {
        package let at: Instant
        package let command: Command
        package let outcome: CommandOutcome

        var commandBytes: [UInt8] { JSONWriter.bytes(capacity: command.weight) { command.write(to: &$0) } }
        fileprivate var weight: Int { command.weight + outcome.weight }
    }

    /// Its place in the file.
    struct Storage: Sendable {
        let recorder: Recorder
        let id: Recorder.SandboxID
    }

    private(set) var opening: JournalOpening
    /// Those that are kept in memory.
    package private(set) var entries: [Entry] = []
    /// How many commands were taken in all.
    package private(set) var count = 0
    let storage: Storage?
    /// About how many bytes the entries may hold.
    private let capacity: Int
    private var weight = 0

    /// A journal in memory.
    init(_ opening: JournalOpening, capacity: Int) {
        self.opening = opening
        self.capacity = capacity
        storage = nil
    }

    /// A journal in a file, of which so many commands are there.
    init(_ opening: JournalOpening, count: Int = 0, in storage: Storage) {
        self.opening = opening
        self.count = count
        self.storage = storage
        capacity = 0
    }

    /// How many commands were taken but not kept.
    package var missing: Int { storage == nil ? count - entries.count : 0 }

    /// Takes the next entry; it is only made when it is kept.
    mutating func append(_ entry: @autoclosure () -> Entry) {
        count += 1
        if let storage {
            storage.recorder.record(.append(storage.id, number: count, entry()))
        } else {
            keep(entry())
        }
    }

    /// Keeps an entry while there is room; behind a gap nothing could be replayed, so nothing more is kept.
    private mutating func keep(_ entry: @autoclosure () -> Entry) {
        guard entries.count == count - 1 else { return }
        let entry = entry()
        weight += entry.weight
        if weight <= capacity { entries.append(entry) }
    }

    /// Becomes the journal of another run.
    mutating func replace(_ opening: JournalOpening, _ entries: [Entry]) {
        self.opening = opening
        if let storage {
            count = entries.count
            storage.recorder.record(.replace(storage.id, opening, entries))
            return
        }
        self.entries = []
        weight = 0
        count = 0
        for entry in entries {
            count += 1
            keep(entry)
        }
    }

    /// A journal as it stood at a moment, whatever becomes of the sandbox it is of.
    struct Copy: Sendable {
        fileprivate let journal: Journal
        /// Where its commands lie in the file, under a number that no sandbox has.
        fileprivate let stored: Recorder.SandboxID?
    }

    /// Keeps what is there, under the lock of the sandbox it is of.
    func copied() -> Copy {
        guard let storage else { return Copy(journal: self, stored: nil) }
        let id = storage.recorder.makeID()
        storage.recorder.record(.copy(from: storage.id, upTo: count, to: id))
        return Copy(journal: self, stored: id)
    }

    /// Becomes the journal of another sandbox as it was copied; a copy is used once.
    mutating func become(_ copy: Copy) {
        if let storage, let stored = copy.stored {
            opening = copy.journal.opening
            count = copy.journal.count
            storage.recorder.record(.move(from: stored, to: storage.id, opening))
        } else {
            replace(copy.journal.opening, copy.journal.entries)
            count = copy.journal.count
        }
    }
}
