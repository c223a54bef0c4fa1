/// A program of several commands.
package struct Program: Sendable {
    private let name: String
    private let version: String
    private let about: String
    private let commands: [any Subcommand.Type]

    /// Describes a program; `about` is one line for its help.
    package init(name: String, version: String, about: String, commands: [any Subcommand.Type]) {
        self.name = name
        self.version = version
        self.about = about
        self.commands = commands
    }

    /// Runs the command that this process was started with, and ends the process.
    package func run() -> Never {
        let words = Array(CommandLine.arguments.dropFirst())
        switch words.first {
        case nil: finish(.usage, complaint: help)
        case "--help", "-h", "help": finish(.success, output: help)
        case "--version", "version": finish(.success, output: version)
        case let word?:
            guard let command = commands.first(where: { $0.form.name == word }) else {
                finish(.usage, complaint: "\(name) has no command \"\(word)\".\n\n\(help)")
            }
            run(command, words: Array(words.dropFirst()))
        }
    }

    private func run(_ command: any Subcommand.Type, words: [String]) -> Never {
        let form = command.form
        if words.contains("--help") || words.contains("-h") { finish(.success, output: form.help(of: name)) }
        do throws(UsageError) {
            finish(try command.run(try Arguments(words, form: form)))
        } catch {
            finish(
                .usage,
                complaint: "\(name) \(form.name): \(error.message)\nSee \(name) \(form.name) --help."
            )
        }
    }

    private var help: String {
        let list = commands.map { "  \($0.form.name.padded(to: 9)) \($0.form.summary)" }.joined(separator: "\n")
        return """
            \(about)

            Usage: \(name) COMMAND [OPTION…]

            \(list)
              help      Show this text
              version   Show the version

            \(name) COMMAND --help shows a command's options.
            """
    }
}
