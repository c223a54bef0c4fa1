/// Confirms a second as a ratio to nginx with a canned answer of the same size, in alternating rounds.
func measureConfirms(_ options: Options, _ report: inout Report) throws(Failure) {
    let rounds = try withTossbox(options) { (tossbox) throws(Failure) in
        let size = try answerSize(of: tossbox)
        print(
            "Confirm: \(options.rounds) rounds of \(options.confirms) on \(options.connections) connections, ",
            terminator: ""
        )
        print("answers of \(size) bytes")
        let compared = try withNginx(bodySize: size) { (port, worker) throws(Failure) in
            try alternate(options, tossbox, nginx: Server(port: port, figures: worker))
        }
        if let compared { return compared }
        return try alternate(options, tossbox, nginx: nil)
    }
    let tossbox = rounds.map(\.tossbox)
    let nginx = rounds.compactMap(\.nginx)
    // Of each round by itself: what else the machine does touches both sides of a round alike.
    let ratio = medianOrNil(rounds.map { round in round.nginx.map { round.tossbox.perSecond / $0.perSecond } })
    report.add(
        "confirm",
        "",
        [
            .init("confirmsPerSecond", median(tossbox.map(\.perSecond)), unit: "a second"),
            .init("nginxPerSecond", nginx.isEmpty ? nil : median(nginx.map(\.perSecond)), unit: "a second"),
            .init("ratio", ratio, digits: 3, unit: "(goal: at least 0.40)"),
            .init("confirmMicroseconds50", median(tossbox.map(\.half)), unit: "µs"),
            .init("confirmMicroseconds99", median(tossbox.map(\.most)), unit: "µs"),
            .init("confirmProcessorMicroseconds", medianOrNil(tossbox.map(\.processor)), digits: 1, unit: "µs each"),
            .init("nginxProcessorMicroseconds", medianOrNil(nginx.map(\.processor)), digits: 1, unit: "µs each"),
        ]
    )
}

private struct Server {
    let port: UInt16
    let figures: ProcessFigures
}

private struct Sample {
    let perSecond: Double
    let half: Double
    let most: Double
    /// Processor time of the server for one request, in microseconds.
    let processor: Double?

    var text: String {
        "\(decimal(perSecond, digits: 0)) a second" + (processor.map { " (\(decimal($0, digits: 1)) µs)" } ?? "")
    }
}

private func answerSize(of tossbox: Tossbox) throws(Failure) -> Int {
    let key = "test_sk_benchmarkSize"
    let keys = try tossbox.makePayments(1, from: 100_000, key: key)
    var size = 0
    _ = try tossbox.generator.run(.confirms(keys, from: 100_000, key: key)) { _, body in size = body.count }
    return size
}

/// Round 0 warms both up and is not counted; who comes first changes from round to round.
private func alternate(
    _ options: Options,
    _ tossbox: Tossbox,
    nginx: Server?
) throws(Failure) -> [(tossbox: Sample, nginx: Sample?)] {
    var rounds: [(tossbox: Sample, nginx: Sample?)] = []
    let own = Server(port: tossbox.port, figures: tossbox.figures)
    for round in 0...options.rounds {
        // A sandbox of its own keeps each round within the recorded history.
        let key = "test_sk_benchmark\(round)"
        let keys = try tossbox.makePayments(options.confirms, from: 100_000, key: key)
        let batch = RequestBatch.confirms(keys, from: 100_000, key: key)
        var other: Sample?
        if let nginx, round % 2 == 0 { other = try sample(nginx, batch, options) }
        let confirms = try sample(own, batch, options)
        if let nginx, round % 2 == 1 { other = try sample(nginx, batch, options) }
        guard round > 0 else { continue }
        print("  round \(round): \(confirms.text)\(other.map { ", nginx \($0.text)" } ?? "")")
        rounds.append((confirms, other))
    }
    return rounds
}

private func sample(_ server: Server, _ batch: RequestBatch, _ options: Options) throws(Failure) -> Sample {
    let before = server.figures.processorSeconds
    let result = try LoadGenerator(port: server.port, connections: options.connections).run(batch)
    let after = server.figures.processorSeconds
    var processor: Double?
    if let before, let after { processor = (after - before) * 1e6 / Double(batch.count) }
    return Sample(
        perSecond: result.perSecond,
        half: result.percentile(0.5),
        most: result.percentile(0.99),
        processor: processor
    )
}

func medianOrNil(_ values: [Double?]) -> Double? {
    let known = values.compactMap { $0 }
    return known.isEmpty ? nil : median(known)
}
