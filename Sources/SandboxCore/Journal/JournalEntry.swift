package import JournalCodec
package import JSON
package import TossAPI

/// What a journal takes of one command, or of several look-ups.
package enum JournalEntry: Sendable {
    /// A command, and what came out.
    case command(at: Instant, any SandboxCommand, CommandOutcome)
    case lookUps(LookUpRun)

    /// When it came, or the first of them did.
    package var at: Instant {
        switch self {
        case .command(let at, _, _): at
        case .lookUps(let run): run.at
        }
    }

    /// How many commands it stands for.
    package var count: Int {
        switch self {
        case .command: 1
        case .lookUps(let run): run.count
        }
    }

    /// What was asked, as JSON.
    package var commandBytes: [UInt8] {
        switch self {
        case .command(_, let command, _): JSONWriter.bytes(capacity: command.weight) { command.writeWhole(to: &$0) }
        case .lookUps(let run): JSONWriter.bytes(capacity: run.weight) { run.write(to: &$0) }
        }
    }

    /// What came out, as JSON; nil where it follows from the commands before.
    package var outcomeBytes: [UInt8]? {
        switch self {
        case .command(_, _, let outcome): outcome.bytes
        case .lookUps: nil
        }
    }

    /// About how many bytes of memory it holds.
    package var weight: Int {
        switch self {
        case .command(_, let command, let outcome): command.weight + outcome.weight
        case .lookUps(let run): run.weight
        }
    }
}

/// What a journal was read to say: a command, or several look-ups.
package enum JournalRecord: Sendable {
    case command(at: Instant, any SandboxCommand)
    case lookUps(LookUpRun)

    /// Reads what `JournalEntry.commandBytes` wrote.
    package init(
        journal node: JSONNode,
        at instant: Instant,
        path: String = "command",
        apis: APIList
    ) throws(JournalError) {
        if node["kind"]?.string == LookUpRun.kind {
            self = .lookUps(try LookUpRun(JournalObject(node, at: path, apis), at: instant))
        } else {
            self = .command(at: instant, try CommandList.read(node, at: path, apis: apis))
        }
    }

    /// How many commands it stands for.
    package var count: Int {
        switch self {
        case .command: 1
        case .lookUps(let run): run.count
        }
    }

    /// Runs what it stands for once more.
    package func run(in sandbox: inout Sandbox) throws(JournalError) {
        switch self {
        case .command(let at, let command): command.rerun(in: &sandbox, at: at)
        case .lookUps(let run):
            for call in run.calls { sandbox.apply(try run.command(call, of: sandbox.apis), at: call.at) }
        }
    }
}

extension SandboxCommand {
    fileprivate func rerun(in sandbox: inout Sandbox, at wall: Instant) { sandbox.apply(self, at: wall) }
}

extension BundleWriter {
    package mutating func add(_ entry: JournalEntry) {
        add(entry.count, at: entry.at, command: entry.commandBytes, outcome: entry.outcomeBytes)
    }
}
