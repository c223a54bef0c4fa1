internal import HTTPServer
internal import SandboxCore
import Scenarios

/// The clock, its alarms, and waiting for quiet.
extension APIDocument {
    static var clock: [DescribedCall] {
        [
            DescribedCall(.get, "/sandbox/clock", "getClock", .clock, "Read the clock")
                .answering(.json("The clock.", .component(.clock)))
                .inSandbox,
            DescribedCall(
                .put,
                "/sandbox/clock",
                "setClock",
                .clock,
                "Set the clock",
                "A later `now` runs what is due on the way; an earlier one is 409 once there is anything. A change of mode "
                    + "without `now` never jumps."
            )
            .body(clockChange, example: #"{"mode":"manual","now":"2026-01-05T09:00:00+09:00"}"#)
            .answering(.json("The clock.", .component(.clock)))
            .inSandbox,
            DescribedCall(
                .post,
                "/sandbox/clock/advance",
                "advanceClock",
                .clock,
                "Move the clock on",
                "By so much, to an instant, or to the next thing that is due: one of the three. Runs everything due on the "
                    + "way, in order."
            )
            .body(advance, example: #"{"by":"PT10M"}"#) { body in
                let (null, isOff) = (Schema.constants("null"), Schema.constants("false", "null"))
                return body.either(
                    [.required("by", Schema(.string)), .optional("to", null), .optional("next", isOff)],
                    [.required("to", Schema(.string)), .optional("by", null), .optional("next", isOff)],
                    [.required("next", .constants("true")), .optional("by", null), .optional("to", null)]
                )
            }
            .answering(.json("Where the clock stands, and what ran.", advanced))
            .inSandbox,
            DescribedCall(.get, "/sandbox/clock/alarms", "listAlarms", .clock, "List the alarms")
                .listing(.alarm, "Alarms; `after` is an id.")
                .inSandbox,
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
                alarm,
                example: #"{"id":"renew","at":"2026-02-05T09:00:00+09:00","url":"http://127.0.0.1:3000/jobs/renew"}"#
            )
            .answering(.json(201, "The alarm.", .component(.alarm)))
            .inSandbox,
            DescribedCall(.delete, "/sandbox/clock/alarms/{id}", "removeAlarm", .clock, "Remove an alarm")
                .taking(.path("id", "What the alarm is called.", example: "renew"))
                .answering(.json("It is gone.", empty), .shared(.notFound))
                .inSandbox,
            DescribedCall(
                .post,
                "/sandbox/settle",
                "settle",
                .clock,
                "Wait until the sandbox is quiet",
                "Quiet means: no request before its commit, no webhook under way, nothing due. When only moving a manual "
                    + "clock would help, 409 comes at once."
            )
            .body(
                [
                    .optional("timeout", timeout),
                    .optional("until", .instant("Up to when things count as due; now when it is absent.")),
                ],
                example: #"{"timeout":"PT1S"}"#
            )
            .answering(.json("It is quiet.", quiet), .shared(.pending))
            .inSandbox,
        ]
    }

    /// An object without members.
    static var empty: Schema { .object([]) }

    /// How long a call waits, in real time.
    static var timeout: Schema {
        .duration("How long to wait, in real time; at most PT10M.", isFixed: true).otherwise(quoted("PT5S"))
    }

    private static var clockChange: [Member] {
        var rate = Schema(.number, "For `scaled`: seconds of the sandbox to one of real time, above 0.")
        (rate.least, rate.isLeastExcluded, rate.most) = (0, true, 1_000_000)
        return [
            .optional("now", .instant("What it is to show.")),
            .optional("mode", .word("How it is to run.", ClockMode.allCases.map(\.rawValue))),
            .optional("rate", rate),
        ]
    }

    private static var advance: [Member] {
        [
            .optional("by", .duration("By so much.")),
            .optional("to", .instant("To this instant.")),
            .optional("next", .flag("To the next thing that is due.")),
        ]
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

    private static var alarm: [Member] {
        [
            .required("id", .text("What to call it.", 1...200)),
            .required("at", .instant("When it rings.")),
            .required("url", .callableURL("What it calls.", example: "http://127.0.0.1:3000/jobs/renew")),
        ]
    }

    private static var quiet: Schema {
        .object([
            .required("quiet", .flag("True.")),
            .required("pending", .list(of: .component(.pendingThing), "Empty.")),
        ])
    }
}
