internal import SandboxServer

/// `tossbox`: the sandbox from a shell.
@main
struct EntryPoint {
    private static let commands: [any Subcommand.Type] = [
        ServeCommand.self, PayCommand.self, TriggerCommand.self, CheckCommand.self,
    ]

    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        switch words.first {
        case nil: finish(.usage, complaint: help)
        case "--help", "-h", "help": finish(.success, output: help)
        case "--version", "version": finish(.success, output: Tossbox.version)
        case let name?:
            guard let command = commands.first(where: { $0.form.name == name }) else {
                finish(.usage, complaint: "tossbox has no command \"\(name)\".\n\n\(help)")
            }
            run(command, words: Array(words.dropFirst()))
        }
    }

    private static func run(_ command: any Subcommand.Type, words: [String]) -> Never {
        if words.contains("--help") || words.contains("-h") { finish(.success, output: command.form.help) }
        do throws(UsageError) {
            finish(try command.run(try Arguments(words, form: command.form)))
        } catch {
            finish(
                .usage,
                complaint: "tossbox \(command.form.name): \(error.message)\nSee tossbox \(command.form.name) --help."
            )
        }
    }

    private static var help: String {
        let list = commands.map { "  \($0.form.name.padded(to: 9)) \($0.form.summary)" }.joined(separator: "\n")
        return """
            Tossbox \(Tossbox.version), an unofficial local emulator of the Toss Payments API.

            Usage: tossbox COMMAND [OPTION…]

            \(list)
              help      Show this text
              version   Show the version

            tossbox COMMAND --help shows a command's options.
            """
    }
}
