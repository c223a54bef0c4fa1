/// What `--data` costs: confirms a second that are on disk before they are answered, and the start after many commands.
func measureDataFolder(_ options: Options, _ report: inout Report) throws(Failure) {
    try withTemporaryDirectory { (directory) throws(Failure) in
        let key = "test_sk_benchmark"
        let words = ["--data", directory]
        // A payment is two commands: it is made, and confirmed.
        let payments = max(1, options.commands / 2)
        let confirms = min(options.confirms, payments)
        let rate = try withTossbox(options, words) { (tossbox) throws(Failure) in
            try tossbox.store(payments - confirms, from: 1_000_000, key: key)
            let keys = try tossbox.makePayments(confirms, from: 2_000_000, key: key)
            return try tossbox.generator.run(.confirms(keys, from: 2_000_000, key: key)).perSecond
        }
        var seconds: [Double] = []
        for _ in 0..<3 {
            let start = nanoseconds()
            try withTossbox(options, words) { (_) throws(Failure) in
                seconds.append(Double(nanoseconds() - start) / 1e9)
            }
        }
        report.add(
            "data",
            "With --data: confirms that are on disk when they are answered, and the start after \(options.commands) commands",
            [
                .init("confirmsPerSecond", rate, unit: "a second (goal: at least 15000)"),
                .init("startSeconds", median(seconds), digits: 2, unit: "s until the ready line (goal: at most 1)"),
            ]
        )
    }
}
