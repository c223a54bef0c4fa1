internal import JSON

/// Subscriptions that are all due at one instant: the time until each is charged, and how the shop answers meanwhile.
///
/// Sandbox and shop have clocks that stand until they are moved, so a further month is a further round.
func measureRenewals(_ options: Options, _ report: inout Report) throws(Failure) {
    let count = options.subscriptions
    let months = min(options.rounds, 3)
    print("Renewals: \(count) subscriptions due at one instant, \(months) months, asking for /health every 20 ms")
    try withTossbox(options) { (tossbox) throws(Failure) in
        try tossbox.call("PUT", "/sandbox/clock", #"{"mode":"manual","now":"\#(Month(0).instant)"}"#)
        try withTemporaryDirectory { (directory) throws(Failure) in
            try withMerchant(options, tossbox, in: directory, ["--clock", "manual"]) { (merchant) throws(Failure) in
                let start = nanoseconds()
                try merchant.subscribe(count)
                print("  made in \(decimal(Double(nanoseconds() - start) / 1e9, digits: 0)) s")
                var rounds: [Renewal] = []
                for number in 1...months {
                    // The days between, with their comparisons of the books, are no part of it.
                    try merchant.moveClock(to: Month(number).momentBefore)
                    let round = try merchant.renew(count, Month(number))
                    print(
                        "  month \(number): \(decimal(round.charged ?? 0, digits: 1)) s, "
                            + "health at most \(decimal(round.health.percentile(1) ?? 0, digits: 1)) ms"
                    )
                    rounds.append(round)
                }
                report.add("renewals", "", figures(rounds))
            }
        }
    }
}

private func figures(_ rounds: [Renewal]) -> [Report.Figure] {
    let processor = medianOrNil(rounds.map { $0.processor.map { $0 * 1000 } })
    return [
        .init("chargedSeconds", medianOrNil(rounds.map(\.charged)), digits: 1, unit: "s (goal: below 60)"),
        .init("quietSeconds", median(rounds.map(\.quiet)), digits: 1, unit: "s until all mails are out as well"),
        .init("healthMs50", medianOrNil(rounds.map { $0.health.percentile(0.5) }), digits: 1, unit: "ms"),
        .init("healthMs99", medianOrNil(rounds.map { $0.health.percentile(0.99) }), digits: 1, unit: "ms"),
        .init(
            "healthMsMax",
            rounds.compactMap { $0.health.percentile(1) }.max(),
            digits: 1,
            unit: "ms (goal: below 50)"
        ),
        .init("merchantProcessorMs", processor, digits: 2, unit: "ms each"),
    ]
}

/// The subscriptions begin in January, and are renewed on the same day of the months after.
private struct Month {
    private let number: Int

    init(_ number: Int) { self.number = number }

    private func instant(_ time: String) -> String { "2026-0\(number + 1)-05T\(time)+09:00" }
    var instant: String { instant("09:00:00") }
    var momentBefore: String { instant("08:59:59") }
}

/// What one month took.
private struct Renewal {
    /// Seconds until the last charge; nil when not all came.
    var charged: Double?
    /// Seconds until the shop had nothing left to do.
    var quiet = 0.0
    var health = Latencies()
    /// Seconds of the shop's processor time for each subscription.
    var processor: Double?
}

extension Merchant {
    /// Members who subscribe, all by the API.
    fileprivate func subscribe(_ count: Int) throws(Failure) {
        let tokens = try makeMembers(count)
        let customers = try collect("customerKey", "/api/billing/create", tokens.map { ($0, "{}") })
        let bodies = customers.map { #"{"customerKey":"\#($0)"}"# }
        let proofs = try tossbox.collect("authKey", "/sandbox/billing-authorizations", bodies)
        let states = try collect(
            "status",
            "/api/billing/authorize",
            zip(tokens, zip(customers, proofs)).map { token, proof in
                (token, #"{"customerKey":"\#(proof.0)","authKey":"\#(proof.1)"}"#)
            }
        )
        guard states.allSatisfy({ $0 == "active" }) else { throw Failure("not every subscription is active.") }
    }

    fileprivate func moveClock(to instant: String) throws(Failure) {
        var traffic = Traffic()
        defer { traffic.end() }
        try traffic.send(clockRequest(instant), to: port, tag: 0)
        let limit = nanoseconds() + 600_000_000_000
        while nanoseconds() < limit {
            guard let answer = try traffic.receive(until: limit).first else { continue }
            guard answer.status == 200 else { throw Failure("the clock was not moved: \(answer.body.prefix(300))") }
            return
        }
        throw Failure("the clock was not moved within ten minutes.")
    }

    /// Moves the clock to where all are due, and watches.
    fileprivate func renew(_ count: Int, _ month: Month) throws(Failure) -> Renewal {
        let (clock, health, metrics) = (0, 1, 2)
        let before = try tossbox.chargeCount()
        let processor = figures.processorSeconds
        var renewal = Renewal()
        var traffic = Traffic()
        defer { traffic.end() }
        // When each was due; they are answered in any order, so the number of a request is in its tag.
        var due: [UInt64] = []
        let start = nanoseconds()
        try traffic.send(clockRequest(month.instant), to: port, tag: clock)
        var nextLook = start
        var isQuiet = false
        while !isQuiet {
            let now = nanoseconds()
            guard now < start + 600_000_000_000 else { throw Failure("the renewals took more than ten minutes.") }
            let nextHealth = start + UInt64(due.count + 1) * 20_000_000
            if now >= nextHealth {
                try traffic.send(RequestBatch.request("GET", "/health"), to: port, tag: health + 2 * due.count)
                due.append(nextHealth)
            }
            if now >= nextLook, renewal.charged == nil {
                try traffic.send(RequestBatch.request("GET", "/metrics"), to: tossbox.port, tag: metrics)
                nextLook = now + 100_000_000
            }
            for answer in try traffic.receive(until: min(nextHealth, nextLook)) {
                let seconds = Double(answer.receivedAt - start) / 1e9
                switch answer.tag {
                case clock where answer.status == 200:
                    renewal.quiet = seconds
                    isQuiet = true
                case metrics where answer.status == 200:
                    guard renewal.charged == nil, Tossbox.chargeCount(in: answer.body) >= before + count else { break }
                    renewal.charged = seconds
                case let tag where tag % 2 == health && answer.status == 200:
                    renewal.health.add(from: due[tag / 2], to: answer.receivedAt)
                default: throw Failure("\(answer.status) while renewing: \(answer.body.prefix(300))")
                }
            }
        }
        if try tossbox.chargeCount() < before + count { throw Failure("not every subscription was charged.") }
        if let processor, let after = figures.processorSeconds {
            renewal.processor = (after - processor) / Double(count)
        }
        return renewal
    }

    private func clockRequest(_ instant: String) -> [UInt8] {
        RequestBatch.request("POST", "/test/clock", body: #"{"to":"\#(instant)"}"#)
    }
}

extension Tossbox {
    /// How many charges there have been, cancels included.
    fileprivate func chargeCount() throws(Failure) -> Int {
        var batch = RequestBatch()
        batch.add(RequestBatch.request("GET", "/metrics"))
        var count = 0
        _ = try generator.run(batch) { _, body in count = Self.chargeCount(in: String(decoding: body, as: UTF8.self)) }
        return count
    }

    fileprivate static func chargeCount(in metrics: String) -> Int {
        let line = metrics.split(separator: "\n").first { $0.hasPrefix("tossbox_ledger_entries ") }
        return line?.split(separator: " ").last.flatMap { Int($0) } ?? 0
    }
}
