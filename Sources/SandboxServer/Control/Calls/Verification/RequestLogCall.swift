internal import APIDescription
internal import HTTPServer
internal import JSON
import Masking
internal import SandboxCore
internal import TossAPI

/// Every Toss call received, with its answer and what it caused.
enum RequestLogCall {
    static var list: ControlOperation {
        DescribedCall(.get, "/sandbox/requests", "listRequests", .verification, "List the Toss calls received")
            .taking(methodFilter, pathFilter, .orderIdFilter, sinceFilter)
            .listing(.loggedRequest, "Calls with their answers, oldest first; `after` is an id.")
            .inSandbox
            .answered(by: list)
    }

    private static var methodFilter: Parameter { .query("method", .text("Only of this method.", example: "POST")) }
    private static var pathFilter: Parameter {
        .query("path", .text("Only to this path.", example: "/v1/payments/confirm"))
    }
    private static var sinceFilter: Parameter { .query("since", .instant("Only from this instant on.")) }

    private static func list(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let method = call.value(methodFilter)?.uppercased()
        let path = call.value(pathFilter).map(MaskedText.init(path:))
        let orderId = call.value(.orderIdFilter).map(MaskedText.init(name:))
        let since = try since(call)
        let entries = try call.cell().read { sandbox, _ in sandbox.requests.entries }
        let wanted = entries.lazy.filter { entry in
            (method.map { entry.method == $0 } ?? true) && (path.map { entry.path == $0 } ?? true)
                && (orderId.map { entry.orderId == $0 } ?? true) && (since.map { entry.at >= $0 } ?? true)
        }
        return try call.page(of: wanted, id: { "\($0.id)" }, write: write)
    }

    private static func since(_ call: ControlCall) throws(ControlRefusal) -> Instant? {
        guard let text = call.value(sinceFilter) else { return nil }
        guard let instant = Instant(text) else {
            throw ControlBody.refusal("since must be an instant such as 2026-01-05T09:00:00+09:00; found \(text).")
        }
        return instant
    }

    private static func write(_ entry: LoggedRequest, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", entry.id)
            json.member("at", entry.at.preciseTimestamp)
            json.member("method", entry.method)
            json.member("path", entry.path)
            json.member("orderId", entry.orderId)
            json.member("paymentKey", entry.paymentKey)
            json.member("idempotencyKey", entry.idempotencyKey)
            json.member("status", entry.status.map { Int64($0) })
            json.member("replayed", entry.isReplay)
            json.member("rule", entry.rule)
            json.member("fault", entry.fault)
            json.member("note", entry.note)
            json.name("request")
            write(body: entry.requestBody.bytes, to: &json)
            json.name("response")
            write(body: entry.responseBody.bytes, to: &json)
            json.member("events", array: { json in for event in entry.events { json.string(event) } })
        }
    }

    /// A body as the JSON it is, else as text.
    private static func write(body: [UInt8], to json: inout JSONWriter) {
        if body.isEmpty {
            json.null()
        } else if let node = try? JSONNode(parsing: body) {
            json.value(node)
        } else {
            json.string(String(decoding: body.prefix(10_000), as: UTF8.self))
        }
    }
}
