package import JSON

/// What a command answers.
package protocol CommandAnswer: Sendable {
    /// Writes it as one object, as a journal keeps it; what it names by a place in the sandbox is written out.
    func write(to json: inout JSONWriter, in sandbox: Sandbox)
    /// How a journal holds on to it; a place holds until the next command only.
    func kept(in sandbox: Sandbox) -> CommandOutcome.Kept
}

extension CommandAnswer {
    package func kept(in sandbox: Sandbox) -> CommandOutcome.Kept {
        .rendered(JSONWriter.bytes { write(to: &$0, in: sandbox) })
    }
}

/// The answer of a command that has nothing to say.
package struct Done: CommandAnswer {
    package init() {}

    package func write(to json: inout JSONWriter, in sandbox: Sandbox) {
        json.object { $0.member("kind", "done") }
    }

    package func kept(in sandbox: Sandbox) -> CommandOutcome.Kept { .rendered(Self.bytes) }

    private static let bytes = Array(#"{"kind":"done"}"#.utf8)
}
