internal import JSON

/// Purchases at a fixed rate, each prepared, paid in the sandbox and confirmed a second later, whatever the others take.
///
/// Every second buyer is a guest. The sandbox announces each payment, so the shop works on its webhooks meanwhile.
func measurePurchases(_ options: Options, _ report: inout Report) throws(Failure) {
    print("Purchases: \(options.rate) a second for \(options.seconds) s, prepared, paid and confirmed")
    try withTossbox(options) { (tossbox) throws(Failure) in
        try withTemporaryDirectory { (directory) throws(Failure) in
            try withMerchant(options, tossbox, in: directory) { (merchant) throws(Failure) in
                try merchant.takeWebhooks()
                let tokens = try merchant.makeMembers(50)
                var run = PurchaseRun(merchant, members: tokens, rate: options.rate, seconds: options.seconds)
                let before = (merchant.figures.processorSeconds, tossbox.figures.processorSeconds)
                try run.go()
                let after = (merchant.figures.processorSeconds, tossbox.figures.processorSeconds)
                if let refusal = run.refusal { print("  the first failure: \(refusal)") }
                let count = Double(run.purchases.count)
                report.add(
                    "purchases",
                    "",
                    [
                        .init("purchasesPerSecond", run.perSecond, digits: 1, unit: "a second (goal: \(options.rate))"),
                        .init("failures", Double(run.failures), unit: "of \(run.purchases.count) (goal: 0)"),
                    ] + run.confirms.figures("confirm", goal: " (goal: below 100)") + run.prepares.figures("prepare")
                        + [
                            .init(
                                "merchantProcessorMs",
                                milliseconds(before.0, after.0, count),
                                digits: 2,
                                unit: "ms each"
                            ),
                            .init(
                                "tossboxProcessorMs",
                                milliseconds(before.1, after.1, count),
                                digits: 2,
                                unit: "ms each"
                            ),
                        ]
                )
            }
        }
    }
}

private func milliseconds(_ before: Double?, _ after: Double?, _ count: Double) -> Double? {
    guard let before, let after else { return nil }
    return (after - before) * 1000 / count
}

/// Many purchases, each with its own times.
private struct PurchaseRun {
    struct Purchase {
        let token: String?
        var prepareAt: UInt64
        /// A second later, or once the payment is there.
        var confirmAt: UInt64
        var orderID = ""
        var amount: Int64 = 0
        var confirmation: [UInt8]?
    }

    /// What a request is about, as its tag tells: its step and its purchase.
    private enum Step: Int, CaseIterable { case prepare, pay, confirm }

    private let merchant: Merchant
    private var traffic = Traffic()
    private(set) var purchases: [Purchase]
    private(set) var prepares = Latencies()
    private(set) var confirms = Latencies()
    private(set) var failures = 0
    private(set) var refusal: String?
    private var firstAt: UInt64 = 0
    private var lastAt: UInt64 = 0
    private var nextPrepare = 0
    private var nextConfirm = 0

    /// Confirmed a second, from when the first was due to the last answer.
    var perSecond: Double? {
        lastAt > firstAt ? Double(confirms.count) / (Double(lastAt - firstAt) / 1e9) : nil
    }

    init(_ merchant: Merchant, members: [String], rate: Int, seconds: Int) {
        self.merchant = merchant
        let start = nanoseconds() + 500_000_000
        purchases = (0..<(rate * seconds)).map { number in
            let at = start + UInt64(number) * 1_000_000_000 / UInt64(rate)
            let token = number % 2 == 0 ? nil : members[number / 2 % members.count]
            return Purchase(token: token, prepareAt: at, confirmAt: at + 1_000_000_000)
        }
        firstAt = purchases[0].confirmAt
    }

