internal import CommandLineProgram
internal import JSON

/// `tossbox import`: puts the sandbox of a bundle in the place of a running one.
enum ImportCommand: Subcommand {
    static let form = CommandForm(
        name: "import",
        summary: "Put the sandbox of a bundle in the place of a running one",
        usage: "FILE [OPTION…]",
        operands: 1...1,
        options: ControlClient.options,
        details: """
            FILE is what tossbox export wrote; - is standard input. What the sandbox held before is gone. Requests that
            waited are over, and webhooks that were under way are sent again.
            """
    )

    static func run(_ arguments: Arguments) throws(UsageError) -> ExitCode {
        let bundle = try readFile(arguments.operands[0])
        switch ControlClient(arguments).post("/sandbox/bundle", body: bundle) {
        case .failure(let complaint):
            complain("tossbox import: \(complaint.message)")
            return .failure
        case .success(let (text, node)):
            let count = node["commands"]?.integer ?? 0
            say(
                arguments.has("json")
                    ? text : "The sandbox \(node["sandbox"]?.string ?? "") has taken \(count) commands."
            )
            return .success
        }
    }
}
