internal import APIDescription
internal import HTTPServer
internal import JSON
internal import Masking
internal import SandboxCore
internal import TossAPI

/// Everything as it happens: as a list for who asks again and again, and as a stream.
enum EventsCall {
    static var hear: ControlOperation {
        DescribedCall(
            .get,
            "/sandbox/events",
            "listEvents",
            .verification,
            "Hear of everything as it happens",
            "A stream of server-sent events, from behind the event named by `after` or Last-Event-ID. With `after`, or "
                + "with `Accept: application/json`, a list instead, unless `Accept` asks for the stream."
        )
        .taking(.limit, after, lastEventId)
        .answering(.stream(of: .component(.streamedEvent), "The stream, event by event; or a list.", list: eventList))
        .inSandbox
        .streamed(by: events)
    }

    private static var after: Parameter {
        .query("after", .integer("The id of an event: what came behind it.", 0 ... .max))
    }
    private static var lastEventId: Parameter {
        let schema = Schema.integer("The last event that a stream has seen.", 0 ... .max)
        return Parameter(place: .header, name: "Last-Event-ID", schema: schema)
    }

    /// A list for who asks for JSON, or names where to go on; a stream for everybody else.
    private static func events(_ call: ControlCall, _ exchange: Exchange) throws(ControlRefusal) {
        let accepted = call.accepted
        let wantsStream = accepted.contains("text/event-stream")
        guard wantsStream || (call.value(after) == nil && !accepted.contains("application/json")) else {
            let response = CrossOrigin.control.allowing(call.allowedOrigin, in: try list(call))
            call.hub.respond(response, to: exchange)
            return
        }
        // A stream has no pages, yet what a list refuses is wrong here too.
        _ = try limit(of: call)
        var start = try number(after, 0...Int.max, of: call)
        if let text = call.value(lastEventId) {
            guard let id = Int(text), id >= 0 else {
                throw ControlBody.refusal("Last-Event-ID must be the id of an event, a whole number; found \(text).")
            }
            start = id
        }
        let cell = try call.cell()
        guard !call.isHead else { return EventStream.sendHead(to: exchange, for: call.allowedOrigin) }
        EventStream(of: cell, in: call.hub, after: start, to: exchange).run(
            in: call.context.world,
            for: call.allowedOrigin
        )
    }

    /// The events after an id, whether that one is remembered or not.
    private static func list(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let start = try number(after, 0...Int.max, of: call) ?? 0
        let limit = try limit(of: call)
        let (events, first, last) = try call.cell().read { sandbox, _ in
            (sandbox.events(after: start, limit: limit), sandbox.events.first, sandbox.events.last)
        }
        return .json { json in
            json.member("items", array: { json in for event in events { event.write(to: &json) } })
            json.member("next", events.last.flatMap { $0.id < last ? "\($0.id)" : nil })
            // Where to go on when there is no more for now, and how many were forgotten before the first one here.
            json.member("last", last)
            json.member("missed", max(0, first - 1 - start))
        }
    }

    private static func limit(of call: ControlCall) throws(ControlRefusal) -> Int {
        try number(.limit, 1...1000, of: call) ?? 100
    }

    private static func number(
        _ parameter: Parameter,
        _ range: ClosedRange<Int>,
        of call: ControlCall
    ) throws(ControlRefusal) -> Int? {
        guard let text = call.value(parameter) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            let upTo = range.upperBound == .max ? "" : " to \(range.upperBound)"
            throw ControlBody.refusal(
                "\(parameter.name) must be a whole number from \(range.lowerBound)\(upTo); found \(text)."
            )
        }
        return number
    }

    private static var eventList: Schema {
        .object([
            .required("items", .list(of: .component(.event))),
            .required("next", .text("What `after` takes to go on; null when there is no more for now.").orNull),
            .required("last", .integer("The id of the newest event.")),
            .required("missed", .integer("How many were forgotten before the first one here.")),
        ])
    }
}
