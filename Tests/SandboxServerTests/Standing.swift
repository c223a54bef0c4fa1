import HTTPServer
import JSON
import Testing

/// What stands in a gateway before a test begins: one of each thing a call can be about.
struct Standing: Sendable {
    /// IN_PROGRESS: `order-waiting`, 15,000 won.
    let waiting: String
    /// DONE: `order-done`, 20,000 won.
    let done: String
    /// Of `customer-1`.
    let billing: String
    /// Unused, of `customer-1`.
    let auth: String

    /// A gateway with all of it, and a webhook endpoint.
    static func gateway(scenario: String? = nil) async throws -> (Gateway, Standing) {
        let gateway = try Gateway(scenario: scenario)
        let endpoint = try await gateway.control(
            .post,
            "/webhooks/endpoints",
            #"{"url":"http://127.0.0.1:9/hook"}"#
        )
        try #require(endpoint.status == 201)
        let standing = Standing(
            waiting: try await gateway.approvedPayment("order-waiting", 15_000),
            done: try await gateway.paidPayment("order-done", 20_000),
            billing: try await gateway.billingKey("customer-1"),
            auth: try await gateway.authKey("customer-1")
        )
        gateway.deliver()
        return (gateway, standing)
    }

    /// `text` with `{waiting}` and the like filled in.
    func fill(_ text: String) -> String {
        var text = text
        for (name, value) in [("{waiting}", waiting), ("{done}", done), ("{billing}", billing), ("{auth}", auth)] {
            while let range = text.firstRange(of: name) { text.replaceSubrange(range, with: value) }
        }
        return text
    }
}

extension Gateway {
    /// A buyer approves in the window: the paymentKey, to be confirmed.
    func approvedPayment(
        _ orderId: String,
        _ amount: Int64,
        card: String? = nil,
        more: String = ""
    ) async throws -> String {
        let card = card.map { #","cardNumber":"\#($0)""# } ?? ""
        let visit = try await control(
            .post,
            "/payments",
            #"{"orderId":"\#(orderId)","amount":\#(amount)\#(card)\#(more)}"#
        )
        try #require(visit.status == 201, "\(visit)")
        return try #require(visit.text("paymentKey"))
    }

    /// A payment that is DONE.
    func paidPayment(_ orderId: String, _ amount: Int64, more: String = "") async throws -> String {
        let key = try await approvedPayment(orderId, amount, more: more)
        let answer = try await confirm(key, orderId, amount)
        try #require(answer.status == 200, "\(answer)")
        return key
    }

    func confirm(_ key: String, _ orderId: String, _ amount: Int64, headers: HTTPHeaders = [:]) async throws -> Answer {
        try await toss(.post, "/v1/payments/confirm", Self.confirmBody(key, orderId, amount), headers: headers)
    }

    static func confirmBody(_ key: String, _ orderId: String, _ amount: Int64) -> String {
        #"{"paymentKey":"\#(key)","orderId":"\#(orderId)","amount":\#(amount)}"#
    }

    func cancel(_ key: String, _ body: String) async throws -> Answer {
        try await toss(.post, "/v1/payments/\(key)/cancel", body)
    }

    /// A buyer registers a card: the authKey.
    func authKey(_ customerKey: String, card: String? = nil) async throws -> String {
        let card = card.map { #","cardNumber":"\#($0)""# } ?? ""
        let visit = try await control(.post, "/billing-authorizations", #"{"customerKey":"\#(customerKey)"\#(card)}"#)
        try #require(visit.status == 201, "\(visit)")
        return try #require(visit.text("authKey"))
    }

    func billingKey(_ customerKey: String, card: String? = nil) async throws -> String {
        let authKey = try await authKey(customerKey, card: card)
        let answer = try await toss(
            .post,
            "/v1/billing/authorizations/issue",
            #"{"authKey":"\#(authKey)","customerKey":"\#(customerKey)"}"#
        )
        try #require(answer.status == 200, "\(answer)")
        return try #require(answer.text("billingKey"))
    }

    func charge(
        _ billingKey: String,
        _ customerKey: String,
        _ orderId: String,
        _ amount: Int64 = 9_900
    ) async throws -> Answer {
        try await toss(
            .post,
            "/v1/billing/\(billingKey)",
            #"{"customerKey":"\#(customerKey)","amount":\#(amount),"orderId":"\#(orderId)","orderName":"구독"}"#
        )
    }

    func status(_ paymentKey: String) async throws -> String? {
        try await toss(.get, "/v1/payments/\(paymentKey)").text("status")
    }

    /// Everything that the gateway shows of its state, as bytes; the log of calls apart.
    func state() async throws -> String {
        var state = ""
        for path in Self.windows {
            let answer = try await control(.get, path)
            try #require(answer.status == 200, "\(path): \(answer)")
            state += path + "\n" + answer.text + "\n"
        }
        return state + "\(post.sent.count) webhooks sent"
    }

    private static let windows = [
        "/payments?limit=1000", "/billing-keys?limit=1000", "/webhooks/deliveries?limit=1000", "/webhooks/endpoints",
        "/scenario", "/clock", "/clock/alarms",
    ]
}
