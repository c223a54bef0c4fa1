internal import APIDescription
internal import HTTPServer
internal import JSON
internal import Masking
internal import SandboxCore
internal import TossAPI

/// Waiting until a sandbox is quiet.
enum SettleCall {
    static var settle: ControlOperation {
        DescribedCall(
            .post,
            "/sandbox/settle",
            "settle",
            .clock,
            "Wait until the sandbox is quiet",
            "Quiet means: no request before its commit, no webhook under way, nothing due. When only moving a manual "
                + "clock would help, 409 comes at once."
        )
        .body(of: [timeout, until], example: #"{"timeout":"PT1S"}"#)
        .answering(.json("It is quiet.", quiet), .shared(.pending))
        .inSandbox
        .answered(later: settle)
    }

    /// How long a call waits for quiet: at most ten minutes of real time.
    static let timeout = BodyMember(
        .optional(
            "timeout",
            .duration("How long to wait, in real time; at most PT10M.", isFixed: true).otherwise(quoted("PT5S"))
        )
    ) { body, name throws(ControlRefusal) -> Duration in
        let timeout = try body.duration(name).map(\.fixed) ?? .seconds(5)
        guard let timeout, timeout <= .seconds(600) else { throw body.wrong(name, "at most PT10M, of real time") }
        return timeout
    }
    private static let until = BodyMember.instant("until", "Up to when things count as due; now when it is absent.")

    private static func settle(_ call: ControlCall) async throws(ControlRefusal) -> Response {
        let cell = try call.cell()
        let timeout = try call.body[timeout]
        switch await cell.settle(upTo: try call.body[until], timeout: timeout) {
        case .quiet:
            return .json { json in
                json.member("quiet", true)
                json.member("pending", array: { _ in })
            }
        case .pending(let pending): return conflict(pending)
        }
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

    private static var quiet: Schema {
        .object([
            .required("quiet", .flag("True.")),
            .required("pending", .list(of: .component(.pendingThing), "Empty.")),
        ])
    }
}
