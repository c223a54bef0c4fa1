internal import HTTPServer
internal import SandboxCore

/// What the process holds, as Prometheus reads it.
struct MetricsRoutes {
    var routes: [ControlRoute] { [ControlRoute(.get, "/metrics", metrics)] }

    private struct Total {
        var payments = 0
        var charges = 0
        var requests = 0
        var held = 0
        var deliveries = 0
        var underWay = 0
        var events = 0

        mutating func add(_ sandbox: Sandbox) {
            payments += sandbox.payments.count
            charges += sandbox.ledger.entries.count
            requests += sandbox.requests.taken
            held += sandbox.heldCount
            deliveries += sandbox.webhooks.deliveries.count
            underWay += sandbox.webhooks.sending.count
            events += sandbox.events.last
        }
    }

    @Sendable private func metrics(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let cells = call.hub.cells
        var total = Total()
        for cell in cells {
            // A copy shares everything with the original.
            total.add(cell.read { sandbox, _ in sandbox })
        }
        let lines = [
            Self.metric("info", "gauge", "The version that runs.", 1, label: "version=\"\(Tossbox.version)\""),
            Self.metric("sandboxes", "gauge", "Sandboxes that are open.", cells.count),
            Self.metric("payments", "gauge", "Payments that are stored.", total.payments),
            Self.metric("ledger_entries", "gauge", "Charges and cancels that were committed.", total.charges),
            Self.metric("requests", "gauge", "Toss calls since the sandboxes were started over.", total.requests),
            Self.metric("requests_held", "gauge", "Toss calls whose answer is held back.", total.held),
            Self.metric(
                "deliveries",
                "gauge",
                "Webhook deliveries since the sandboxes were started over.",
                total.deliveries
            ),
            Self.metric("deliveries_under_way", "gauge", "Webhook attempts under way.", total.underWay),
            Self.metric("events_total", "counter", "Events noted by the sandboxes that are open.", total.events),
        ]
        return Response(
            status: 200,
            headers: ["Content-Type": "text/plain; version=0.0.4; charset=utf-8"],
            body: Array(lines.joined().utf8)
        )
    }

    private static func metric(
        _ name: String,
        _ kind: String,
        _ help: String,
        _ value: Int,
        label: String = ""
    ) -> String {
        """
        # HELP tossbox_\(name) \(help)
        # TYPE tossbox_\(name) \(kind)
        tossbox_\(name)\(label.isEmpty ? "" : "{\(label)}") \(value)

        """
    }
}
