internal import APIDescription
internal import HTTPServer
internal import SandboxCore

/// What the process holds, as Prometheus reads it.
enum MetricsCall {
    static var get: ControlOperation {
        DescribedCall(.get, "/metrics", "getMetrics", .server, "What the process holds, as Prometheus reads it")
            .answering(.text("text/plain", "Metrics in the text format 0.0.4."))
            .inProcess
            .answered(by: metrics)
    }

    private struct Total: Sendable {
        var payments = 0
        var charges = 0
        var requests = 0
        var held = 0
        var deliveries = 0
        var underWay = 0
        var events = 0

        func adding(_ sandbox: Sandbox) -> Total {
            Total(
                payments: payments + sandbox.payments.count,
                charges: charges + sandbox.ledger.entries.count,
                requests: requests + sandbox.requests.taken,
                held: held + sandbox.heldCount,
                deliveries: deliveries + sandbox.webhooks.deliveries.count,
                underWay: underWay + sandbox.webhooks.sending.count,
                events: events + sandbox.events.last
            )
        }
    }

    private static func metrics(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let cells = call.hub.cells
        var total = Total()
        for cell in cells {
            // Under its lock, as a copy would make the next command copy all that it touches.
            total = cell.read { [total] sandbox, _ in total.adding(sandbox) }
        }
        let lines = [
            metric("info", "gauge", "The version that runs.", 1, label: "version=\"\(Tossbox.version)\""),
            metric("sandboxes", "gauge", "Sandboxes that are open.", cells.count),
            metric("payments", "gauge", "Payments that are stored.", total.payments),
            metric("ledger_entries", "gauge", "Charges and cancels that were committed.", total.charges),
            metric("requests", "gauge", "Toss calls since the sandboxes were started over.", total.requests),
            metric("requests_held", "gauge", "Toss calls whose answer is held back.", total.held),
            metric(
                "deliveries",
                "gauge",
                "Webhook deliveries since the sandboxes were started over.",
                total.deliveries
            ),
            metric("deliveries_under_way", "gauge", "Webhook attempts under way.", total.underWay),
            metric("events_total", "counter", "Events noted by the sandboxes that are open.", total.events),
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
