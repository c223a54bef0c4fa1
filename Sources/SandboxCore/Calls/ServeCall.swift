package import JournalCodec
package import JSON
import Scenarios
package import TossAPI

/// A call to a payment API.
package struct ServeCall: SandboxCommand {
    private let shared: SharedCall

    package var call: ReceivedCall { _read { yield shared.value } }

    package init(_ call: consuming ReceivedCall) { shared = SharedCall(call) }

    /// The object it is about; nil when it names none or its fields are refused.
    package var subject: IssuedKey? { shared.value.subject }

    /// The same with a call that is changed before anybody has it.
    package func changed(_ change: (inout ReceivedCall) -> Void) -> ServeCall {
        var call = shared.value
        change(&call)
        return ServeCall(call)
    }

    package static let word = "request"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) -> Reply { sandbox.serve(shared, at: turn.now) }

    package func write(to json: inout JSONWriter) { call.write(to: &json) }

    package init(journal members: JournalObject) throws(JournalError) {
        shared = SharedCall(try ReceivedCall(journal: members))
    }

    package func lookUp(at wall: Instant, cameTo result: CommandResult<Self>, in sandbox: Sandbox) -> LookUpRun? {
        call.type.isLookUp ? LookUpRun(self, at: wall, cameTo: result, in: sandbox) : nil
    }

    package var weight: Int { 512 + call.body.count + 192 + call.request.others.count * 96 }
}
