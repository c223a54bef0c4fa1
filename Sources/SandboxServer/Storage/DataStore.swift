internal import Database
internal import Locking
internal import SandboxCore

/// A data folder in use: what was in it at the start, and where all goes from now on.
struct DataStore: Sendable {
    let recorder: Recorder
    let sandboxes: [JournalFile.Stored]
    let bindings: [JournalFile.Binding]
    /// Held as long as the recorder writes.
    private let folder: DataFolder

    /// Takes the folder, and runs every journal in it again.
    init(
        _ path: String,
        report: @escaping @Sendable (String) -> Void,
        onFailure: @escaping @Sendable (String) -> Void
    ) throws(DataError) {
        folder = try DataFolder(path)
        let file = try JournalFile(creating: folder.file)
        var progress = Progress(report: report)
        sandboxes = try file.sandboxes { name, count in progress.note(name, count) }
        bindings = try file.bindings()
        let connection: Connection
        do throws(DatabaseError) {
            connection = try Connection.open(path: folder.file, durability: .process)
        } catch {
            throw DataError("\(folder.file) cannot be written: \(error)")
        }
        let nextID = (sandboxes.map(\.id).max() ?? 0) + 1
        recorder = Recorder(connection, path: folder.file, nextID: nextID, onFailure: onFailure)
    }

    /// Speaks up about a start that takes longer than a second, and then each second.
    private struct Progress {
        let report: @Sendable (String) -> Void
        private var last = ContinuousClock.now

        init(report: @escaping @Sendable (String) -> Void) { self.report = report }

        mutating func note(_ name: String, _ count: Int) {
            guard count.isMultiple(of: 256) else { return }
            let now = ContinuousClock.now
            guard last.duration(to: now) >= .seconds(1) else { return }
            last = now
            report("Replaying the journal of the sandbox \"\(name)\": \(count) commands so far.")
        }
    }
}
