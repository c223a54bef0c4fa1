internal import HTTPClient

/// Runs scenario files against a sandbox, several at a time.
package struct ScenarioRunner: Sendable {
    private let options: RunOptions

    /// A runner for a sandbox that is there already.
    package init(_ options: RunOptions) { self.options = options }

    /// Runs every file; `finished` hears of them in their order, whichever ended first.
    ///
    /// `ended` hears of each at once, with whether it passed. When the task is cancelled, files that have not begun
    /// are left out of the report.
    package func run(
        _ files: [ScenarioFile],
        ended: (_ hasPassed: Bool) -> Void = { _ in },
        finished: (FileReport) -> Void
    ) async -> RunReport {
        let begin = ContinuousClock.now
        let client = Client(
            Client.Configuration(maximumConnectionsPerHost: 1024, maximumResponseSize: 64 << 20)
        )
        defer { client.shutDown() }
        // Files that share a sandbox cannot share time.
        let jobs = options.keys == nil ? max(1, options.jobs) : 1
        var reports: [Int: FileReport] = [:]
        var told = 0
        await withTaskGroup(of: (Int, FileReport).self) { group in
            var next = 0
            func start() {
                guard next < files.count, !Task.isCancelled else { return }
                let (index, file, options) = (next, files[next], options)
                next += 1
                group.addTask { (index, await FileRun(file, options, client: client).run()) }
            }
            for _ in 0..<min(jobs, files.count) { start() }
            for await (index, report) in group {
                reports[index] = report
                ended(report.hasPassed)
                while let report = reports[told] {
                    finished(report)
                    told += 1
                }
                start()
            }
        }
        let sorted = reports.sorted { $0.key < $1.key }.map(\.value)
        return RunReport(files: sorted, time: ContinuousClock.now - begin)
    }
}
