internal import CommandLineProgram

/// `tossbox export`: takes a sandbox's run as one document.
enum ExportCommand: Subcommand {
    static let form = CommandForm(
        name: "export",
        summary: "Take a sandbox's run as a bundle",
        usage: "[OPTION…]",
        options: [.init("output", "FILE", "Where the bundle goes; - is standard output (default)")]
            + ControlClient.options.filter { $0.name != "json" },
        details: """
            A bundle holds the scenario, every command with its instant, and what came out. tossbox replay runs it again,
            tossbox import puts it in the place of a sandbox. Card numbers of test cards stand in it whole.
            """
    )

    static func run(_ arguments: Arguments) throws(UsageError) -> ExitCode {
        switch ControlClient(arguments).get("/sandbox/bundle") {
        case .failure(let complaint):
            complain("tossbox export: \(complaint.message)")
            return .failure
        case .success(let bundle):
            try writeFile(arguments["output"] ?? "-", bundle)
            return .success
        }
    }
}
