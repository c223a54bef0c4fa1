package import JournalCodec
package import JSON
import Masking
import Scenarios

/// One fresh attempt, as the dashboard's button makes it; it ends the automatic retries (documented).
package struct ResendDelivery: SandboxCommand {
    package let id: String

    package init(deliveryId: String) { id = deliveryId }

    package static let word = "resend"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) throws(ControlRefusal) -> QueuedDeliveries {
        guard let place = sandbox.webhooks.place(of: id) else { throw Sandbox.unknownDelivery(id) }
        let delivery = sandbox.webhooks.deliveries[place]
        guard delivery.state != .held else {
            throw ControlRefusal(.conflict, "The delivery is held; POST …/deliveries/\(id)/release sends it.")
        }
        guard delivery.state != .sending, !delivery.waitsForTurn else {
            throw ControlRefusal(.conflict, "The delivery is \(delivery.state.rawValue): an attempt is coming.")
        }
        sandbox.webhooks.prepareResend(place)
        sandbox.note(.deliveryResent, delivery: place, at: turn.now)
        sandbox.webhooks.queue(place, at: turn.now)
        return QueuedDeliveries([place])
    }

    package func write(to json: inout JSONWriter) { json.masked("id", id) }

    package init(journal members: JournalObject) throws(JournalError) { id = try members.text("id") }
}
