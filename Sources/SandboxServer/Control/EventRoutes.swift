internal import HTTPServer
internal import JSON
internal import Masking
internal import SandboxCore
internal import TossAPI

/// Everything as it happens: as a list for who asks again and again, and as a stream.
struct EventRoutes {
    let world: World

    var routes: [ControlRoute] { [ControlRoute(.get, "/sandbox/events", .stream(events))] }

    /// A list for who asks for JSON, or names where to go on; a stream for everybody else.
    @Sendable private func events(_ call: ControlCall, _ exchange: Exchange) throws(ControlRefusal) {
        let accepted = call.request.headers["Accept"]?.lowercased() ?? ""
        let wantsStream = accepted.contains("text/event-stream")
        guard wantsStream || (call.request.queryValue("after") == nil && !accepted.contains("application/json")) else {
            let response = CrossOrigin.control.allowing(call.allowedOrigin, in: try list(call))
            call.hub.respond(response, to: exchange)
            return
        }
        // A stream has no pages, yet what a list refuses is wrong here too.
        _ = try limit(of: call)
        var after = try number("after", 0...Int.max, of: call)
        if let text = call.request.headers["Last-Event-ID"] {
            guard let id = Int(text), id >= 0 else {
                throw ControlBody.refusal("Last-Event-ID must be the id of an event, a whole number; found \(text).")
            }
            after = id
        }
        let cell = try call.cell()
        guard call.request.method != .head else { return EventStream.sendHead(to: exchange, for: call.allowedOrigin) }
        EventStream(of: cell, in: call.hub, after: after, to: exchange).run(in: world, for: call.allowedOrigin)
    }

    /// The events after an id, whether that one is remembered or not.
    private func list(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let after = try number("after", 0...Int.max, of: call) ?? 0
        let limit = try limit(of: call)
        let (events, first, last) = try call.cell().read { sandbox, _ in
            (sandbox.events(after: after, limit: limit), sandbox.events.first, sandbox.events.last)
        }
        return .json { json in
            json.member("items", array: { json in for event in events { event.write(to: &json) } })
            json.member("next", events.last.flatMap { $0.id < last ? "\($0.id)" : nil })
            // Where to go on when there is no more for now, and how many were forgotten before the first one here.
            json.member("last", last)
            json.member("missed", max(0, first - 1 - after))
        }
    }

    private func limit(of call: ControlCall) throws(ControlRefusal) -> Int {
        try number("limit", 1...1000, of: call) ?? 100
    }

    private func number(
        _ name: String,
        _ range: ClosedRange<Int>,
        of call: ControlCall
    ) throws(ControlRefusal) -> Int? {
        guard let text = call.request.queryValue(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            let upTo = range.upperBound == .max ? "" : " to \(range.upperBound)"
            throw ControlBody.refusal("\(name) must be a whole number from \(range.lowerBound)\(upTo); found \(text).")
        }
        return number
    }
}

extension SandboxEvent {
    /// The event as it is listed and sent: `id`, `at`, `type`, then the names it has.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("at", at.preciseTimestamp)
            json.member("type", type.rawValue)
            subject.write(to: &json)
            if let request { json.member("requestId", request) }
        }
    }
}

extension SandboxEvent.Subject {
    fileprivate func write(to json: inout JSONWriter) {
        switch self {
        case .sandbox: break
        case .payment(let paymentKey, let orderId, let status, let amount):
            json.member("paymentKey", paymentKey)
            json.member("orderId", orderId)
            json.member("status", status.rawValue)
            json.member("amount", amount.amount)
        case .billingKey(let billingKey, let customerKey):
            json.member("billingKey", billingKey)
            json.member("customerKey", customerKey)
        case .authorization(let authKey, let customerKey):
            json.member("authKey", authKey)
            json.member("customerKey", customerKey)
        case .turnedAway(let billingKey, let code):
            if let billingKey { json.member("billingKey", billingKey) }
            json.member("code", code.rawValue)
        case .delivery(let id, let eventType, let orderId, let paymentKey, let status):
            json.member("deliveryId", id)
            json.member("eventType", eventType)
            if let orderId { json.member("orderId", orderId) }
            if let paymentKey { json.member("paymentKey", paymentKey) }
            if let status { json.member("status", status) }
        case .endpoint(let id, let url):
            json.member("endpoint", id)
            json.member("url", url)
        case .alarm(let id): json.member("alarm", id)
        case .clock(let now): json.member("now", now.preciseTimestamp)
        case .scenario(let name): json.member("scenario", name)
        case .request(let method, let path, let status):
            json.member("method", method)
            json.member("path", path)
            json.member("status", status)
        }
    }
}
