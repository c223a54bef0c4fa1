internal import JournalCodec
internal import Locking
internal import SandboxCore
import Scenarios
internal import TossAPI

extension SandboxCell {
    /// The run so far as one document, all of the moment when it was asked for.
    func bundle() async throws(ControlRefusal) -> [UInt8] {
        // A reset meanwhile may have taken away what was to be read; then the moment is a later one.
        for _ in 1...5 {
            let moment = recorded
            guard let file = moment.journal.file else { return moment.inMemory(name) }
            let ending = await withCheckedContinuation { continuation in
                file.storage.recorder.whenWritten { continuation.resume(returning: $0) }
            }
            guard case .written = ending else { break }
            let bundle = await onOwnThread { [name] () -> Result<[UInt8]?, DataError> in
                do throws(DataError) { return .success(try moment.inFile(name, file.storage, file.journal)) } catch {
                    return .failure(error)
                }
            }
            switch bundle {
            case .success(let bundle?): return bundle
            case .failure(let error) where recorded.journal.file?.journal == file.journal:
                throw ControlRefusal(.conflict, "The journal cannot be read: \(error)")
            case .success(nil), .failure: break
            }
        }
        throw ControlRefusal(.conflict, "The sandbox is started over again and again; ask when it is quiet.")
    }

    /// A journal with the scenario and the seed that hold after it.
    struct Moment: Sendable {
        let journal: Journal
        let scenario: Scenario
        let seed: UInt64
        let apis: APIList
    }

    private var recorded: Moment {
        state.withLock { state in
            Moment(
                journal: state.journal,
                scenario: state.sandbox.scenario,
                seed: state.sandbox.seedInUse,
                apis: state.sandbox.apis
            )
        }
    }
}

extension SandboxCell.Moment {
    private func writer(_ name: String) -> BundleWriter {
        BundleWriter(
            sandbox: name,
            tossbox: Tossbox.version,
            opening: journal.opening.bytes,
            scenario: scenario.document,
            seed: seed,
            missing: journal.missing
        )
    }

    fileprivate func inMemory(_ name: String) -> [UInt8] {
        var bundle = writer(name)
        for entry in journal.entries { bundle.add(entry) }
        return bundle.finish()
    }

    /// Nil when the journal is not there any more.
    fileprivate func inFile(
        _ name: String,
        _ storage: Journal.Storage,
        _ id: Recorder.JournalID
    ) throws(DataError) -> [UInt8]? {
        var bundle = writer(name)
        var held = 0
        try JournalFile(storage.recorder.path, apis).read(id, upTo: journal.count) { entry in
            var command = entry.command
            var count = entry.count
            if entry.last > journal.count, case .lookUps(let run) = try entry.record() {
                // Look-ups that came after that moment were added to the entry.
                count = journal.count - entry.number + 1
                command = JournalEntry.lookUps(run.prefix(count)).commandBytes
            }
            bundle.add(count, at: entry.at, command: command, outcome: entry.outcome)
            held += count
        }
        return held == journal.count ? bundle.finish() : nil
    }
}
