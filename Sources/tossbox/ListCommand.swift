internal import CommandLineProgram
internal import ScenarioRunner

/// `tossbox list`: the scenarios that are there to be run or copied.
enum ListCommand: Subcommand {
    static let form = CommandForm(
        name: "list",
        summary: "List the scenarios that come with it",
        usage: "[FOLDER…] [OPTION…]",
        operands: 0...10_000,
        options: [.init("json", nil, "Print the list as JSON")],
        details: """
            It looks in the folders given, else in $TOSSBOX_SCENARIOS, else in ./scenarios, else in the folder
            "scenarios" beside or above the program.
            """
    )

    static func run(_ arguments: Arguments) throws(UsageError) -> ExitCode {
        let folders = ScenarioLibrary.folders(arguments.operands)
        guard !folders.isEmpty else {
            complain(
                """
                tossbox list: there is no folder "scenarios" here, nor beside or above the program.
                Name a folder, or set TOSSBOX_SCENARIOS. tossbox new writes a first scenario.
                """
            )
            return .failure
        }
        var entries: [ScenarioList.Entry] = []
        do throws(FileError) {
            for path in try FileSearch.files(folders) {
                if let entry = ScenarioList.Entry(path: path, document: try Files.read(path)) { entries.append(entry) }
            }
        } catch {
            throw UsageError(error.message)
        }
        let list = ScenarioList(entries)
        if arguments.has("json") {
            say(String(decoding: list.json, as: UTF8.self))
            return .success
        }
        guard !entries.isEmpty else {
            complain("tossbox list: there is no scenario in \(folders.joined(separator: ", ")).")
            return .failure
        }
        say(list.lines(columns: Terminal.columns).joined(separator: "\n"))
        return .success
    }
}
