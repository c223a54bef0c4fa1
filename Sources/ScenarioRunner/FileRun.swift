internal import Determinism
internal import HTTPClient
internal import JSON
internal import Scenarios

/// One file's run: a fresh sandbox, the shop if it is asked for, the scenario, the steps, the rules.
struct FileRun: Sendable {
    private let file: ScenarioFile
    private let options: RunOptions
    private let link: SandboxLink
    private let seed: UInt64

    init(_ file: ScenarioFile, _ options: RunOptions, client: Client) {
        self.file = file
        self.options = options
        let keys = options.keys ?? RunKeys(path: file.path, mark: options.mark)
        link = SandboxLink(client: client, url: options.url, keys: keys, token: options.token)
        seed = options.seed ?? file.seed ?? Determinism.seed(fromName: keys.sandbox)
    }

    /// Runs the file and reports; it never throws, since a failure is what a report is for.
    func run() async -> FileReport {
        let begin = ContinuousClock.now
        var report = FileReport(
            path: file.path,
            name: file.name,
            description: file.description,
            key: link.keys.secretKey,
            seed: seed,
            replay: options.replay.line(path: file.path, seed: seed)
        )
        report.skipped = count(file.steps[...])
        do throws(StepFailure) {
            try await clear()
            let needsShop = file.needsMerchant && options.shop != nil
            try await needsShop ? withShop(&report) : run(&report, values: values(shopURL: nil), origins: [options.url])
        } catch {
            report.failure = error
        }
        if !report.hasPassed, !Task.isCancelled { await writeBundle(&report) }
        // On a server of others nothing is left behind, but what somebody may want to look at.
        if report.hasPassed, options.mark != nil, options.keys == nil { _ = try? await link.call("DELETE", "/sandbox") }
        report.time = ContinuousClock.now - begin
        return report
    }

    /// A sandbox as if it had never been used; one that others have keys and endpoints for keeps those.
    private func clear() async throws(StepFailure) {
        if options.keys == nil {
            try await link.succeed("DELETE", "/sandbox")
        } else {
            try await link.succeed("POST", "/sandbox/reset", Array("{}".utf8))
        }
    }

    private func values(shopURL: String?) -> Values {
        var predefined = [
            "TOSSBOX_URL": options.url,
            "TOSS_BASIC": link.keys.basic,
            "TOSS_SECRET_KEY": link.keys.secretKey,
            "TOSS_CLIENT_KEY": link.keys.clientKey,
        ]
        predefined[ScenarioFile.merchantVariable] = shopURL
        return Values(given: options.settings, predefined: predefined, environment: options.environment)
    }

    private func run(
        _ report: inout FileReport,
        values: Values,
        origins: [String],
        alarms: [JSONNode] = []
    ) async throws(StepFailure) {
        try await link.succeed("PUT", "/sandbox/scenario", file.document(seed: seed, values: values.text))
        // Loading starts the sandbox over, and the shop's jobs hang on what it asked for before.
        for alarm in alarms {
            try await link.succeed("POST", "/sandbox/clock/alarms", JSONWriter.bytes { $0.value(alarm) })
        }
        var runner = StepRunner(link: link, origins: origins, values: values)
        for (index, step) in file.steps.enumerated() {
            let outcome = await runner.run(step)
            report.steps.append(outcome)
            report.skipped = count(file.steps[(index + 1)...])
            if Task.isCancelled { throw StepFailure("interrupted") }
            if outcome.failure != nil { return }
        }
        if file.steps.isEmpty {
            report.notes.append("it has no steps: it was loaded, and nothing was tried")
        } else {
            try await checkRules()
        }
    }

    /// Comments are no steps that one could miss.
    private func count(_ steps: ArraySlice<Step>) -> Int { steps.count { $0.kind != .comment } }

    private func withShop(_ report: inout FileReport) async throws(StepFailure) {
        // The shop meets a gateway that knows nothing of the scenario, at the scenario's time.
        try await link.succeed("PUT", "/sandbox/scenario", file.plainDocument(seed: seed))
        let shop = try ShopProcess.start(options.shop ?? "", environment: shopEnvironment)
        do throws(StepFailure) {
            let url = try await shop.url()
            let alarms = try await link.succeed("GET", "/sandbox/clock/alarms").json["items"]?.array ?? []
            try await run(&report, values: values(shopURL: url), origins: [options.url, url], alarms: alarms)
            if let ending = shop.howItEnded { throw StepFailure("the shop ended while the file ran: \(ending)") }
        } catch {
            report.failure = Task.isCancelled ? StepFailure("interrupted") : error
        }
        await shop.stop()
        if !report.hasPassed { report.shopOutput = shop.lastLines }
    }

    private var shopEnvironment: [String: String] {
        [
            "TOSSBOX_URL": options.url,
            "TOSS_API_BASE_URL": options.url,
            "TOSS_SECRET_KEY": link.keys.secretKey,
            "TOSS_CLIENT_KEY": link.keys.clientKey,
            "MERCHANT_PORT": "0",
            "MERCHANT_DATABASE": ":memory:",
            "TOSSBOX_SCENARIO": file.path,
        ]
    }

    /// Rules that never fired are mistakes, unless they say that they are optional.
    private func checkRules() async throws(StepFailure) {
        let reply = try await link.call("POST", "/sandbox/verify", Array(#"{"unfiredRules":"fail"}"#.utf8))
        guard reply.isSuccess else {
            throw StepFailure("POST /sandbox/verify was answered with \(reply.status)", reply.complaint)
        }
        if let failure = VerifyResult(reply.json).failure { throw failure }
    }

    private func writeBundle(_ report: inout FileReport) async {
        guard let folder = options.bundleFolder else { return }
        do throws(StepFailure) {
            let reply = try await link.call("GET", "/sandbox/bundle")
            guard reply.isSuccess else { throw StepFailure("GET /sandbox/bundle was answered with \(reply.status)") }
            let path = "\(folder)/\(Slug.of(path: file.path)).json"
            do throws(FileError) {
                try Files.makeFolder(folder)
                try Files.write(reply.body, to: path)
            } catch { throw StepFailure(error.message) }
            report.bundle = path
        } catch {
            report.notes.append("no bundle: \(error.message)")
        }
    }
}
