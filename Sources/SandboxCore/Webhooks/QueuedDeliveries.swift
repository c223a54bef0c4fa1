package import JSON
import Masking

/// Deliveries that a command was about.
package struct QueuedDeliveries: CommandAnswer {
    /// Their places in the delivery log.
    package let places: [Int]
    /// What the caller should know about them.
    package let warnings: [String]

    init(_ places: [Int], warnings: [String] = []) {
        self.places = places
        self.warnings = warnings
    }

    package func write(to json: inout JSONWriter, in sandbox: Sandbox) {
        json.object { json in
            json.member("kind", "queued")
            json.member(
                "deliveries",
                array: { json in for place in places { json.string(sandbox.webhooks.deliveries[place].id) } }
            )
            json.member("warnings", array: { json in for warning in warnings { json.string(MaskedText(warning)) } })
        }
    }
}
