internal import SandboxCore
internal import TossAPI

extension SandboxCell {
    /// The run so far as one document.
    func bundle() async throws(ControlRefusal) -> [UInt8] {
        let (journal, scenario, seed) = recorded
        let missing = journal.missing
        @Sendable func writer(_ opening: [UInt8]) -> BundleWriter {
            BundleWriter(
                sandbox: name,
                tossbox: Tossbox.version,
                opening: opening,
                scenario: scenario,
                seed: seed,
                missing: missing
            )
        }
        guard let storage = journal.storage else {
            var bundle = writer(journal.opening.bytes)
            for entry in journal.entries {
                bundle.add(at: entry.at, command: entry.commandBytes, outcome: entry.outcome.bytes)
            }
            return bundle.finish()
        }
        await withCheckedContinuation { continuation in
            storage.recorder.whenWritten { continuation.resume() }
        }
        return try await onOwnThread { () -> Result<[UInt8], ControlRefusal> in
            var bundle: BundleWriter?
            do throws(DataError) {
                try JournalFile(storage.recorder.path).read(storage.id) { opening in
                    bundle = writer(Array(opening.utf8))
                } entry: { at, command, outcome in
                    bundle?.add(
                        at: Instant(microseconds: at),
                        command: Array(command.utf8),
                        outcome: Array(outcome.utf8)
                    )
                }
            } catch {
                return .failure(ControlRefusal(.conflict, "The journal cannot be read: \(error)"))
            }
            return .success(bundle?.finish() ?? [])
        }
        .get()
    }
}
