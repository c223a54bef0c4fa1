package import JournalCodec
package import JSON
import Scenarios
package import TossAPI

/// A call to a payment API.
package struct ServeCall: SandboxCommand {
    package let call: ReceivedCall

    package init(_ call: ReceivedCall) { self.call = call }

    package static let word = "request"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) -> Reply { sandbox.serve(call, at: turn.now) }

    package func write(to json: inout JSONWriter) { call.write(to: &json) }

    package init(journal members: JournalObject) throws(JournalError) { call = try ReceivedCall(journal: members) }

    package func lookUp(at wall: Instant, cameTo result: CommandResult<Self>, in sandbox: Sandbox) -> LookUpRun? {
        call.type.isLookUp ? LookUpRun(self, at: wall, cameTo: result, in: sandbox) : nil
    }

    package var weight: Int { 512 + call.body.count + 192 + call.request.others.count * 96 }
}
