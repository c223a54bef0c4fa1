internal import HTTPServer
internal import JSON
internal import Masking
internal import SandboxCore
import Scenarios
internal import TossAPI

/// The sandbox's clock, its alarms, and waiting for quiet.
struct ClockRoutes {
    let receivers: ReceiverRule

    var routes: [ControlRoute] {
        [
            ControlRoute(.get, "/sandbox/clock") { call throws(ControlRefusal) in Self.clock(of: try call.cell()) },
            ControlRoute(.put, "/sandbox/clock", set),
            ControlRoute(.get, "/sandbox/clock/alarms", listAlarms),
            ControlRoute(.post, "/sandbox/clock/alarms", setAlarm),
            ControlRoute(.delete, "/sandbox/clock/alarms/{id}", removeAlarm),
            ControlRoute(.post, "/sandbox/clock/advance", .later(advance)),
            ControlRoute(.post, "/sandbox/settle", .later(settle)),
        ]
    }

    private static func clock(of cell: SandboxCell) -> Response {
        let (now, mode, rate) = cell.read { sandbox, wall in
            (sandbox.clock.now(at: wall), sandbox.clock.mode, sandbox.clock.rate)
        }
        return .json { json in
            json.member("now", now.preciseTimestamp)
            json.member("mode", mode.rawValue)
            json.name("rate")
            json.number(JSONNumber(text: rate == rate.rounded() ? "\(Int64(rate))" : "\(rate)"))
        }
    }

    @Sendable private func set(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let body = try call.body("now", "mode", "rate")
        let cell = try call.cell()
        var mode: ClockMode?
        if let text = try body.text("mode") {
            mode = ClockMode(rawValue: text)
            guard mode != nil else { throw body.wrong("mode", "\"system\", \"manual\" or \"scaled\"") }
        }
        var rate: Double?
        if let node = body.value("rate") {
            rate = node.number?.double
            guard let rate, rate > 0, rate <= 1_000_000 else { throw body.wrong("rate", "a number above 0") }
        }
        let now = try body.instant("now")
        try cell.apply(ClockChange(mode: mode, rate: rate, now: now))
        return Self.clock(of: cell)
    }

    @Sendable private func advance(_ call: ControlCall) async throws(ControlRefusal) -> Response {
        let body = try call.body("by", "to", "next")
        let cell = try call.cell()
        let target: SandboxCell.Target
        switch (try body.duration("by"), try body.instant("to"), try body.bool("next")) {
        case (let duration?, nil, false): target = .by(duration)
        case (nil, let instant?, false): target = .to(instant)
        case (nil, nil, true): target = .next
        default:
            throw ControlBody.refusal("Give one of {\"by\":\"PT10M\"}, {\"to\":\"2026-…\"} and {\"next\":true}.")
        }
        let (now, ran) = try await cell.advance(to: target)
        return .json { json in
            json.member("now", now.preciseTimestamp)
            json.member(
                "ran",
                array: { json in
                    for item in ran {
                        json.object { json in
                            json.member("at", item.at.preciseTimestamp)
                            json.member("kind", item.kind.rawValue)
                            json.masked("id", item.id)
                        }
                    }
                }
            )
        }
    }

    @Sendable private func settle(_ call: ControlCall) async throws(ControlRefusal) -> Response {
        let body = try call.body("timeout", "until")
        let cell = try call.cell()
        let timeout = try Self.timeout(in: body)
        switch await cell.settle(upTo: try body.instant("until"), timeout: timeout) {
        case .quiet:
            return .json { json in
                json.member("quiet", true)
                json.member("pending", array: { _ in })
            }
        case .pending(let pending): return Self.conflict(pending)
        }
    }

    /// How long a call waits for quiet: `timeout`, at most ten minutes of real time, or five seconds.
    static func timeout(in body: ControlBody) throws(ControlRefusal) -> Duration {
        let timeout = try body.duration("timeout").map(\.fixed) ?? .seconds(5)
        guard let timeout, timeout <= .seconds(600) else { throw body.wrong("timeout", "at most PT10M, of real time") }
        return timeout
    }

    /// What keeps a sandbox from being quiet.
    static func conflict(_ pending: [Pending]) -> Response {
        .json(status: 409) { json in
            json.member("quiet", false)
            json.member("code", ControlRefusal.Code.conflict.rawValue)
            json.member(
                "message",
                pending.count == 1 ? "One thing is still pending." : "\(pending.count) things are still pending."
            )
            json.member(
                "pending",
                array: { json in
                    for item in pending {
                        json.object { json in
                            json.member("kind", item.kind.rawValue)
                            json.masked("id", item.id)
                            json.member("at", item.at.preciseTimestamp)
                        }
                    }
                }
            )
        }
    }

    @Sendable private func listAlarms(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let alarms = try call.cell().read { sandbox, _ in sandbox.alarms.alarms }
        return try call.page(of: alarms, id: \.id, write: Self.write)
    }

    @Sendable private func setAlarm(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let body = try call.body("id", "at", "url")
        guard let at = try body.instant("at") else { throw body.wrong("at", "an instant") }
        guard let url = try body.url("url") else { throw body.wrong("url", "an http or https URL") }
        try receivers.refusePublic(url)
        let asked = Alarm(id: try body.requiredText("id", 1...200), at: at, url: url)
        let alarm = try call.cell().apply(SetAlarm(asked))
        return .value(status: 201) { Self.write(alarm, to: &$0) }
    }

    @Sendable private func removeAlarm(_ call: ControlCall) throws(ControlRefusal) -> Response {
        try call.cell().apply(RemoveAlarm(id: call.parameter("id")))
        return .json { _ in }
    }

    private static func write(_ alarm: Alarm, to json: inout JSONWriter) {
        json.object { json in
            json.masked("id", alarm.id)
            json.member("at", alarm.at.preciseTimestamp)
            json.masked("url", address: alarm.url)
        }
    }
}
