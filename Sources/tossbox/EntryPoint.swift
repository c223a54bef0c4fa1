internal import CommandLineProgram
internal import SandboxServer

/// `tossbox`: the sandbox from a shell.
@main
struct EntryPoint {
    static func main() {
        Program(
            name: "tossbox",
            version: Tossbox.version,
            about: "Tossbox \(Tossbox.version), an unofficial local emulator of the Toss Payments API.",
            commands: [
                ServeCommand.self, RunCommand.self, CheckCommand.self, ExplainCommand.self, NewCommand.self,
                ListCommand.self,
                PayCommand.self, TriggerCommand.self, CallCommand.self, ExportCommand.self, ImportCommand.self,
                ReplayCommand.self,
            ]
        )
        .run()
    }
}
