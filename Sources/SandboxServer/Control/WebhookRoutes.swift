internal import HTTPServer
internal import JSON
import Masking
internal import SandboxCore
import Scenarios
internal import TossAPI

/// Webhook endpoints, the delivery log, and events on demand.
struct WebhookRoutes {
    let receivers: ReceiverRule

    var routes: [ControlRoute] {
        [
            ControlRoute(.get, "/sandbox/webhooks/endpoints", listEndpoints),
            ControlRoute(.post, "/sandbox/webhooks/endpoints", addEndpoint),
            ControlRoute(.delete, "/sandbox/webhooks/endpoints/{id}", removeEndpoint),
            ControlRoute(.post, "/sandbox/webhooks/emit", emit),
            ControlRoute(.get, "/sandbox/webhooks/deliveries", listDeliveries),
            ControlRoute(.post, "/sandbox/webhooks/deliveries/{id}/resend", resend),
            ControlRoute(.post, "/sandbox/webhooks/deliveries/{id}/release", release),
            ControlRoute(.post, "/sandbox/webhooks/deliveries/{id}/drop", drop),
            ControlRoute(.post, "/sandbox/webhooks/release", releaseAll),
        ]
    }

    @Sendable private func addEndpoint(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let body = try call.body("url", "events", "secret", "profile", "hold")
        let setting: EndpointSetting
        do throws(SettingError) {
            setting = try EndpointSetting.read(JSONNode(.object(body.object)))
        } catch {
            throw ControlBody.refusal("\(error.path): \(error.message)")
        }
        try receivers.refusePublic(setting.url)
        let endpoint = try call.cell().apply(AddEndpoint(setting, origin: .call))
        return .value(status: 201) { Self.write(endpoint, to: &$0) }
    }

    @Sendable private func listEndpoints(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let endpoints = try call.cell().read { sandbox, _ in sandbox.endpoints.all }
        return try call.page(of: endpoints, id: \.id, write: Self.write)
    }

    @Sendable private func removeEndpoint(_ call: ControlCall) throws(ControlRefusal) -> Response {
        try call.cell().apply(RemoveEndpoint(id: call.parameter("id")))
        return .json { _ in }
    }

    @Sendable private func emit(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let body = try call.body("eventType", "paymentKey", "billingKey", "orderId", "status", "data", "url")
        let name = try body.requiredText("eventType", 1...100)
        let known = WebhookEvent.known.map(\.rawValue)
        guard known.contains(name) else {
            throw ControlBody.refusal("eventType: Toss has no \(name); it has: \(known.joined(separator: ", ")).")
        }
        let eventType = WebhookEvent(rawValue: name)
        guard eventType.envelope != .entity else {
            throw ControlRefusal(.notBuilt, "\(name) has an envelope and a signature of its own, not built yet.")
        }
        let collects = body.value("url")?.string == EndpointSetting.collectURL
        let url = collects ? EndpointSetting.collectURL : try body.url("url")
        if let url { try receivers.refusePublic(url) }
        let data = body.value("data")
        guard data == nil || data?.object != nil else { throw body.wrong("data", "an object") }
        var subject: Emission.Subject?
        if let key = try body.text("paymentKey") { subject = .payment(key) }
        if let orderId = try body.text("orderId"), subject == nil { subject = .order(orderId) }
        if let key = try body.text("billingKey"), subject == nil { subject = .billingKey(key) }
        let emission = Emission(
            eventType: eventType,
            subject: subject,
            status: try body.text("status", 1...50),
            data: data?.object ?? JSONObject(),
            url: url
        )
        return try Self.queued(after: emission, in: try call.cell())
    }

    @Sendable private func resend(_ call: ControlCall) throws(ControlRefusal) -> Response {
        try Self.queued(after: ResendDelivery(deliveryId: call.parameter("id")), in: try call.cell())
    }

