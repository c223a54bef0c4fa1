internal import CommandLineProgram
internal import JSON

/// `tossbox call`: makes any call of the control API.
enum CallCommand: Subcommand {
    static let form = CommandForm(
        name: "call",
        summary: "Make any call of the control API; prints the answer",
        usage: "METHOD PATH [JSON] [OPTION…]",
        operands: 2...3,
        options: ControlClient.options.filter { $0.name != "json" },
        details: """
            PATH may leave /sandbox out; JSON is the body, - reads it from standard input. Some calls of use in scripts:
              tossbox call PUT scenario - < scenario.json         load a scenario
              tossbox call POST clock/advance '{"by":"PT10M"}'    move the clock
              tossbox call POST settle                            wait until all is quiet
              tossbox call POST verify '{"payments":[…]}'         assert what came of it
              tossbox call POST snapshots '{"name":"paid"}'       keep a state, to restore or fork it
              tossbox call POST webhooks/release                  let held webhooks go
            Ends with 0 for an answer of 2xx, else with 1. A verdict that has not passed is 1 as well.
            """
    )

    static func run(_ arguments: Arguments) throws(UsageError) -> ExitCode {
        let method = arguments.operands[0].uppercased()
        guard ["GET", "POST", "PUT", "DELETE"].contains(method) else {
            throw UsageError("METHOD is GET, POST, PUT or DELETE, not \(arguments.operands[0]).")
        }
        var body: [UInt8] = []
        if arguments.operands.count > 2 {
            body = arguments.operands[2] == "-" ? try readFile("-") : Array(arguments.operands[2].utf8)
        }
        let named = arguments.operands[1]
        let path = named.hasPrefix("/") ? named : "/sandbox/\(named)"
        switch ControlClient(arguments).call(method, path, body: body) {
        case .failure(let complaint):
            complain("tossbox call: \(complaint.message)")
            return .failure
        case .success(let answer):
            say(String(decoding: answer, as: UTF8.self))
            return (try? JSONNode(parsing: answer))?["passed"]?.bool == false ? .failure : .success
        }
    }
}
