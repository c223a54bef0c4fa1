internal import TestSupport
import Testing

/// A shop about to make one call, and what the call will have done.
struct FaultScene: Sendable {
    static let operations = ["payments.confirm", "payments.cancel", "billing.issue", "billing.charge"]

    let shop: Shop
    let path: String
    /// The call as it goes over a socket, with an idempotency key.
    let text: String
    private let count: @Sendable (Shop) async throws -> Int

    private init(_ shop: Shop, _ path: String, _ json: JSONText, count: @escaping @Sendable (Shop) async throws -> Int)
    {
        self.shop = shop
        self.path = path
        self.count = count
        text = shop.rawRequest("POST", path, json, headers: ["Idempotency-Key": "lost"])
    }

    /// How often the call has taken effect, by what is stored and what is announced.
    func effects() async throws -> Int { try await count(shop) }

    func again() async throws -> RawConnection.Outcome {
        try await RawConnection.open(port: shop.tossbox.port).exchange(text)
    }

    /// The log's entries of this call.
    func log() async throws -> [JSONText] {
        try await shop.control("GET", "/requests?method=POST&path=\(path)").items.list
    }

    static func open(_ operation: String) async throws -> FaultScene {
        let shop = try await Shop.open()
        switch operation {
        case "payments.confirm":
            let key = try await shop.pay("order-0001", 15000)
            let json: JSONText = ["paymentKey": .string(key), "orderId": "order-0001", "amount": 15000]
            try await shop.listen(at: "http://127.0.0.1:9/hook")
            return FaultScene(shop, "/v1/payments/confirm", json) { shop in
                try await announced(shop, whileStatusIs: "DONE", of: key)
            }
        case "payments.cancel":
            let key = try #require(try await shop.paid("order-0001", 15000).paymentKey.text)
            try await shop.listen(at: "http://127.0.0.1:9/hook")
            return FaultScene(shop, "/v1/payments/\(key)/cancel", ["cancelReason": "x"]) { shop in
                try await announced(shop, whileStatusIs: "CANCELED", of: key)
            }
        case "billing.issue":
            let registered = try await shop.control("POST", "/billing-authorizations", ["customerKey": "customer-1"])
            let json: JSONText = ["authKey": registered.authKey, "customerKey": "customer-1"]
            return FaultScene(shop, "/v1/billing/authorizations/issue", json) { shop in
                try await shop.control("GET", "/billing-keys").items.list.count
            }
        default:
            let issued = try await shop.call("POST", "/v1/billing/authorizations/card", BillingTests.byCard)
            let key = try #require(issued.json.billingKey.text)
            let json: JSONText = [
                "customerKey": "customer-1", "amount": 1000, "orderId": "order-0001", "orderName": "x",
            ]
            return FaultScene(shop, "/v1/billing/\(key)", json) { shop in
                let payments = try await shop.control("GET", "/payments").items.list
                let found = try await shop.call("GET", "/v1/payments/orders/order-0001")
                #expect(found.status == (payments.isEmpty ? 404 : 200))
                return payments.count { $0.status == "DONE" }
            }
        }
    }

    /// How many deliveries there are of a payment, which must have the status exactly when there are any.
    private static func announced(_ shop: Shop, whileStatusIs status: String, of key: String) async throws -> Int {
        let deliveries = try await shop.control("GET", "/webhooks/deliveries").items.list.count
        #expect((try await shop.payment(key).status == .string(status)) == (deliveries > 0))
        return deliveries
    }
}
