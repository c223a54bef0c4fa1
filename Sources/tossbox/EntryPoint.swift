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
                ServeCommand.self, PayCommand.self, TriggerCommand.self, CheckCommand.self, ExportCommand.self,
                ReplayCommand.self, ImportCommand.self,
            ]
        )
        .run()
    }
}
