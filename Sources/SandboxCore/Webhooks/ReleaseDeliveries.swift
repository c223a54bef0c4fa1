package import JournalCodec
package import JSON
import Masking
import Scenarios

/// Held deliveries go, one after another in this order, or in that of the log; all of them or none.
package struct ReleaseDeliveries: SandboxCommand {
    /// Nil is all of them.
    package let ids: [String]?

    package init(deliveryIds: [String]?) { ids = deliveryIds }

    package static let word = "release"

    package func run(in sandbox: inout Sandbox, _ turn: inout Turn) throws(ControlRefusal) -> QueuedDeliveries {
        let places = try places(in: sandbox)
        sandbox.letGo(places, at: turn.now)
        return QueuedDeliveries(places)
    }

    private func places(in sandbox: Sandbox) throws(ControlRefusal) -> [Int] {
        guard let ids else { return sandbox.webhooks.held }
        var seen: Set<String> = []
        for id in ids where !seen.insert(id).inserted {
            throw ControlRefusal(.invalidRequest, "order names \(id) twice; nothing was released.")
        }
        var places: [Int] = []
        for id in ids {
            guard let place = sandbox.webhooks.place(of: id) else { throw Sandbox.unknownDelivery(id) }
            places.append(place)
        }
        for place in places where sandbox.webhooks.deliveries[place].state != .held {
            let delivery = sandbox.webhooks.deliveries[place]
            let message = "The delivery \(delivery.id) is \(delivery.state.rawValue), not held; nothing was released."
            throw ControlRefusal(.conflict, message)
        }
        return places
    }

    package func write(to json: inout JSONWriter) {
        if let ids { json.member("ids", array: { json in for id in ids { json.string(MaskedText(id)) } }) }
    }

    package init(journal members: JournalObject) throws(JournalError) { ids = try members.optionalTexts("ids") }

    package var weight: Int { 128 + (ids ?? []).reduce(0) { $0 + $1.utf8.count + 32 } }
}
