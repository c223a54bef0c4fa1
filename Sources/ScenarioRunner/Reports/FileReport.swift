/// How one file went.
package struct FileReport: Sendable {
    /// The path as it was given.
    package let path: String
    /// The file's `name`.
    package let name: String
    /// The file's `description`.
    package let description: String
    /// The secret key of its sandbox.
    package let key: String
    /// What its ids were made from.
    package let seed: UInt64
    /// The steps that were run; the last one may have failed.
    package var steps: [StepReport] = []
    /// How many steps were not reached.
    package var skipped = 0
    /// What failed outside of the steps: loading, the shop, a rule that never fired.
    package var failure: StepFailure?
    /// Remarks that are no failure.
    package var notes: [String] = []
    /// The last lines that the shop wrote, when the file failed.
    package var shopOutput: [String] = []
    /// The command that does it again.
    package var replay: String
    /// Where the sandbox's bundle was written.
    package var bundle: String?
    /// How long it took, the shop's start included.
    package var time = Duration.zero

    /// Whether everything went as the file says.
    package var hasPassed: Bool { failure == nil && steps.allSatisfy { $0.failure == nil } }

    /// A report with nothing in it yet.
    package init(path: String, name: String, description: String, key: String, seed: UInt64, replay: String) {
        self.path = path
        self.name = name
        self.description = description
        self.key = key
        self.seed = seed
        self.replay = replay
    }
}
