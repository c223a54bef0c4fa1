internal import CommandLineProgram
internal import ScenarioRunner

/// `tossbox new`: a first scenario to change.
enum NewCommand: Subcommand {
    static let form = CommandForm(
        name: "new",
        summary: "Write a starter scenario",
        usage: "NAME [OPTION…]",
        operands: 1...1,
        options: [
            .init("kind", "KIND", "What it shows: \(kinds) (default payment)"),
            .init("output", "FILE", "Write it there, or into that folder (default: print it)"),
        ],
        details: "The file is valid and passes as it is: tossbox run FILE. A file that is there is never overwritten."
    )

    private static var kinds: String { Starter.allCases.map(\.rawValue).joined(separator: ", ") }

    static func run(_ arguments: Arguments) throws(UsageError) -> ExitCode {
        let name = arguments.operands[0]
        guard Starter.isName(name) else {
            throw UsageError(
                "NAME has 1 to 60 letters, digits, - and _, because a file is called like it; not \(name)."
            )
        }
        let word = arguments["kind"] ?? Starter.payment.rawValue
        guard let starter = Starter(rawValue: word) else {
            throw UsageError("--kind must be one of \(kinds), not \(word).")
        }
        guard let output = arguments["output"] else {
            say(starter.text(name: name, schema: schema(from: ".")))
            return .success
        }
        let isFolder = output.hasSuffix("/") || Files.kind(of: output) == .folder
        let path = isFolder ? "\(output.hasSuffix("/") ? output : output + "/")\(name).json" : output
        guard Files.kind(of: path) == .nothing else {
            throw UsageError("\(path) is there already; choose another name, or remove it first.")
        }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        do throws(FileError) {
            try Files.makeFolder(folder)
            let text = starter.text(name: name, schema: schema(from: folder)) + "\n"
            try Files.write(Array(text.utf8), to: path, overwriting: false)
        } catch {
            throw UsageError(error.message)
        }
        complain("Wrote \(path). Try it: tossbox run \(ShellWords.quoted(path))")
        return .success
    }

    /// The format's description as a file in `folder` names it; nil when there is none to be found.
    ///
    /// One in a folder above, or in a `scenarios` there, is named by a relative path, so that both may move.
    private static func schema(from folder: String) -> String? {
        guard let start = Files.absolute(folder) else { return nil }
        var steps = ""
        var place = start[...]
        while true {
            for name in ["scenario.schema.json", "scenarios/scenario.schema.json"]
            where Files.kind(of: "\(place)/\(name)") == .file {
                return (steps.isEmpty ? "./" : steps) + name
            }
            guard let slash = place.lastIndex(of: "/"), !place.isEmpty else { break }
            place = place[..<slash]
            steps += "../"
        }
        let shipped = ScenarioLibrary.besideProgram.map { "\($0)/scenario.schema.json" }
        return shipped.flatMap { Files.kind(of: $0) == .file ? $0 : nil }
    }
}
