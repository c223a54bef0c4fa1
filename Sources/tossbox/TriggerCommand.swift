internal import CommandLineProgram
internal import JSON

/// `tossbox trigger`: sends a webhook now, whatever the state.
enum TriggerCommand: Subcommand {
    static let form = CommandForm(
        name: "trigger",
        summary: "Send a webhook now, with no state change",
        usage: "EVENT [OPTION…]",
        operands: 1...1,
        options: [
            .init("payment-key", "KEY", "The payment it is about"),
            .init("order-id", "ID", "The order it is about"),
            .init("billing-key", "KEY", "The billing key it is about"),
            .init("status", "STATUS", "Say this status instead of the real one"),
            .init("data", "JSON", "An object whose members are laid over the body"),
            .init("to", "URL", "Send it there alone (default: to the endpoints that take the event)"),
        ] + ControlClient.options,
        details: """
            EVENT is PAYMENT_STATUS_CHANGED, DEPOSIT_CALLBACK, CANCEL_STATUS_CHANGED, BILLING_DELETED, METHOD_UPDATED,
            CUSTOMER_STATUS_CHANGED or ORDER_PAYMENT_STATUS_CHANGED.
            """
    )

    static func run(_ arguments: Arguments) throws(UsageError) -> ExitCode {
        var data: JSONNode?
        if let text = arguments["data"] {
            data = try? JSONNode(parsing: text)
            guard data?.object != nil else { throw UsageError("--data must be a JSON object, not \(text).") }
        }
        let members = [
            ("payment-key", "paymentKey"), ("order-id", "orderId"), ("billing-key", "billingKey"), ("status", "status"),
            ("to", "url"),
        ]
        let body = JSONWriter.bytes { json in
            json.object { json in
                json.member("eventType", arguments.operands[0])
                for (option, member) in members {
                    guard let value = arguments[option] else { continue }
                    json.name(dynamic: member)
                    json.string(value)
                }
                if let data { json.member("data", data) }
            }
        }
        switch ControlClient(arguments).post("/sandbox/webhooks/emit", body: body) {
        case .failure(let complaint):
            complain("tossbox trigger: \(complaint.message)")
            return .failure
        case .success(let (text, node)):
            for warning in node["warnings"]?.array ?? [] { complain("warning: \(warning.string ?? "")") }
            if arguments.has("json") {
                say(text)
            } else {
                for delivery in node["deliveries"]?.array ?? [] {
                    say(
                        "\(delivery["id"]?.string ?? "")  \(delivery["eventType"]?.string ?? "")  \(delivery["url"]?.string ?? "")"
                    )
                }
            }
            return node["deliveries"]?.array?.isEmpty == false ? .success : .failure
        }
    }
}
