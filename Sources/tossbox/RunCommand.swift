internal import CommandLineProgram
internal import HTTPClient
internal import Locking
internal import SandboxServer
internal import ScenarioRunner

/// `tossbox run`: scenario files as tests.
enum RunCommand: Subcommand {
    static let form = CommandForm(
        name: "run",
        summary: "Run scenario files as tests",
        usage: "FILE|FOLDER… [OPTION…]",
        operands: 1...10_000,
        options: [
            .init("url", "URL", "Run against this server (default: one of its own, gone at the end)"),
            .init("jobs", "N", "Files at a time (default: 8 and 2 for each processor; fewer with --shop)"),
            .init("seed", "N", "Make ids from this seed instead of the files' own"),
            .init("set", "NAME=VALUE", "Fill in ${NAME}; may be given again. The environment comes next"),
            .init("shop", "COMMAND", "Start this shop for each file that speaks of ${MERCHANT_URL}"),
            .init("key", "KEY", "Run all files in this secret key's sandbox, one after another"),
            .init("junit", "FILE", "Write a report as JUnit XML"),
            .init("json", "FILE", "Write a report as JSON"),
            .init("bundle", "DIR", "Write the sandbox's bundle of each file that fails"),
            .init("token", "TOKEN", "The token the server was started with (default $TOSSBOX_TOKEN)"),
            .init("quiet", nil, "Print the files that failed and the summary only"),
            .init("verbose", nil, "Print comments and answers as well"),
        ],
        details: """
            Each file gets a sandbox of its own, so files may run side by side and always see the same. Folders are
            walked for *.json. Without a "clock" a file's clock stands at 2026-01-05T09:00:00+09:00.

            ${NAME} takes what a step saved, then --set, then TOSSBOX_URL, TOSS_BASIC, TOSS_SECRET_KEY,
            TOSS_CLIENT_KEY and MERCHANT_URL, then the environment.

            COMMAND is one program for a shell; it is started with TOSSBOX_URL, TOSS_API_BASE_URL, TOSS_SECRET_KEY,
            TOSS_CLIENT_KEY, MERCHANT_PORT=0, MERCHANT_DATABASE=:memory: and TOSSBOX_SCENARIO, and has to print
              {"ready":true,"url":"http://127.0.0.1:PORT"}
            within 20 seconds. For the merchant that comes with Tossbox it is
              --shop 'merchant serve --mode development --quiet --clock "$TOSSBOX_URL"'

            Files that speak of ${MERCHANT_URL} are left out when no shop is there, unless there is nothing else to run.
            Ends with 0 when all files passed, with 1 when one failed, with 2 when one is invalid (then nothing is run)
            or none was found.
            """
    )

    static func run(_ arguments: Arguments) throws(UsageError) -> ExitCode {
        let setup = try RunSetup(arguments)
        let files: [ScenarioFile]
        let skipped: [String]
        switch try setup.files() {
        case .invalid(let lines, let count):
            for line in lines { say(line) }
            complain("tossbox run: \(count == 1 ? "a file is" : "\(count) files are") not valid; nothing was run.")
            return .usage
        case .valid(let found, let left): (files, skipped) = (found, left)
        }
        guard !files.isEmpty else {
            throw UsageError("found no scenario file in \(arguments.operands.joined(separator: ", ")).")
        }
        StopSignals.hold()
        let options: RunOptions
        let server: Tossbox?
        switch setup.options() {
        case .failure(let complaint):
            complain("tossbox run: \(complaint.message)")
            return .failure
        case .success(let made): (options, server) = made
        }
        let console = RunConsole(setup.detail, total: files.count)
        // The server is not stopped in the end: it would wait for requests that hang, and goes with the process.
        guard var report = withExtendedLifetime(server, { run(files, options, console) }) else {
            complain("tossbox run: interrupted.")
            return .interrupted
        }
        report.skipped = skipped
        say(console.summary(report))
        for (option, bytes) in [
            ("junit", { Array(JUnitReport.text(report).utf8) }), ("json", { JSONReport.bytes(report) }),
        ] {
            guard let path = arguments[option] else { continue }
            do throws(FileError) { try Files.write(bytes(), to: path) } catch { throw UsageError(error.message) }
        }
        return report.failures == 0 ? .success : .failure
    }

    /// Runs the files; nil when a signal came first, after which nothing of the run is left.
    private static func run(_ files: [ScenarioFile], _ options: RunOptions, _ console: RunConsole) -> RunReport? {
        let isInterrupted = Locked(false)
        let report = waitFor { () -> RunReport in
            let work = Task {
                var console = console
                console.begin()
                defer { console.end() }
                return await ScenarioRunner(options).run(
                    files,
                    ended: { console.count($0) },
                    finished: { console.show($0) }
                )
            }
            // Not in a task: it waits.
            _ = detachThread {
                StopSignals.wait()
                isInterrupted.withLock { $0 = true }
                work.cancel()
            }
            return await work.value
        }
        return isInterrupted.withLock { $0 } ? nil : report
    }
}
