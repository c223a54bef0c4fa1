internal import APIDescription
internal import HTTPServer
internal import JSON
internal import SandboxCore
import Scenarios
internal import TossAPI

/// Events on demand.
enum EmitCall {
    static var emit: ControlOperation {
        DescribedCall(
            .post,
            "/sandbox/webhooks/emit",
            "emitWebhook",
            .webhooks,
            "Send any event now",
            "Works without a change of state. `status`, then the members of `data`, are laid over the body. It goes to "
                + "the endpoints that take the event, or to `url` alone."
        )
        .body(
            of: [eventType, paymentKey, billingKey, orderId, status, data, url],
            example: #"{"eventType":"PAYMENT_STATUS_CHANGED","orderId":"order-0001","status":"DONE"}"#
        )
        .answering(DeliveryCalls.queued, .shared(.notFound), .shared(.notBuilt))
        .inSandbox
        .answered(by: emit)
    }

    private static let eventType = BodyMember(
        .required(
            "eventType",
            .word("Which event.", WebhookEvent.known.filter { $0.envelope != .entity }.map(\.rawValue))
        )
    ) { body, name throws(ControlRefusal) -> WebhookEvent in
        let text = try body.requiredText(name, 1...100)
        let known = WebhookEvent.known.map(\.rawValue)
        guard known.contains(text) else {
            throw ControlBody.refusal("\(name): Toss has no \(text); it has: \(known.joined(separator: ", ")).")
        }
        let event = WebhookEvent(rawValue: text)
        guard event.envelope != .entity else {
            throw ControlRefusal(.notBuilt, "\(text) has an envelope and a signature of its own, not built yet.")
        }
        return event
    }
    private static let paymentKey = BodyMember.text("paymentKey", .text("Which payment it is about.", 1...2000))
    private static let billingKey = BodyMember.text("billingKey", .text("Which billing key it is about.", 1...2000))
    private static let orderId = BodyMember.text("orderId", .text("Which order it is about.", 1...2000))
    private static let status = BodyMember.text("status", .text("The status that it tells of.", 1...50))
    private static let data = BodyMember(
        .optional("data", .map(of: Schema(.anything), "Laid over the event's own data."))
    ) { body, name throws(ControlRefusal) -> JSONObject in
        guard let data = body.value(name) else { return JSONObject() }
        guard let object = data.object else { throw body.wrong(name, "an object") }
        return object
    }
    private static let url = BodyMember(
        .optional(
            "url",
            .callableURL("Where it goes, in place of the endpoints; `collect:` for no receiver.", orCollect: true)
        )
    ) { body, name throws(ControlRefusal) -> String? in
        let collects = body.value(name)?.string == EndpointSetting.collectURL
        return collects ? EndpointSetting.collectURL : try body.url(name)
    }

    private static func emit(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let (eventType, url) = (try call.body[eventType], try call.body[url])
        if let url { try call.context.receivers.refusePublic(url) }
        let data = try call.body[data]
        var subject: Emission.Subject?
        if let key = try call.body[paymentKey] { subject = .payment(key) }
        if let orderId = try call.body[orderId], subject == nil { subject = .order(orderId) }
        if let key = try call.body[billingKey], subject == nil { subject = .billingKey(key) }
        let emission = Emission(
            eventType: eventType,
            subject: subject,
            status: try call.body[status],
            data: data,
            url: url
        )
        return try DeliveryCalls.queued(after: emission, in: try call.cell())
    }
}
