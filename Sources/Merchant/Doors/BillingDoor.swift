internal import HTTPServer
internal import JSON
internal import TossAPI

/// The door "Pro billing": a paid tier, renewed each month.
package struct BillingDoor: Sendable {
    private let shop: Shop
    private let clientKey: String
    private let publicURL: String

    /// Opens the door; `publicURL` is where browsers come back to.
    package init(_ shop: Shop, clientKey: String, publicURL: String) {
        self.shop = shop
        self.clientKey = clientKey
        self.publicURL = publicURL
    }

    /// Its calls.
    package var door: Door {
        Door(
            "Pro billing",
            endpoints: [
                Endpoint(.post, "/api/billing/create", .account, create),
                Endpoint(.post, "/api/billing/authorize", .account, authorize),
                Endpoint(.get, "/api/billing/subscription", .account, subscription),
                Endpoint(.post, "/api/billing/cancel", .account, cancel),
                Endpoint(.post, "/api/billing/resume", .account, resume),
            ]
        )
    }

    @Sendable private func create(_ call: EndpointCall) async throws -> Response {
        // It has no members to read, but what is not an object is a mistake all the same.
        _ = try call.body(.createSubscription)
        let (order, customerKey) = try await shop.subscriptions.create(for: try call.buyer())
        return .json { json in
            json.member("orderId", order.id)
            json.member("amount", order.amount.amount)
            json.member("customerKey", customerKey)
            json.member("orderName", order.name)
            json.member("successUrl", "\(publicURL)/billing/success")
            json.member("failUrl", "\(publicURL)/billing/fail")
            json.member("clientKey", clientKey)
        }
    }

    @Sendable private func authorize(_ call: EndpointCall) async throws -> Response {
        let body = try call.body(.authorize)
        let customerKey = try body.optionalText("customerKey", 2...300)
        let overview = try await shop.subscriptions.authorize(
            try Self.proof(body, hasCustomerKey: customerKey != nil),
            customerKey: customerKey,
            by: try call.buyer()
        )
        return .json { json in
            json.member("billingKey", overview.maskedKey)
            json.member("card", overview.card)
            json.member("orderId", overview.months.last { $0.state.isPaid }?.order.id)
            Self.write(overview, to: &json)
        }
    }

    @Sendable private func subscription(_ call: EndpointCall) async throws -> Response {
        let overview = try await shop.subscriptions.newest(of: try call.buyer())
        return .json { json in
            Self.write(overview, to: &json)
            json.member("card", overview.card)
            json.member("history", array: { json in for month in overview.months { Self.write(month, to: &json) } })
        }
    }

    @Sendable private func cancel(_ call: EndpointCall) async throws -> Response {
        _ = try call.body(.cancelSubscription).optionalText("reason")
        let overview = try await shop.subscriptions.cancel(by: try call.buyer())
        return .json { json in
            json.member("success", true)
            Self.write(overview, to: &json)
        }
    }

    @Sendable private func resume(_ call: EndpointCall) async throws -> Response {
        _ = try call.body()
        let overview = try await shop.subscriptions.resume(by: try call.buyer())
        return .json { json in
            json.member("success", true)
            Self.write(overview, to: &json)
        }
    }

    /// Toss's way, or the older guide's.
    private static func proof(_ body: JSONBody, hasCustomerKey: Bool) throws(Problem) -> MeansProof {
        if body.has("paymentKey") {
            guard !body.has("authKey") else {
                throw Problem(.invalidRequest, "give authKey and customerKey, or paymentKey, orderId and amount")
            }
            return .payment(
                Settlement(
                    paymentKey: try body.text("paymentKey"),
                    orderID: try body.text("orderId"),
                    amount: try body.won("amount")
                )
            )
        }
        let authKey = try body.text("authKey", 1...300)
        guard hasCustomerKey else { throw Problem(.invalidRequest, "customerKey is required") }
        return .consent(authKey)
    }

    private static func write(_ overview: Subscriptions.Overview, to json: inout JSONWriter) {
        let subscription = overview.subscription
        json.member("status", subscription.state.rawValue)
        json.member("tier", subscription.state.isPro ? "PRO" : "FREE")
        json.member("amount", subscription.amount.amount)
        json.member("startedAt", subscription.startedAt.timestamp)
        json.member("nextChargeAt", subscription.state.isRenewed ? subscription.nextChargeAt?.timestamp : nil)
        json.member("endsAt", (subscription.endedAt ?? subscription.end)?.timestamp)
        json.member("failureCount", subscription.refusals)
    }

    private static func write(_ month: OrderPayment, to json: inout JSONWriter) {
        json.object { json in
            json.member("orderId", month.order.id)
            json.member("amount", month.order.amount.amount)
            json.member("status", month.state.monthWord)
            json.member("refunded", month.refunded.amount)
            json.member("period", month.order.period?.number ?? 0)
            json.member("failureCode", month.failureCode)
            json.member("createdAt", month.order.createdAt.timestamp)
        }
    }
}

extension PaymentState {
    /// This door's word for where a month stands.
    fileprivate var monthWord: String {
        switch self {
        case .pending, .confirming, .awaitingDeposit: "charging"
        case .unknown: "unknown"
        case .completed, .partiallyRefunded: "paid"
        case .refunded: "refunded"
        case .failed: "refused"
        }
    }
}

extension Subscription {
    /// The end of what is paid, once it is not renewed any more.
    fileprivate var end: Instant? { state == .cancelled ? nextChargeAt : nil }
}

extension Subscription.State {
    /// Whether it gives the tier.
    var isPro: Bool {
        switch self {
        case .active, .pastDue, .cancelled: true
        case .starting, .expired: false
        }
    }

    /// Whether there is a next charge.
    var isRenewed: Bool {
        switch self {
        case .active, .pastDue: true
        case .starting, .cancelled, .expired: false
        }
    }
}
