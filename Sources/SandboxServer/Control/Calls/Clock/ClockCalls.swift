internal import APIDescription
internal import HTTPServer
internal import JSON
internal import Masking
internal import SandboxCore
import Scenarios
internal import TossAPI

/// The sandbox's clock, its alarms, and waiting for quiet.
enum ClockCalls {
    static var all: [ControlOperation] { [get, set, advance] + AlarmCalls.all + [SettleCall.settle] }

    private static var get: ControlOperation {
        DescribedCall(.get, "/sandbox/clock", "getClock", .clock, "Read the clock")
            .answering(.json("The clock.", .component(.clock)))
            .inSandbox
            .answered { call throws(ControlRefusal) in clock(of: try call.cell()) }
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

    private static var set: ControlOperation {
        DescribedCall(
            .put,
            "/sandbox/clock",
            "setClock",
            .clock,
            "Set the clock",
            "A later `now` runs what is due on the way; an earlier one is 409 once there is anything. A change of mode "
                + "without `now` never jumps."
        )
        .body(of: [now, mode, rate], example: #"{"mode":"manual","now":"2026-01-05T09:00:00+09:00"}"#)
        .answering(.json("The clock.", .component(.clock)))
        .inSandbox
        .answered { call throws(ControlRefusal) in
            let cell = try call.cell()
            let (mode, rate) = (try call.body[mode], try call.body[rate])
            try cell.apply(ClockChange(mode: mode, rate: rate, now: try call.body[now]))
            return clock(of: cell)
        }
    }

    private static let now = BodyMember.instant("now", "What it is to show.")
    private static let mode = BodyMember(
        .optional("mode", .word("How it is to run.", ClockMode.allCases.map(\.rawValue)))
    ) { body, name throws(ControlRefusal) -> ClockMode? in
        guard let text = try body.text(name) else { return nil }
        guard let mode = ClockMode(rawValue: text) else {
            throw body.wrong(name, "\"system\", \"manual\" or \"scaled\"")
        }
        return mode
    }
    private static let rate = BodyMember(
        .optional(
            "rate",
            Schema(.number, "For `scaled`: seconds of the sandbox to one of real time, above 0.")
                .changed { ($0.least, $0.isLeastExcluded, $0.most) = (0, true, 1_000_000) }
        )
    ) { body, name throws(ControlRefusal) -> Double? in
        guard let node = body.value(name) else { return nil }
        guard let rate = node.number?.double, rate > 0, rate <= 1_000_000 else {
            throw body.wrong(name, "a number above 0")
        }
        return rate
    }

    private static var advance: ControlOperation {
        DescribedCall(
            .post,
            "/sandbox/clock/advance",
            "advanceClock",
            .clock,
            "Move the clock on",
            "By so much, to an instant, or to the next thing that is due: one of the three. Runs everything due on the "
                + "way, in order."
        )
        .body(of: [by, to, next], example: #"{"by":"PT10M"}"#) { body in
            let (null, isOff) = (Schema.constants("null"), Schema.constants("false", "null"))
            return body.either(
                [.required("by", Schema(.string)), .optional("to", null), .optional("next", isOff)],
                [.required("to", Schema(.string)), .optional("by", null), .optional("next", isOff)],
                [.required("next", .constants("true")), .optional("by", null), .optional("to", null)]
            )
        }
        .answering(.json("Where the clock stands, and what ran.", advanced))
        .inSandbox
        .answered(later: advance)
    }

    private static let by = BodyMember.duration("by", .duration("By so much."))
    private static let to = BodyMember.instant("to", "To this instant.")
    private static let next = BodyMember.flag("next", .flag("To the next thing that is due."))

    private static func advance(_ call: ControlCall) async throws(ControlRefusal) -> Response {
        let cell = try call.cell()
        let target: SandboxCell.Target
        switch (try call.body[by], try call.body[to], try call.body[next]) {
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

    private static var advanced: Schema {
        .object([
            .required("now", .instant("What the clock shows now.")),
            .required(
                "ran",
                .list(
                    of: .object([
                        .required("at", .instant("When it was due.")),
                        .required("kind", .text("What it was.", example: "expiry")),
                        .required("id", .text("A paymentKey, or the id of a delivery or an alarm.")),
                    ])
                )
            ),
        ])
    }
}
