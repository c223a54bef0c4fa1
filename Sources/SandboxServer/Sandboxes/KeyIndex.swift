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

    /// Takes note that a sandbox has given out keys, or lost some.
    func note(_ cell: SandboxCell) {
        if !cell.isNoted.exchange(true, ordering: .acquiringAndReleasing) { changed.withLock { $0.append(cell) } }
    }

    /// Whether a sandbox other than this one ever gave out the key that a call names.
    func contains(_ subject: IssuedKey, besides cell: SandboxCell) -> Bool {
        let count = state.withLock { state in
            let cells = changed.withLock { changed in
                defer { changed = [] }
                return changed
            }
            for cell in cells { state.read(cell) }
            return state.counts[subject.hashValue] ?? 0
        }
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
}

extension KeyIndex.State {
    /// Reads what is new in a sandbox, or all of it when its life is another one.
    fileprivate mutating func read(_ cell: SandboxCell) {
        cell.isNoted.store(false, ordering: .releasing)
        guard !cell.isGone.load(ordering: .acquiring) else { return }
        let known = readings[cell.number]
        // Under its lock, as a copy would make the next command copy all that it touches; after the first time there are
        // few new ones.
        let (mark, isSameLife, hashes) = cell.read { sandbox, _ in
            let mark = sandbox.keyMark
            let isSameLife = known?.mark.life == mark.life
            let start = isSameLife ? known?.mark ?? KeyMark(life: mark.life) : KeyMark(life: mark.life)
            return (mark, isSameLife, sandbox.keys(since: start).map(\.hashValue))
        }
        if let known, !isSameLife { forget(known.hashes) }
        let before = isSameLife ? known?.hashes ?? [] : []
        readings[cell.number] = KeyIndex.Reading(mark: mark, hashes: before + hashes)
        for hash in hashes { counts[hash, default: 0] += 1 }
    }

    fileprivate mutating func forget(_ hashes: [Int]) {
        for hash in hashes {
            guard let count = counts[hash] else { continue }
            counts[hash] = count > 1 ? count - 1 : nil
        }
    }
}
