internal import SandboxCore
internal import TossAPI

/// Where a journal in the file ends: what the next entry goes on from.
struct JournalTail: Sendable {
    /// Look-ups in the last entry, to which more can be added.
    struct OpenRun: Sendable {
        let number: Int64
        var run: LookUpRun
        /// Whether the entry stands in the file already, and whether as it is now.
        var isStored = false
        var isChanged = true
    }

    /// Whose it is; nil for one that is still being filled, and for what a sandbox has left behind.
    var sandbox: Recorder.SandboxID?
    /// How many commands there are.
    var count: Int64 = 0
    /// The checksum of the last entry but the open one.
    var chain: Int64 = 0
    var open: OpenRun?
}

extension JournalTail.OpenRun {
    /// The checksum of its entry behind one whose checksum is `chain`.
    func checksum(after chain: Int64, command: [UInt8]) -> Int64 {
        JournalSchema.entry(
            after: chain,
            number: number,
            count: Int64(run.count),
            at: run.at.microseconds,
            outcome: nil,
            command: command
        )
    }
}
