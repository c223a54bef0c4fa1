/// How files are run.
package struct RunOptions: Sendable {
    /// The sandbox's address, without a slash at its end.
    package var url: String
    /// What the control API asks for.
    package var token: String?
    /// Part of every file's keys, so that runs which share a server share no sandbox; nil without such a server.
    package var mark: String?
    /// How many files run at a time.
    package var jobs = 1
    /// Lays another seed over the files' own.
    package var seed: UInt64?
    /// What `--set` gave.
    package var settings: [String: String] = [:]
    /// The shell command of the merchant under test.
    package var shop: String?
    /// The sandbox that all files share, one after another.
    package var keys: RunKeys?
    /// Where the bundles of failed files go.
    package var bundleFolder: String?
    /// The words that run a file again, before and after its path.
    package var replay = Replay()
    /// Looks up a variable that nothing else gives.
    package var environment: @Sendable (String) -> String? = { _ in nil }

    /// Options for a sandbox at this address.
    package init(url: String) { self.url = url }

    /// The command that runs one file again.
    package struct Replay: Sendable {
        /// The program as it was called.
        package var program = "tossbox"
        /// Options as a shell reads them: already in quotes where they have to be.
        package var options: [String] = []

        /// The command of `tossbox run`.
        package init() {}

        /// The command line for a file and its seed.
        package func line(path: String, seed: UInt64) -> String {
            // A name that begins with a dash would be taken for an option.
            let file = path.hasPrefix("-") && path != "-" ? "./\(path)" : path
            let words = ShellWords.line([program, "run", file, "--seed", "\(seed)"])
            return ([words] + options).joined(separator: " ")
        }
    }
}
