/// How a run of files went.
package struct RunReport: Sendable {
    /// In the order in which the files were given.
    package let files: [FileReport]
    /// Files that were left out, as they need a shop and none was there.
    package var skipped: [String] = []
    /// From the first file's begin to the last one's end.
    package let time: Duration

    /// Gathers the reports of all files.
    package init(files: [FileReport], time: Duration) {
        self.files = files
        self.time = time
    }

    /// How many files did not pass.
    package var failures: Int { files.count { !$0.hasPassed } }

    /// `52 files, 51 passed, 1 failed, 1.3 s; 3 more need a shop (--shop)`.
    package var summary: String {
        let count = files.count == 1 ? "1 file" : "\(files.count) files"
        let failed = failures > 0 ? ", \(failures) failed" : ""
        let left = skipped.isEmpty ? "" : "; \(skipped.count) more need a shop (--shop COMMAND)"
        return "\(count), \(files.count - failures) passed\(failed), \(time.inWords)\(left)"
    }
}
