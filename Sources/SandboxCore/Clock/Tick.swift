package import JournalCodec
package import JSON

/// What is due runs, and nothing else.
package struct Tick: SandboxCommand {
    package init() {}

    package static let word = "tick"
    package static let isOfItsOwnPast = true

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) -> Done { Done() }

    package func write(to json: inout JSONWriter) {}

    package init(journal members: JournalObject) throws(JournalError) {}
}
