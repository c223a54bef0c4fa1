package import JournalCodec
package import JSON
import Masking
package import TossAPI

/// Something that gets into a sandbox.
///
/// Nothing else changes one, so a list of commands with their instants is a run.
/// A command is one file: what it is, what it does, what it answers, and how a journal writes and reads it. To add one,
/// write the file and name it in `CommandList`.
package protocol SandboxCommand: Sendable {
    /// What it comes to when it is not refused.
    associatedtype Answer: CommandAnswer
    /// `ControlRefusal`, or `Never` for one that nothing refuses.
    associatedtype Failure: CommandFailure

    /// What a journal calls it.
    static var word: String { get }
    /// Carries it out. A refused command leaves the sandbox as it was.
    func run(in sandbox: inout Sandbox, _ turn: inout Turn) throws(Failure) -> Answer
    /// What `Sandbox.apply` does; nobody writes another. As a requirement it is compiled for each command by itself, where
    /// the types are known; from another module the types would be looked up at run time, for every call.
    func apply(to sandbox: inout Sandbox, at wall: Instant) -> CommandResult<Self>
    /// The same, with what a journal is to keep of it.
    func take(
        in sandbox: inout Sandbox,
        at wall: Instant,
        keeping isKept: Bool
    ) -> (result: CommandResult<Self>, trace: CommandTrace)
    /// Writes the members that `init(journal:)` reads into a command of the same effect.
    func write(to json: inout JSONWriter)
    /// Reads what `write` wrote; a value that no caller could have handed in is an error.
    init(journal members: JournalObject) throws(JournalError)
    /// About how many bytes of memory it holds.
    var weight: Int { get }
    /// The same as a journal holds on to it.
    var forJournal: Self { get }
    /// What a journal keeps in its place when that says enough; nil keeps it whole.
    func lookUp(at wall: Instant, cameTo result: CommandResult<Self>, in sandbox: Sandbox) -> LookUpRun?
    /// Whether it tells how something ended that the sandbox began, which is nobody else's.
    static var isOfItsOwnPast: Bool { get }
}

extension SandboxCommand {
    package var weight: Int { 128 }
    package var forJournal: Self { self }
    package func lookUp(at wall: Instant, cameTo result: CommandResult<Self>, in sandbox: Sandbox) -> LookUpRun? { nil }
    package static var isOfItsOwnPast: Bool { false }
}

/// One command's turn: when it came, and what it has set off so far.
package struct Turn: Sendable {
    /// By the sandbox's clock.
    package let now: Instant
    /// By the clock of the world outside.
    package let wall: Instant
    var effects: [Effect] = []
}

/// Why a command came to nothing.
package protocol CommandFailure: Error {
    /// Writes it as a journal keeps what came out of a command.
    func write(to json: inout JSONWriter)
}

extension Never: CommandFailure {
    package func write(to json: inout JSONWriter) {}
}

extension ControlRefusal: CommandFailure {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", "refused")
            json.member("code", code.rawValue)
            json.member("message", message)
        }
    }
}

/// What a command came to, and what the shell has to do about it once the lock is free.
package struct CommandResult<Command: SandboxCommand>: Sendable {
    /// A failure leaves the sandbox as it was but for what fell due by then.
    package let answer: Result<Command.Answer, Command.Failure>
    /// In the order in which they came about; what fell due before the command has its own here too.
    package let effects: [Effect]
}

/// What the shell does for a sandbox.
package enum Effect: Sendable {
    /// A webhook leaves, and its outcome is reported.
    case send(Transmission)
    /// An alarm's URL is called, and what it answers is reported.
    case ring(AlarmCall)
}

extension SandboxCommand {
    /// Writes it as one object, so that `CommandList` reads it again.
    package func writeWhole(to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", Self.word)
            write(to: &json)
        }
    }
}
