internal import APIDescription
internal import HTTPServer
internal import JSON
internal import SandboxCore

/// Starting over, and forgetting.
enum StartingOverCalls {
    static var all: [ControlOperation] { [reset, forget] }

    private static var reset: ControlOperation {
        DescribedCall(
            .post,
            "/sandbox/reset",
            "reset",
            .scenario,
            "Go back to the moment after loading",
            "Data, log, counters, clock and identifiers; scenario, endpoints and keys stay."
        )
        .body(of: [to], example: #"{"to":"empty"}"#)
        .answering(.json("It is done.", .object([.required("sandbox", .text("Which sandbox."))])))
        .inSandbox
        .answered { call throws(ControlRefusal) in
            let cell = try call.cell()
            if try call.body[to] {
                cell.apply(ResetSandbox(.everything))
                call.hub.forgetKeys(of: cell.name)
            } else {
                cell.apply(ResetSandbox(.data))
            }
            return .json { $0.member("sandbox", cell.name) }
        }
    }

    /// Whether everything is meant, and not the data alone.
    private static let to = BodyMember(
        .optional("to", .word("`empty` forgets scenario, endpoints and keys too.", ["empty"]))
    ) { body, name throws(ControlRefusal) -> Bool in
        switch try body.text(name) {
        case nil: return false
        case "empty": return true
        default: throw body.wrong(name, "\"empty\", or absent")
        }
    }

    private static var forget: ControlOperation {
        DescribedCall(.delete, "/sandbox", "forgetSandbox", .scenario, "Forget this sandbox")
            .answering(.json("It is gone.", .object([.required("forgotten", .text("Which sandbox."))])))
            .inSandbox
            .answered { call throws(ControlRefusal) in
                let cell = try call.cell()
                call.hub.forget(cell.name)
                return .json { $0.member("forgotten", cell.name) }
            }
    }
}
