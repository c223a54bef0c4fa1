/// Memory per held payment, and the cost of a confirm with many payments stored against few.
func measureStorage(_ options: Options, _ report: inout Report) throws(Failure) {
    print("Storage: \(options.few) payments against \(options.many)")
    try withTossbox(options) { (small) throws(Failure) in
        try withTossbox(options) { (large) throws(Failure) in
            let key = "test_sk_benchmark"
            // By then the request log and the recorded history have reached the size they keep.
            let base = min(options.many / 2, 12_000)
            try large.store(base, from: 1_000_000, key: key)
            let before = large.figures.memory("VmRSS")
            try large.store(options.many - base, from: 1_000_000 + base, key: key)
            let after = large.figures.memory("VmRSS")
            var held: Double?
            if let before, let after { held = (after - before) / Double(options.many - base) }
            let rounds = try compare(options, small: small, large: large, key: key)
            report.add(
                "storage",
                "",
                [
                    .init("bytesPerPayment", held, unit: "bytes (goal: at most 1024)"),
                    .init("confirmsPerSecondFew", median(rounds.map(\.few.perSecond)), unit: "a second"),
                    .init("confirmsPerSecondMany", median(rounds.map(\.many.perSecond)), unit: "a second"),
                    .init(
                        "costRatio",
                        median(rounds.map { $0.few.perSecond / $0.many.perSecond }),
                        digits: 2,
                        unit: "(goal: at most 1.2)"
                    ),
                    .init(
                        "processorCostRatio",
                        medianOrNil(
                            rounds.map { round in
                                round.many.processor.flatMap { many in round.few.processor.map { many / $0 } }
                            }
                        ),
                        digits: 2
                    ),
                ]
            )
        }
    }
}

private struct Cost {
    let perSecond: Double
    let processor: Double?
}

private func compare(
    _ options: Options,
    small: Tossbox,
    large: Tossbox,
    key: String
) throws(Failure) -> [(few: Cost, many: Cost)] {
    var rounds: [(few: Cost, many: Cost)] = []
    let confirms = min(options.confirms, 4000)
    for round in 0...options.rounds {
        let fresh = "test_sk_benchmarkFew\(round)"
        try small.store(options.few, from: 1_000_000, key: fresh)
        // Calls are recorded up to 20,000 a sandbox; look-ups bring the small one as far as the large one is.
        var lookUps = RequestBatch()
        for _ in 0..<20_000 { lookUps.add("GET", "/v1/payments/orders/order-1000000", key: fresh) }
        _ = try small.generator.run(lookUps)
        let few = try cost(of: confirms, from: 2_000_000, in: small, key: fresh)
        let many = try cost(of: confirms, from: 2_000_000 + round * confirms, in: large, key: key)
        if round > 0 { rounds.append((few, many)) }
    }
    return rounds
}

private func cost(of confirms: Int, from first: Int, in tossbox: Tossbox, key: String) throws(Failure) -> Cost {
    let keys = try tossbox.makePayments(confirms, from: first, key: key)
    let batch = RequestBatch.confirms(keys, from: first, key: key)
    let before = tossbox.figures.processorSeconds
    let result = try tossbox.generator.run(batch)
    let after = tossbox.figures.processorSeconds
    var processor: Double?
    if let before, let after { processor = (after - before) / Double(confirms) }
    return Cost(perSecond: result.perSecond, processor: processor)
}
