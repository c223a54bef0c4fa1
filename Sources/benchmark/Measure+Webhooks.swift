/// Deliveries a second to a receiver on this machine: one for each of many confirms, sent as fast as they come.
func measureWebhooks(_ options: Options, _ report: inout Report) throws(Failure) {
    let count = options.deliveries
    let own = contents(of: "/proc/self/stat") == nil ? CommandLine.arguments[0] : "/proc/self/exe"
    let receiver = try Child.start([own, WebhookReceiver.command, "\(count)"])
    defer { receiver.stop() }
    guard let port = receiver.line() else { throw Failure("the receiver of webhooks did not start.") }
    try withTossbox(options, ["--webhook", "http://127.0.0.1:\(port)/webhook"]) { (tossbox) throws(Failure) in
        let key = "test_sk_benchmark"
        let keys = try tossbox.makePayments(count, from: 100_000, key: key)
        let confirms = try tossbox.generator.run(.confirms(keys, from: 100_000, key: key))
        guard let elapsed = receiver.line(within: 120).flatMap(Double.init) else {
            throw Failure("not all of \(count) webhooks came within two minutes.")
        }
        report.add(
            "webhooks",
            "Webhooks: \(count) confirms, each announced to a local receiver",
            [
                .init(
                    "deliveriesPerSecond",
                    Double(count - 1) / (elapsed / 1e9),
                    unit: "a second (goal: at least 10000)"
                ),
                .init("confirmsPerSecondMeanwhile", confirms.perSecond, unit: "a second"),
            ]
        )
    }
}
