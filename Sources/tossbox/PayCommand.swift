internal import CommandLineProgram
internal import JSON
internal import Scenarios
internal import TossAPI

/// `tossbox pay`: plays the buyer in the payment window.
enum PayCommand: Subcommand {
    static let form = CommandForm(
        name: "pay",
        summary: "Play a buyer in the payment window; prints the paymentKey and where the browser would go",
        usage: "[OPTION…]",
        options: members.map(\.option) + [.init("quiet", nil, "Print the paymentKey only, for scripts")]
            + ControlClient.options,
        details: "The payment is IN_PROGRESS afterwards: your shop has ten minutes to confirm it."
    )

    /// The members of the body that options fill, in the order of the help.
    private static let members: [MemberOption<BuyerMember>] = [
        .init(.orderId, "ID", "orderId, 6 to 64 characters (default: a new one)"),
        .init(.amount, "WON", "Amount in won (default 15000)"),
        .init(.orderName, "TEXT"),
        .init(
            .cardNumber,
            "NUMBER",
            "Card number; the README lists those that are refused (default 4242424242424242)",
            as: "card"
        ),
        .init(.customerKey, "KEY"),
        .init(.buyer, "WHAT", "approve, cancel, abandon, or an error code to fail with (default approve)"),
        .init(.successUrl, "URL", "successUrl (default http://localhost:3000/success)"),
        .init(.failUrl, "URL", "failUrl (default http://localhost:3000/fail)"),
    ]

    /// What a member is when no option says it.
    private static func standard(_ member: BuyerMember) -> String? {
        switch member {
        case .orderId: "order-\(wallMilliseconds())"
        case .amount: "15000"
        case .successUrl: "http://localhost:3000/success"
        case .failUrl: "http://localhost:3000/fail"
        default: nil
        }
    }

    static func run(_ arguments: Arguments) throws(UsageError) -> ExitCode {
        switch ControlClient(arguments).post("/sandbox/payments", body: try body(arguments)) {
        case .failure(let complaint):
            complain("tossbox pay: \(complaint.message)")
            return .failure
        case .success(let (text, node)):
            if arguments.has("json") {
                say(text)
            } else if arguments.has("quiet") {
                say(node["paymentKey"]?.string ?? "")
            } else {
                for member in node.object?.members ?? [] where !member.node.isNull {
                    say("\(member.name.padded(to: 12)) \(member.node.string ?? member.node.number?.text ?? "")")
                }
            }
            return .success
        }
    }

    private static func body(_ arguments: Arguments) throws(UsageError) -> [UInt8] {
        for option in members where option.member.kind == .number {
            _ = try arguments.integer(option.name, in: 1...Int(Won.largest.amount))
        }
        return JSONWriter.bytes { json in
            json.object { json in
                for option in members {
                    let member = option.member
                    guard let value = arguments[option.name] ?? standard(member) else { continue }
                    json.name(dynamic: member.rawValue)
                    switch member.kind {
                    case .text: json.string(value)
                    case .behavior: write(buyer: value, to: &json)
                    case .number: json.integer(Int64(value) ?? 0)
                    case .flag, .object: json.raw(value.utf8)
                    }
                }
            }
        }
    }

    private static func write(buyer: String, to json: inout JSONWriter) {
        if let word = BuyerWord(rawValue: buyer) {
            json.string(word.rawValue)
        } else {
            json.object { $0.member("fail", buyer) }
        }
    }
}
