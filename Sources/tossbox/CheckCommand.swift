internal import CommandLineProgram
internal import JSON
internal import ScenarioRunner
internal import Scenarios

/// `tossbox check`: says what is wrong with scenario files, and where.
enum CheckCommand: Subcommand {
    static let form = CommandForm(
        name: "check",
        summary: "Check scenario files",
        usage: "FILE…",
        operands: 1...10_000,
        options: [
            .init("set", "NAME=VALUE", "Fill in ${NAME}; may be given again. The environment comes next"),
            .init("json", nil, "Print the problems as JSON lines"),
        ],
        details: """
            Each problem is one line: FILE:LINE:COLUMN: PATH: MESSAGE. A file named - is standard input.
            Ends with 0 when every file is valid, with 2 when one is not or cannot be read.
            """
    )

    static func run(_ arguments: Arguments) throws(UsageError) -> ExitCode {
        let variables = try variables(arguments.all("set"))
        var isValid = true
        for path in arguments.operands {
            let document = try readFile(path)
            // `check scenarios/*.json` names the schema as well.
            guard !ScenarioFile.isSchema(document) else {
                if !arguments.has("json") { say("\(path): a JSON Schema, not a scenario; skipped") }
                continue
            }
            let problems = Scenario.read(document, variables: variables).problems
            for problem in problems { say(arguments.has("json") ? json(problem, in: path) : line(problem, in: path)) }
            if problems.isEmpty {
                if !arguments.has("json") { say("\(path): ok") }
            } else {
                isValid = false
            }
        }
        return isValid ? .success : .usage
    }

    /// The scenario in a file, or all its problems as one complaint.
    static func scenario(at path: String, settings: [String] = []) throws(UsageError) -> Scenario {
        let reading = Scenario.read(try readFile(path), variables: try variables(settings))
        guard let scenario = reading.scenario else {
            let lines = reading.problems.map { line($0, in: path) }.joined(separator: "\n")
            throw UsageError("the scenario is not valid.\n\(lines)")
        }
        return scenario
    }

    /// What `${NAME}` stands for: `--set` comes first, then the environment.
    private static func variables(_ settings: [String]) throws(UsageError) -> (String) -> String? {
        let values = try self.settings(settings)
        return { values[$0] ?? environment($0) }
    }

    /// The values of `--set NAME=VALUE`; the last one of a name counts.
    static func settings(_ settings: [String]) throws(UsageError) -> [String: String] {
        var values: [String: String] = [:]
        for setting in settings {
            let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw UsageError("--set needs NAME=VALUE, not \(setting).")
            }
            values[String(parts[0])] = String(parts[1])
        }
        return values
    }

    /// A problem as editors and terminals find its place.
    static func line(_ problem: ScenarioProblem, in path: String) -> String {
        "\(path):\(problem.line):\(problem.column): \(problem.path): \(problem.message)"
    }

    private static func json(_ problem: ScenarioProblem, in path: String) -> String {
        let bytes = JSONWriter.bytes { json in
            json.object { json in
                json.member("file", path)
                json.member("line", problem.line)
                json.member("column", problem.column)
                json.member("path", problem.path)
                json.member("message", problem.message)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
