internal import CommandLineProgram
internal import JSON
internal import Merchant

/// `merchant reconcile`: compares the books with the provider now.
enum MerchantReconcileCommand: Subcommand {
    static let form = CommandForm(
        name: "reconcile",
        summary: "Compare the books with the provider",
        usage: "[--from DATE] [--to DATE] [OPTION…]",
        options: [
            .init("from", "DATE", "The first day in Seoul, such as 2026-01-05 (default the day of --to, or today)"),
            .init("to", "DATE", "The last day (default the day of --from, or today)"),
            .init("mode", "MODE", "development or production (default $MERCHANT_MODE or production)"),
            .init("database", "PLACE", merchantDatabaseHelp),
        ],
        details: """
            It takes the same environment as `merchant serve` and may run beside it. What is certain is set right; the
            rest is listed with what happened and what might be done. The report is JSON on standard output.

            It ends with 0 when books and provider agree now, and with 1 when something needs the operator or the
            provider could not be asked.
            """
    )

    static func run(_ arguments: Arguments) throws(UsageError) -> ExitCode {
        let (configuration, _) = try merchantConfiguration(arguments)
        let log = merchantLog(configuration, minimum: .warning)
        let days = (from: arguments["from"], to: arguments["to"])
        let outcome = waitFor { () -> Result<Reconciliation.Report, any Error> in
            do {
                return .success(
                    try await MerchantServer.reconcile(
                        configuration,
                        from: days.from,
                        to: days.to,
                        log: log
                    )
                )
            } catch {
                return .failure(error)
            }
        }
        switch outcome {
        case .failure(let problem as Problem): throw UsageError("--\(problem.message).")
        case .failure(let error):
            complain("merchant: \(error)")
            return .failure
        case .success(let report):
            say(String(decoding: JSONWriter.bytes { $0.object { report.writeMembers(to: &$0) } }, as: UTF8.self))
            return report.findings.isEmpty && report.unanswered.isEmpty ? .success : .failure
        }
    }
}
