/// One command of the program.
protocol Subcommand: SendableMetatype {
    static var form: CommandForm { get }
    /// Runs to the end and says how it went.
    static func run(_ arguments: Arguments) throws(UsageError) -> ExitCode
}

/// What the program tells the shell.
enum ExitCode: Int32 {
    case success = 0
    case failure = 1
    /// A file is invalid, or the command was called wrongly.
    case usage = 2
}

struct UsageError: Error {
    let message: String

    init(_ message: String) { self.message = message }
}

/// What a command takes.
struct CommandForm: Sendable {
    struct Option: Sendable {
        let name: String
        /// What the value is called in the help; nil makes it a flag.
        let value: String?
        let summary: String

        init(_ name: String, _ value: String? = nil, _ summary: String) {
            self.name = name
            self.value = value
            self.summary = summary
        }
    }

    let name: String
    let summary: String
    /// What stands behind the command's name, such as `EVENT [OPTION…]`.
    let usage: String
    var operands: ClosedRange<Int> = 0...0
    let options: [Option]
    var details = ""

    var help: String {
        let lines = options.map { option in
            let left = "  --\(option.name)\(option.value.map { " \($0)" } ?? "")"
            return "\(left.padded(to: 26)) \(option.summary)"
        }
        let parts = ["Usage: tossbox \(name) \(usage)", summary + ".", lines.joined(separator: "\n"), details]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }
}

/// The words behind a command's name, sorted into options and operands.
struct Arguments {
    private var values: [String: [String]] = [:]
    private(set) var operands: [String] = []

    init(_ words: [String], form: CommandForm) throws(UsageError) {
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--"), word != "--" else {
                guard !word.hasPrefix("-") || word == "-" || word == "--" else {
                    throw UsageError("there is no option \(word).")
                }
                if word == "--" { operands += rest; break }
                operands.append(word)
                continue
            }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard let option = form.options.first(where: { $0.name == name }) else {
                throw UsageError("there is no option --\(name).")
            }
            if option.value == nil {
                guard parts.count == 1 else { throw UsageError("--\(name) takes no value.") }
                values[name, default: []].append("")
            } else if let value = parts.count > 1 ? String(parts[1]) : rest.popFirst() {
                values[name, default: []].append(value)
            } else {
                throw UsageError("--\(name) needs a value (\(option.value ?? "")).")
            }
        }
        guard form.operands.contains(operands.count) else {
            let wanted = form.operands.upperBound == 0 ? "no operands" : form.usage
            throw UsageError("expected \(wanted); found \(operands.count) operand(s).")
        }
    }

    subscript(name: String) -> String? { values[name]?.last }

    func all(_ name: String) -> [String] { values[name] ?? [] }

    func has(_ name: String) -> Bool { values[name] != nil }

    func integer(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        guard let text = self[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError(
                "--\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound), not \(text)."
            )
        }
        return number
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
