internal import JSON

/// `benchmark`: figures of the built programs, as text for people and one JSON line at the end.
@main
struct Benchmark {
    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        if words.first == WebhookReceiver.command { return WebhookReceiver.run(words.dropFirst().first) }
        do throws(Failure) {
            let options = try Options(words)
            if options.wantsHelp { return print(Options.help) }
            var report = Report()
            for (name, measure) in measures where options.only == nil || options.only == name {
                try measure(options, &report)
            }
            report.printLine()
        } catch {
            complain("benchmark: \(error.message)")
            quit(1)
        }
    }

    typealias Measure = @Sendable (Options, inout Report) throws(Failure) -> Void

    /// What there is to measure, by the name that `--only` takes.
    static let measures: [(name: String, run: Measure)] = [
        ("confirm", measureConfirms),
        ("instructions", measureInstructions),
        ("start", measureColdStart),
        ("memory", measureIdleMemory),
        ("size", measureSize),
        ("webhooks", measureWebhooks),
        ("storage", measureStorage),
        ("snapshots", measureSnapshots),
        ("data", measureDataFolder),
        ("purchases", measurePurchases),
        ("renewals", measureRenewals),
        ("merchant-start", measureMerchantStart),
    ]
}

/// What ends the run.
struct Failure: Error {
    let message: String

    init(_ message: String) { self.message = message }
}
