internal import APIDescription
internal import HTTPServer
internal import JSON
internal import Masking
internal import SandboxCore
internal import TossAPI

/// Alarms of the sandbox's clock, by which a shop's own jobs move with it.
enum AlarmCalls {
    static var all: [ControlOperation] { [list, set, remove] }

    private static var list: ControlOperation {
        DescribedCall(.get, "/sandbox/clock/alarms", "listAlarms", .clock, "List the alarms")
            .listing(.alarm, "Alarms; `after` is an id.")
            .inSandbox
            .answered { call throws(ControlRefusal) in
                let alarms = try call.cell().read { sandbox, _ in sandbox.alarms.alarms }
                return try call.page(of: alarms, id: \.id, write: write)
            }
    }

    private static var set: ControlOperation {
        DescribedCall(
            .post,
            "/sandbox/clock/alarms",
            "setAlarm",
            .clock,
            "Set an alarm",
            "When the clock gets there it POSTs `{\"id\",\"now\"}` to the URL and stands still until that is answered, up "
                + "to 60 seconds; `{\"next\":\"…\"}` in the answer sets it again. An alarm of the same id is replaced."
        )
        .body(
            of: [id, at, url],
            example: #"{"id":"renew","at":"2026-02-05T09:00:00+09:00","url":"http://127.0.0.1:3000/jobs/renew"}"#
        )
        .answering(.json(201, "The alarm.", .component(.alarm)))
        .inSandbox
        .answered { call throws(ControlRefusal) in
            let (at, url) = (try call.body[at], try call.body[url])
            try call.context.receivers.refusePublic(url)
            let asked = Alarm(id: try call.body[id], at: at, url: url)
            let alarm = try call.cell().apply(SetAlarm(asked))
            return .value(status: 201) { write(alarm, to: &$0) }
        }
    }

    private static let id = BodyMember.requiredText("id", .text("What to call it.", 1...200))
    private static let at = BodyMember.requiredInstant("at", "When it rings.")
    private static let url = BodyMember.requiredURL(
        "url",
        .callableURL("What it calls.", example: "http://127.0.0.1:3000/jobs/renew")
    )

    private static var remove: ControlOperation {
        DescribedCall(.delete, "/sandbox/clock/alarms/{id}", "removeAlarm", .clock, "Remove an alarm")
            .taking(idInPath)
            .answering(.json("It is gone.", .empty), .shared(.notFound))
            .inSandbox
            .answered { call throws(ControlRefusal) in
                try call.cell().apply(RemoveAlarm(id: call.path(idInPath)))
                return .json { _ in }
            }
    }

    private static var idInPath: Parameter { .path("id", "What the alarm is called.", example: "renew") }

    private static func write(_ alarm: Alarm, to json: inout JSONWriter) {
        json.object { json in
            json.masked("id", alarm.id)
            json.member("at", alarm.at.preciseTimestamp)
            json.masked("url", address: alarm.url)
        }
    }
}
