package import JournalCodec
package import JSON
import Masking
import Scenarios

/// A delivery is given up that is held, or pending in whatever way.
package struct DropDelivery: SandboxCommand {
    package let id: String

    package init(deliveryId: String) { id = deliveryId }

    package static let word = "drop"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) throws(ControlRefusal) -> QueuedDeliveries {
        guard let place = sandbox.webhooks.place(of: id) else { throw Sandbox.unknownDelivery(id) }
        let state = sandbox.webhooks.deliveries[place].state
        guard state == .held || state == .pending else {
            let message = "The delivery \(id) is \(state.rawValue); only held and pending ones can be dropped."
            throw ControlRefusal(.conflict, message)
        }
        sandbox.giveUp([place], at: turn.now)
        return QueuedDeliveries([place])
    }

    package func write(to json: inout JSONWriter) { json.masked("id", id) }

    package init(journal members: JournalObject) throws(JournalError) { id = try members.text("id") }
}
