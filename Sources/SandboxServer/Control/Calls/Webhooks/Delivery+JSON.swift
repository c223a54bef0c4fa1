internal import JSON
internal import Masking
internal import SandboxCore
internal import Scenarios
internal import TossAPI

extension Delivery {
    /// The delivery as the log shows it.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("eventType", eventType)
            json.masked("orderId", name: orderId)
            json.masked("paymentKey", name: paymentKey)
            json.member("endpoint", endpoint.id)
            json.masked("url", address: endpoint.url)
            json.member("state", state.rawValue)
            json.member("rule", rule)
            json.member("createdAt", createdAt.preciseTimestamp)
            json.name("body")
            // A log that is too small for one call's deliveries has forgotten the first of them.
            if body.isEmpty { json.null() } else { json.masked(document: body) }
            json.member(
                "attempts",
                array: { json in
                    for attempt in attempts {
                        json.object { json in
                            json.member("at", attempt.at.preciseTimestamp)
                            json.member("status", attempt.status.map { Int64($0) })
                            json.masked("error", attempt.error)
                            json.member("durationMs", attempt.durationMilliseconds.map { Int64($0) })
                        }
                    }
                }
            )
            json.member("nextAttemptAt", nextAttemptAt?.preciseTimestamp)
            json.member("warning", warning)
        }
    }
}
