internal import Locking
internal import SandboxCore
internal import Synchronization

/// The keys that all sandboxes together have given out, so that nobody has to ask each of them for one.
///
/// It counts how many sandboxes hold a key. Those that gave out new ones say so, and are read when somebody asks: a
/// server with one sandbox, which never asks, pays next to nothing.
final class KeyIndex: Sendable {
    /// What was read of one sandbox: how far, and what it holds.
    fileprivate struct Reading: Sendable {
        var mark: KeyMark
        var hashes: [Int]
    }

    fileprivate struct State: Sendable {
        /// How many sandboxes hold the key with this hash.
        var counts: [Int: Int] = [:]
        /// By the number of the cell.
        var readings: [Int: Reading] = [:]
    }

    private let state = Locked(State())
    private let changed = Locked<[SandboxCell]>([])
    /// Held by whoever reads sandboxes, so that the next one who asks finds all of it; nobody else waits for that.
    private let reading = Locked(())

    /// Takes note that a sandbox has given out keys, or lost some.
    func note(_ cell: SandboxCell) {
        if !cell.isNoted.exchange(true, ordering: .acquiringAndReleasing) { changed.withLock { $0.append(cell) } }
    }

    /// Whether a sandbox other than this one ever gave out the key that a call names.
    func contains(_ subject: IssuedKey, besides cell: SandboxCell) -> Bool {
        reading.withLock { _ in
            let cells = changed.withLock { changed in
                defer { changed = [] }
                return changed
            }
            for cell in cells { read(cell) }
        }
        let count = state.withLock { $0.counts[subject.hashValue] ?? 0 }
        // It may have taken the key over meanwhile.
        return count > (count > 0 && cell.read { sandbox, _ in sandbox.knows(subject) } ? 1 : 0)
    }

    /// Lets go of what a sandbox held that is there no more.
    func remove(_ cell: SandboxCell) {
        cell.isGone.store(true, ordering: .releasing)
        changed.withLock { changed in changed.removeAll { $0 === cell } }
        state.withLock { state in
            if let reading = state.readings.removeValue(forKey: cell.number) { state.forget(reading.hashes) }
        }
    }

    /// Reads what is new in a sandbox, or all of it when its life is another one.
    ///
    /// Its lock may be held for long, so none but `reading` is held while waiting for it.
    private func read(_ cell: SandboxCell) {
        cell.isNoted.store(false, ordering: .releasing)
        let known = state.withLock { $0.readings[cell.number]?.mark }
        // Under its lock, as a copy would make the next command copy all that it touches; after the first time there are
        // few new ones.
        let new = cell.read { sandbox, _ in
            let mark = sandbox.keyMark
            let start = known?.life == mark.life ? known ?? mark : KeyMark(life: mark.life)
            return Reading(mark: mark, hashes: sandbox.keys(since: start).map(\.hashValue))
        }
        state.withLock { state in
            // Whoever lets it go says so first, and then takes out what stands here.
            if !cell.isGone.load(ordering: .acquiring) { state.take(new, of: cell.number) }
        }
    }
}

extension KeyIndex.State {
    /// Adds what was read behind the reading before; one of another life goes.
    fileprivate mutating func take(_ new: KeyIndex.Reading, of cell: Int) {
        if let known = readings[cell], known.mark.life != new.mark.life {
            forget(known.hashes)
            readings[cell] = nil
        }
        for hash in new.hashes { counts[hash, default: 0] += 1 }
        readings[cell, default: KeyIndex.Reading(mark: new.mark, hashes: [])].hashes += new.hashes
        readings[cell]?.mark = new.mark
    }

    fileprivate mutating func forget(_ hashes: [Int]) {
        for hash in hashes {
            guard let count = counts[hash] else { continue }
            counts[hash] = count > 1 ? count - 1 : nil
        }
    }
}
