/// One command of a program.
package protocol Subcommand: SendableMetatype {
    /// What it takes.
    static var form: CommandForm { get }
    /// Runs to the end and says how it went.
    static func run(_ arguments: Arguments) throws(UsageError) -> ExitCode
}

/// What a program tells the shell.
package enum ExitCode: Int32, Sendable {
    /// It went well.
    case success = 0
    /// It did not.
    case failure = 1
    /// A file or a setting is invalid, or the command was called wrongly.
    case usage = 2
    /// Ctrl-C, or another request to stop, came before the end.
    case interrupted = 130
}

/// A command was called wrongly.
package struct UsageError: Error {
    /// What was wanted and what was found.
    package let message: String

    /// Says what is wrong.
    package init(_ message: String) { self.message = message }
}

/// What a command takes.
package struct CommandForm: Sendable {
    /// One `--name`.
    package struct Option: Sendable {
        package let name: String
        /// What the value is called in the help; nil makes it a flag.
        let value: String?
        let summary: String

        /// Describes an option, without the dashes.
        package init(_ name: String, _ value: String? = nil, _ summary: String) {
            self.name = name
            self.value = value
            self.summary = summary
        }
    }

    /// The word that chooses it.
    package let name: String
    let summary: String
    /// What stands behind the command's name, such as `EVENT [OPTION…]`.
    let usage: String
    let operands: ClosedRange<Int>
    let options: [Option]
    let details: String

    /// Describes a command; `details` stand below the options in its help.
    package init(
        name: String,
        summary: String,
        usage: String,
        operands: ClosedRange<Int> = 0...0,
        options: [Option],
        details: String = ""
    ) {
        self.name = name
        self.summary = summary
        self.usage = usage
        self.operands = operands
        self.options = options
        self.details = details
    }

    func help(of program: String) -> String {
        let lines = options.map { option in
            let left = "  --\(option.name)\(option.value.map { " \($0)" } ?? "")"
            return "\(left.padded(to: 26)) \(option.summary)"
        }
        let parts = ["Usage: \(program) \(name) \(usage)", summary + ".", lines.joined(separator: "\n"), details]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }
}
