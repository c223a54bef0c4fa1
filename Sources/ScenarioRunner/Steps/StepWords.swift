internal import JSON
internal import Scenarios

/// What a step does, in words for a report.
struct StepWords: Sendable {
    /// What it does, before anything has come of it.
    private(set) var text: String

    /// Describes a step whose variables are filled in.
    ///
    /// The address of the sandbox or the shop is left out of `http` when it is among `origins`.
    init(_ kind: StepKind, _ body: JSONNode, origins: [String]) {
        switch kind {
        case .buyer: text = Self.buyer(body)
        case .billingAuthorization:
            text = "buyer registers a card for \(body["customerKey"]?.plainText ?? "?")"
        case .http:
            var url = body["url"]?.plainText ?? ""
            for origin in origins where url.hasPrefix(origin + "/") {
                url.removeFirst(origin.count)
                break
            }
            text = "\(body["method"]?.plainText ?? "GET") \(url)"
        case .control: text = "\(body["method"]?.plainText ?? "GET") \(body["path"]?.plainText ?? "")"
        case .advance: text = Self.advance(body)
        case .settle: text = "wait until quiet"
        case .verify: text = "verify \(Self.assertions(body))"
        case .comment: text = body.plainText
        }
    }

    /// Adds what came of it.
    mutating func add(_ answer: StepAnswer, of kind: StepKind) {
        switch (kind, answer) {
        case (_, .none): text += " → no answer"
        case (.http, .reply(let reply)), (.control, .reply(let reply)): text += " → \(reply.status)"
        case (.advance, .reply(let reply)) where reply.isSuccess:
            let count = reply.json["ran"]?.array?.count ?? 0
            if let now = reply.json["now"]?.string { text += " to \(now)" }
            if count > 0 { text += count == 1 ? ", 1 thing was due" : ", \(count) things were due" }
        case (_, .reply(let reply)) where !reply.isSuccess: text += " → \(reply.status)"
        case (_, .reply): break
        }
    }

    private static func buyer(_ body: JSONNode) -> String {
        let amount = body["amount"]?.plainText ?? "?"
        let unit = body["currency"]?.string.flatMap { $0 == "KRW" ? nil : $0 } ?? "won"
        let order = body["orderId"]?.plainText ?? "?"
        let way = body["method"]?.string.flatMap { $0 == "카드" ? nil : " by \($0)" } ?? ""
        let what = "\(amount) \(unit) for \(order)\(way)"
        if let code = body["buyer"]?["fail"]?.plainText { return "buyer fails with \(code) at \(what)" }
        switch body["buyer"]?.string.flatMap(BuyerWord.init) ?? .approve {
        case .cancel: return "buyer cancels \(what)"
        case .abandon: return "buyer abandons \(what)"
        case .approve: return "buyer pays \(what)"
        }
    }

    private static func advance(_ body: JSONNode) -> String {
        if body["next"]?.bool == true { return "clock moves on" }
        if body["to"] != nil { return "clock moves" }
        return "clock moves by \((body["by"] ?? body).plainText)"
    }

    private static func assertions(_ body: JSONNode) -> String {
        var words: [String] = []
        for (name, one, several) in [
            ("payments", "payment", "payments"), ("requests", "kind of request", "requests"),
            ("webhooks", "kind of webhook", "webhooks"), ("ledger", "kind of ledger entry", "ledger entries"),
        ] {
            guard let count = body[name]?.array?.count, count > 0 else { continue }
            words.append(count == 1 ? "1 \(one)" : "\(count) \(several)")
        }
        if body["unfiredRules"]?.string == "fail" { words.append("that every rule fired") }
        return words.joined(separator: ", ")
    }
}