    /// Sends what is due and takes what comes, until every purchase has succeeded or failed.
    mutating func go() throws(Failure) {
        defer { traffic.end() }
        let limit = purchases[purchases.count - 1].confirmAt + 30_000_000_000
        while confirms.count + failures < purchases.count {
            let now = nanoseconds()
            guard now < limit else {
                failures = purchases.count - confirms.count
                refusal = refusal ?? "no answer for 30 s"
                return
            }
            try sendDue(now)
            for answer in try traffic.receive(until: min(nextDue, now + 100_000_000)) { try take(answer) }
        }
    }

    private var nextDue: UInt64 {
        let prepare = nextPrepare < purchases.count ? purchases[nextPrepare].prepareAt : .max
        let confirm = nextConfirm < purchases.count ? purchases[nextConfirm].confirmAt : .max
        return min(prepare, confirm)
    }

    private mutating func sendDue(_ now: UInt64) throws(Failure) {
        while nextPrepare < purchases.count, purchases[nextPrepare].prepareAt <= now {
            // Cheap, and may be bought again and again.
            let body = #"{"prompt_id":"5"}"#
            try send(.prepare, nextPrepare, to: merchant.port, shopRequest("prepare", nextPrepare, body))
            nextPrepare += 1
        }
        while nextConfirm < purchases.count, purchases[nextConfirm].confirmAt <= now {
            let number = nextConfirm
            nextConfirm += 1
            // Its buyer has not come back yet, and will confirm at once then.
            guard let confirmation = purchases[number].confirmation else { continue }
            try send(.confirm, number, to: merchant.port, confirmation)
        }
    }

    private mutating func take(_ answer: Traffic.Answer) throws(Failure) {
        let number = answer.tag / Step.allCases.count
        guard let step = Step(rawValue: answer.tag % Step.allCases.count) else { return }
        guard answer.status == (step == .pay ? 201 : 200), let json = try? JSONNode(parsing: answer.body) else {
            failures += 1
            refusal = refusal ?? "\(step): \(answer.status) \(answer.body.prefix(300))"
            return
        }
        switch step {
        case .prepare:
            prepares.add(from: purchases[number].prepareAt, to: answer.receivedAt)
            purchases[number].orderID = json["order_id"]?.string ?? ""
            purchases[number].amount = json["amount"]?.integer ?? 0
            try pay(number)
        case .pay: try prepareConfirm(number, paymentKey: json["paymentKey"]?.string ?? "", answer.receivedAt)
        case .confirm:
            confirms.add(from: purchases[number].confirmAt, to: answer.receivedAt)
            lastAt = answer.receivedAt
        }
    }

    private mutating func pay(_ number: Int) throws(Failure) {
        let body = #"{"orderId":"\#(purchases[number].orderID)","amount":\#(purchases[number].amount)}"#
        let authorization = RequestBatch.basic(Merchant.key)
        let request = RequestBatch.request("POST", "/sandbox/payments", authorization: authorization, body: body)
        try send(.pay, number, to: merchant.tossbox.port, request)
    }

    private mutating func prepareConfirm(_ number: Int, paymentKey: String, _ now: UInt64) throws(Failure) {
        let purchase = purchases[number]
        let body = #"{"paymentKey":"\#(paymentKey)","orderId":"\#(purchase.orderID)","amount":\#(purchase.amount)}"#
        let request = shopRequest("confirm", number, body)
        guard number < nextConfirm else { return purchases[number].confirmation = request }
        purchases[number].confirmAt = now
        try send(.confirm, number, to: merchant.port, request)
    }

    private func shopRequest(_ call: String, _ number: Int, _ body: String) -> [UInt8] {
        let authorization = purchases[number].token.map { "Bearer \($0)" }
        return RequestBatch.request("POST", "/api/payment/\(call)", authorization: authorization, body: body)
    }

    private mutating func send(_ step: Step, _ number: Int, to port: UInt16, _ request: [UInt8]) throws(Failure) {
        try traffic.send(request, to: port, tag: number * Step.allCases.count + step.rawValue)
    }
}
