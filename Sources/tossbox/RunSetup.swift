internal import CommandLineProgram
internal import HTTPClient
internal import JSON
internal import SandboxServer
internal import ScenarioRunner

/// What the words behind `tossbox run` come to.
struct RunSetup {
    /// All files of a run, or what is wrong with them.
    enum FileSet {
        /// Those that need a shop are left out when there is none, unless nothing else is there to run.
        case valid([ScenarioFile], skipped: [String])
        case invalid(lines: [String], files: Int)
    }

    struct Complaint: Error { let message: String }

    let detail: PlainReport.Detail
    private let arguments: Arguments
    private let settings: [String: String]
    private let seed: UInt64?
    private let keys: RunKeys?
    private let jobs: Int

    init(_ arguments: Arguments) throws(UsageError) {
        self.arguments = arguments
        settings = try CheckCommand.settings(arguments.all("set"))
        guard !(arguments.has("quiet") && arguments.has("verbose")) else {
            throw UsageError("--quiet and --verbose exclude each other.")
        }
        detail = arguments.has("quiet") ? .quiet : arguments.has("verbose") ? .verbose : .normal
        seed = try arguments["seed"].map { text throws(UsageError) in
            guard let seed = UInt64(text) else {
                throw UsageError("--seed must be a whole number from 0, not \(text).")
            }
            return seed
        }
        keys = try arguments["key"].map { text throws(UsageError) in
            guard let keys = RunKeys(secretKey: text) else {
                throw UsageError("--key must be a secret key such as test_sk_shop or test_gsk_shop, not \(text).")
            }
            return keys
        }
        if let url = arguments["url"], !url.hasPrefix("http://"), !url.hasPrefix("https://") {
            throw UsageError("--url must be an http or https URL, not \(url).")
        }
        if arguments.has("shop") {
            guard arguments["shop"]?.contains(where: { $0 != " " }) == true else {
                throw UsageError("--shop needs a command.")
            }
            guard settings[ScenarioFile.merchantVariable] == nil else {
                throw UsageError("--shop starts a shop, --set MERCHANT_URL names one that runs; give one of them.")
            }
        }
        // A shop is a process, and two of those for each processor only wait for each other.
        let usual = arguments.has("shop") ? processorCount() + 1 : 8 + 2 * processorCount()
        jobs = try arguments.integer("jobs", in: 1...1000) ?? usual
    }

    /// Reads and checks every file, and finds all that is wrong before anything is run.
    func files() throws(UsageError) -> FileSet {
        let hasMerchant =
            arguments.has("shop") || settings[ScenarioFile.merchantVariable] != nil
            || environment(ScenarioFile.merchantVariable) != nil
        var files: [ScenarioFile] = []
        var shopless: [(path: String, line: String)] = []
        var lines: [String] = []
        var invalid = 0
        do throws(FileError) {
            for path in try FileSearch.files(arguments.operands) {
                let reading = ScenarioFile.read(
                    try Files.read(path),
                    path: path,
                    hasMerchant: hasMerchant,
                    values: { settings[$0] ?? environment($0) }
                )
                switch reading {
                case .file(let file): files.append(file)
                case .needsMerchant(let problem): shopless.append((path, CheckCommand.line(problem, in: path)))
                case .schema: break
                case .problems(let problems):
                    invalid += 1
                    lines += problems.map { CheckCommand.line($0, in: path) }
                }
            }
        } catch {
            throw UsageError(error.message)
        }
        if invalid == 0, files.isEmpty {
            lines = shopless.map(\.line)
            invalid = lines.count
        }
        guard invalid == 0 else { return .invalid(lines: lines, files: invalid) }
        return .valid(files, skipped: shopless.map(\.path))
    }

    /// The options of the run, with a server that is there.
    ///
    /// One of our own stops with its last reference, so it must be kept until the end.
    func options() -> Result<(options: RunOptions, server: Tossbox?), Complaint> {
        var token = arguments["token"] ?? environment("TOSSBOX_TOKEN")
        let url: String
        var server: Tossbox?
        if let given = arguments["url"] {
            url = given.hasSuffix("/") ? String(given.dropLast()) : given
            if let complaint = Self.complaint(about: url, token: token) { return .failure(complaint) }
        } else {
            token = nil
            do {
                let started = try Tossbox.start(Tossbox.Configuration())
                url = started.url
                server = started
            } catch {
                return .failure(Complaint(message: "the server could not be started: \(error)"))
            }
        }
        var options = RunOptions(url: url)
        options.token = token
        if arguments.has("url") {
            options.mark = String(UInt64(wallMilliseconds()) << 16 | UInt64(processNumber()), radix: 36)
        }
        options.jobs = jobs
        options.seed = seed
        options.settings = settings
        options.shop = arguments["shop"]
        options.keys = keys
        options.bundleFolder = arguments["bundle"]
        options.environment = environment
        options.replay = replay
        return .success((options, server))
    }

    /// Nil when a sandbox answers there and takes the token, which its health is told without.
    private static func complaint(about url: String, token: String?) -> Complaint? {
        let headers = token.map { [("Tossbox-Token", $0)] } ?? []
        let request = ClientRequest(url: url + "/metrics", headers: headers, timeout: .seconds(20))
        do throws(ClientError) {
            let answer = try Client().sendAndWait(request)
            if answer.status == 200, answer.body.starts(with: "# HELP tossbox_".utf8) { return nil }
            let node = try? JSONNode(parsing: answer.body)
            let words = node?["message"]?.string ?? "this does not look like Tossbox."
            return Complaint(message: "\(url)/metrics was answered with \(answer.status): \(words)")
        } catch {
            return Complaint(message: "no answer from \(url): \(error)\nIs it running? tossbox serve starts it.")
        }
    }

    private var replay: RunOptions.Replay {
        var replay = RunOptions.Replay()
        replay.program = CommandLine.arguments.first ?? "tossbox"
        var words: [String] = []
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) { words += ["--set", "\(name)=\(value)"] }
        for option in ["shop", "key", "url"] {
            if let value = arguments[option] { words += ["--\(option)", value] }
        }
        replay.options = words.map(ShellWords.quoted)
        // A token does not belong into the logs of a CI server.
        if arguments.has("url"), arguments.has("token") { replay.options += ["--token", "\"$TOSSBOX_TOKEN\""] }
        return replay
    }
}
