internal import CommandLineProgram
internal import JSON
internal import SandboxCore
internal import SandboxServer
internal import Scenarios
internal import TossAPI

/// `tossbox explain`: says what a scenario file would make of a call, without a server.
enum ExplainCommand: Subcommand {
    /// Options that describe the call, by the member of the description that they fill.
    private static let texts: [MemberOption<RuleConditions.Field>] = [
        .init(.orderId, "ID"),
        .init(.paymentKey, "KEY"),
        .init(.billingKey, "KEY"),
        .init(.customerKey, "KEY"),
        .init(.card, "NUMBER", "The buyer's card"),
        .init(.method, "METHOD", "The way to pay, such as CARD"),
        .init(.status, "STATUS", "The payment's status before the call"),
        .init(.cancelReason, "TEXT"),
        .init(.idempotencyKey, "KEY", "Idempotency-Key"),
    ]

    static let form = CommandForm(
        name: "explain",
        summary: "Say which rule of a scenario file would decide a call, and why not the others",
        usage: "FILE --on OPERATION [OPTION…]",
        operands: 1...1,
        options: [
            .init("on", "OPERATION", "The call: payments.confirm, payments.cancel, billing.charge, …"),
            .init("amount", "WON", "Amount in won"),
        ] + texts.map(\.option) + [
            .init("header", "'NAME: VALUE'", "A header of the call; may be given again"),
            .init("set", "NAME=VALUE", "Fill in ${NAME} of the file; the environment comes next"),
            .init("json", nil, "Print what POST /sandbox/scenario/explain answers"),
        ],
        details: """
            It is the first such call, at the start of the scenario's clock. A file named - is standard input.
            Ends with 0 whether a rule fires or not, with 2 when the file or the description is not valid.
            """
    )

    static func run(_ arguments: Arguments) throws(UsageError) -> ExitCode {
        let scenario = try CheckCommand.scenario(at: arguments.operands[0], settings: arguments.all("set"))
        let (description, problems) = CallDescription.read(try self.description(arguments))
        guard let description else {
            throw UsageError(problems.map { "\($0.path.dropFirst(2)): \($0.message)" }.joined(separator: "\n"))
        }
        let wall = Instant(microseconds: Int64(wallMilliseconds()) * 1000)
        let sandbox = Sandbox(name: "explain", scenario: scenario, apis: .toss, openedAt: wall)
        let explanation = sandbox.explain(description, at: wall)
        if arguments.has("json") {
            say(String(decoding: JSONWriter.bytes { explanation.write(to: &$0) }, as: UTF8.self))
        } else {
            for line in lines(explanation) { say(line) }
        }
        return .success
    }

    /// The description as the control API takes it, so that both refuse the same things in the same words.
    private static func description(_ arguments: Arguments) throws(UsageError) -> [UInt8] {
        guard let operation = arguments["on"] else {
            throw UsageError("--on says which call is meant, such as --on payments.confirm.")
        }
        let amount = try arguments.integer("amount", in: 0...Int(Won.largest.amount))
        var headers: [(name: String, value: String)] = []
        for header in arguments.all("header") {
            guard let colon = header.firstIndex(of: ":") else {
                throw UsageError("--header needs 'NAME: VALUE', not \(header).")
            }
            let value = header[header.index(after: colon)...].drop { $0 == " " }
            headers.append((String(header[..<colon]), String(value)))
        }
        return JSONWriter.bytes { json in
            json.object { json in
                json.member("on", operation)
                if let amount { json.member("amount", amount) }
                for text in texts {
                    guard let value = arguments[text.name] else { continue }
                    json.name(dynamic: text.member.rawValue)
                    json.string(value)
                }
                json.member(
                    "header",
                    object: { json in
                        for header in headers {
                            json.name(dynamic: header.name)
                            json.string(header.value)
                        }
                    }
                )
            }
        }
    }

    private static func lines(_ explanation: Explanation) -> [String] {
        var lines: [String] = []
        if let rule = explanation.fires {
            lines.append("The rule \"\(rule)\" decides: \(explanation.does ?? "")")
        } else {
            lines.append("No rule decides; the gateway and the card do.")
        }
        if let card = explanation.card {
            let says =
                switch card.verdict {
                case .approve: "approve"
                case .refuse(let code): "refuse \(code.rawValue)"
                }
            lines.append("The card \(card.maskedNumber) by itself: \(says) (attempt \(card.attempt))")
        }
        guard !explanation.rules.isEmpty else { return lines + ["The scenario has no rules."] }
        let width = explanation.rules.map(\.name.count).max() ?? 0
        lines.append("")
        for rule in explanation.rules {
            let state = rule.fires ? "fires" : rule.matches ? "matches" : "no match"
            lines.append("\(rule.name.padded(to: width))  \(state.padded(to: 8))  \(rule.why)")
        }
        return lines
    }
}
