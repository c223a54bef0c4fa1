internal import CommandLineProgram
internal import JSON

/// `tossbox pay`: plays the buyer in the payment window.
enum PayCommand: Subcommand {
    static let form = CommandForm(
        name: "pay",
        summary: "Play a buyer in the payment window; prints the paymentKey and where the browser would go",
        usage: "[OPTION…]",
        options: [
            .init("order-id", "ID", "orderId, 6 to 64 characters (default: a new one)"),
            .init("amount", "WON", "Amount in won (default 15000)"),
            .init("order-name", "TEXT", "orderName"),
            .init("card", "NUMBER", "Card number; the README lists those that are refused (default 4242424242424242)"),
            .init("customer-key", "KEY", "customerKey"),
            .init("buyer", "WHAT", "approve, cancel, abandon, or an error code to fail with (default approve)"),
            .init("success-url", "URL", "successUrl (default http://localhost:3000/success)"),
            .init("fail-url", "URL", "failUrl (default http://localhost:3000/fail)"),
            .init("quiet", nil, "Print the paymentKey only, for scripts"),
        ] + ControlClient.options,
        details: "The payment is IN_PROGRESS afterwards: your shop has ten minutes to confirm it."
    )

    static func run(_ arguments: Arguments) throws(UsageError) -> ExitCode {
        let amount = try arguments.integer("amount", in: 1...999_999_999_999) ?? 15_000
        let body = JSONWriter.bytes { json in
            json.object { json in
                json.member("orderId", arguments["order-id"] ?? "order-\(wallMilliseconds())")
                json.member("amount", amount)
                for (option, member) in [
                    ("order-name", "orderName"), ("card", "cardNumber"), ("customer-key", "customerKey"),
                ] {
                    guard let value = arguments[option] else { continue }
                    json.name(dynamic: member)
                    json.string(value)
                }
                json.member("successUrl", arguments["success-url"] ?? "http://localhost:3000/success")
                json.member("failUrl", arguments["fail-url"] ?? "http://localhost:3000/fail")
                json.name("buyer")
                write(buyer: arguments["buyer"] ?? "approve", to: &json)
            }
        }
        switch ControlClient(arguments).post("/sandbox/payments", body: body) {
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

    private static func write(buyer: String, to json: inout JSONWriter) {
        if ["approve", "cancel", "abandon"].contains(buyer) {
            json.string(buyer)
        } else {
            json.object { $0.member("fail", buyer) }
        }
    }
}