    @Sendable private func release(_ call: ControlCall) throws(ControlRefusal) -> Response {
        _ = try call.body()
        return try Self.queued(after: ReleaseDeliveries(deliveryIds: [call.parameter("id")]), in: try call.cell())
    }

    @Sendable private func drop(_ call: ControlCall) throws(ControlRefusal) -> Response {
        _ = try call.body()
        return try Self.queued(after: DropDelivery(deliveryId: call.parameter("id")), in: try call.cell())
    }

    @Sendable private func releaseAll(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let body = try call.body("order")
        var ids: [String]?
        if let node = body.value("order") {
            let texts = node.array?.map(\.string)
            ids = texts?.compactMap { $0 }
            guard ids != nil, ids?.count == texts?.count else { throw body.wrong("order", "a list of delivery ids") }
        }
        return try Self.queued(after: ReleaseDeliveries(deliveryIds: ids), in: try call.cell())
    }

    private static func queued<Command: SandboxCommand>(
        after command: Command,
        in cell: SandboxCell
    ) throws(Command.Failure) -> Response where Command.Answer == QueuedDeliveries {
        let (deliveries, warnings) = try cell.apply(command) { sandbox, queued in
            (queued.places.map { sandbox.webhooks.deliveries[$0] }, queued.warnings)
        }
        return .json { json in
            json.member("deliveries", array: { json in for delivery in deliveries { write(delivery, to: &json) } })
            json.member("warnings", array: { json in for warning in warnings { json.string(MaskedText(warning)) } })
        }
    }

    @Sendable private func listDeliveries(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let orderId = call.request.queryValue("orderId")
        let eventType = try call.word("eventType", among: WebhookEvent.known.map(\.rawValue))
        let state = try call.word("state", among: Delivery.State.allCases.map(\.rawValue))
        let deliveries = try call.cell().read { sandbox, _ in Array(sandbox.webhooks.log) }
        let wanted = deliveries.lazy.filter { delivery in
            (orderId.map { delivery.orderId == $0 } ?? true) && (eventType.map { delivery.eventType == $0 } ?? true)
                && (state.map { delivery.state.rawValue == $0 } ?? true)
        }
        return try call.page(of: wanted, id: \.id, write: Self.write)
    }

    private static func write(_ endpoint: WebhookEndpoint, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", endpoint.id)
            json.masked("url", address: endpoint.url)
            json.name("events")
            if let events = endpoint.events {
                json.array { json in for event in events.sorted() { json.string(event) } }
            } else {
                json.null()
            }
            json.member("secret", endpoint.secret.map { _ in "***" })
            json.name("profile")
            endpoint.profile.write(to: &json)
            json.member("hold", endpoint.isHeld)
            json.member("origin", endpoint.origin.rawValue)
        }
    }

    private static func write(_ delivery: Delivery, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", delivery.id)
            json.member("eventType", delivery.eventType)
            json.masked("orderId", name: delivery.orderId)
            json.masked("paymentKey", name: delivery.paymentKey)
            json.member("endpoint", delivery.endpoint.id)
            json.masked("url", address: delivery.endpoint.url)
            json.member("state", delivery.state.rawValue)
            json.member("rule", delivery.rule)
            json.member("createdAt", delivery.createdAt.preciseTimestamp)
            json.name("body")
            // A log that is too small for one call's deliveries has forgotten the first of them.
            if delivery.body.isEmpty { json.null() } else { json.masked(document: delivery.body) }
            json.member(
                "attempts",
                array: { json in
                    for attempt in delivery.attempts {
                        json.object { json in
                            json.member("at", attempt.at.preciseTimestamp)
                            json.member("status", attempt.status.map { Int64($0) })
                            json.masked("error", attempt.error)
                            json.member("durationMs", attempt.durationMilliseconds.map { Int64($0) })
                        }
                    }
                }
            )
            json.member("nextAttemptAt", delivery.nextAttemptAt?.preciseTimestamp)
            json.member("warning", delivery.warning)
        }
    }
}
