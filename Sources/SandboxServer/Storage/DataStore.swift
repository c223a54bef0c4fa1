internal import Database
internal import Locking
package import SandboxCore

/// A data folder in use: what was in it at the start, and where all goes from now on.
package struct DataStore: Sendable {
    let recorder: Recorder
    let sandboxes: [JournalFile.Stored]
    let bindings: [JournalFile.Binding]
    /// Held as long as the recorder writes.
    private let folder: DataFolder

    /// Takes the folder, and runs every journal in it again.
    ///
    /// `report` hears what is worth knowing meanwhile, `onFailure` once why nothing can be written any more. The file
    /// gets no larger than `largest` pages.
    package init(
        _ path: String,
        apis: APIList = .toss,
        report: @escaping @Sendable (String) -> Void = { _ in },
        onFailure: @escaping @Sendable (String) -> Void = { _ in },
        largest pages: Int? = nil
    ) throws(DataError) {
        folder = try DataFolder(path, report: report)
        let file = try JournalFile(creating: folder.file, apis)
        var progress = Progress(report: report)
        let found = try file.contents { name, count in progress.note(name, count) }
        (sandboxes, bindings) = (found.sandboxes, found.bindings)
        let connection: Connection
        do {
            connection = try Connection.open(path: folder.file, durability: .process)
            // Each time the log is moved into the file the disk is waited for: seldom, but before it grows large.
            try connection.execute("PRAGMA wal_autocheckpoint = 2000")
            if let pages { try connection.execute("PRAGMA max_page_count = \(pages)") }
            // Makes the files that are watched from now on.
            try connection.transaction {}
        } catch {
            throw DataError("\(folder.file) cannot be written: \(error)")
        }
        recorder = Recorder(
            connection,
            path: folder.file,
            writer: JournalWriter(found),
            nextID: found.largestID + 1,
            check: folder.watch(),
            onFailure: onFailure
        )
    }

    /// Returns once all that was handed in is written and told of, or cannot be written.
    ///
    /// It blocks the thread, so no task may call it.
    package func finish() { recorder.finish() }

    /// Speaks up about a start that takes longer than a second, and then each second.
    private struct Progress {
        let report: @Sendable (String) -> Void
        private var last = ContinuousClock.now

        init(report: @escaping @Sendable (String) -> Void) { self.report = report }

        mutating func note(_ name: String, _ count: Int) {
            let now = ContinuousClock.now
            guard last.duration(to: now) >= .seconds(1) else { return }
            last = now
            report("Replaying the journal of the sandbox \"\(name)\": \(count) commands so far.")
        }
    }
}

extension JournalWriter {
    /// Goes on where a file was found to end.
    fileprivate init(_ found: JournalFile.Contents) {
        var contents = JournalContents()
        var tails: [Recorder.JournalID: JournalTail] = [:]
        for item in found.sandboxes {
            let sandbox = JournalContents.Sandbox(
                name: item.name,
                hasSecret: item.hasSecret,
                opening: item.openingChecksum,
                journal: item.journal
            )
            contents.set(item.id, sandbox)
            tails[item.journal] = JournalTail(sandbox: item.id, count: Int64(item.count), chain: item.chain)
        }
        for binding in found.bindings {
            contents.set(binding.key, JournalContents.Binding(sandbox: binding.sandbox, heirOf: binding.heirOf))
        }
        self.init(contents: contents, tails: tails, left: found.orphans)
    }
}
