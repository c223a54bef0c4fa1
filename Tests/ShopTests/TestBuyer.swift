internal import TestSupport

/// Somebody who buys at the shop: a member with a login, or a guest without.
struct TestBuyer: Sendable {
    /// An order as `prepare` answered it.
    struct PlacedOrder: Sendable {
        let id: String
        let amount: Int
    }

    let shop: LiveShop
    /// Nil for a guest.
    let token: String?

    func call(_ method: String, _ path: String, _ json: JSONText = .absent) async throws -> Answer {
        try await shop.call(method, path, json, headers: token.map { ["Authorization": "Bearer \($0)"] } ?? [:])
    }

    /// A call that has to work.
    func answer(_ method: String, _ path: String, _ json: JSONText = .absent) async throws -> JSONText {
        let answer = try await call(method, path, json)
        guard answer.status == 200 else {
            throw TestFailure("\(method) \(path): \(answer.status) \(answer.text)")
        }
        return answer.json
    }

    func prepare(_ prompt: JSONText = "1", more: JSONText = [:]) async throws -> PlacedOrder {
        let json = try await answer("POST", "/api/payment/prepare", .merged(["prompt_id": prompt], more))
        guard let id = json.order_id.text, let amount = json.amount.integer else {
            throw TestFailure("no order in \(json)")
        }
        return PlacedOrder(id: id, amount: amount)
    }

    /// What the buyer does in the payment window.
    func authenticate(_ order: PlacedOrder, card: String = "4242424242424242") async throws -> String {
        try await shop.sandbox.pay(order.id, order.amount, card: card)
    }

    func confirm(_ order: PlacedOrder, _ key: String, amount: Int? = nil) async throws -> Answer {
        try await call(
            "POST",
            "/api/payment/confirm",
            ["paymentKey": .string(key), "orderId": .string(order.id), "amount": JSONText(amount ?? order.amount)]
        )
    }

    /// An order that is paid.
    func buy(_ prompt: JSONText = "1") async throws -> PlacedOrder {
        let order = try await prepare(prompt)
        let answer = try await confirm(order, try await authenticate(order))
        guard answer.status == 200 else { throw TestFailure("confirm: \(answer.status) \(answer.text)") }
        return order
    }

    func refund(_ order: PlacedOrder, _ amount: Int? = nil, reason: String = "changed my mind") async throws -> Answer {
        let part: JSONText = amount.map { ["amount": JSONText($0)] } ?? [:]
        let body = JSONText.merged(["reason": .string(reason)], part)
        return try await call("POST", "/api/payment/\(order.id)/refund", body)
    }

    /// The payment of an order as the buyer's own history shows it.
    func payment(_ order: PlacedOrder) async throws -> JSONText {
        try await answer("GET", "/api/payments/mine").payments.list.first { $0.order_id.text == order.id } ?? .absent
    }

    func purchases() async throws -> [JSONText] { try await answer("GET", "/api/purchases").purchases.list }

    // Pro billing.

    func authKey(card: String = "4242424242424242") async throws -> JSONText {
        let order = try await answer("POST", "/api/billing/create", [:])
        let window = try await shop.sandbox.control(
            "POST",
            "/billing-authorizations",
            ["customerKey": order.customerKey, "cardNumber": .string(card)]
        )
        return ["authKey": window.authKey, "customerKey": order.customerKey]
    }

    func subscribe(card: String = "4242424242424242") async throws -> Answer {
        try await call("POST", "/api/billing/authorize", try await authKey(card: card))
    }

    func subscription() async throws -> JSONText { try await answer("GET", "/api/billing/subscription") }
    func tier() async throws -> String? { try await answer("GET", "/api/auth/me").subscriptionTier.text }
}

extension LiveShop {
    var guest: TestBuyer { TestBuyer(shop: self, token: nil) }

    func member(_ name: String = "kim") async throws -> TestBuyer {
        let email = "\(name)@example.com"
        let body: JSONText = ["email": .string(email), "password": .string(Self.password), "name": .string(name)]
        let answer = try await call("POST", "/api/auth/register", body)
        guard answer.status == 201 else { throw TestFailure("register: \(answer.status) \(answer.text)") }
        return try await signIn(email)
    }

    func admin() async throws -> TestBuyer { try await signIn(Self.adminEmail) }

    func signIn(_ email: String) async throws -> TestBuyer {
        let body: JSONText = ["email": .string(email), "password": .string(Self.password)]
        let answer = try await call("POST", "/api/auth/login", body)
        guard let token = answer.json.token.text else {
            throw TestFailure("login: \(answer.status) \(answer.text)")
        }
        return TestBuyer(shop: self, token: token)
    }

    /// What the sandbox was asked to do, in order; answers given again under an idempotency key are among them.
    func requests(_ method: String, _ path: String) async throws -> [JSONText] {
        try await sandbox.control("GET", "/requests?method=\(method)&path=\(path)").items.list
    }

    func confirms() async throws -> [JSONText] { try await requests("POST", "/v1/payments/confirm") }

    func cancels(of key: String) async throws -> [JSONText] {
        try await requests("POST", "/v1/payments/\(key)/cancel")
    }

    /// The payments of an order at the sandbox for which money was taken.
    func charges(of order: String) async throws -> [JSONText] {
        try await sandbox.control("GET", "/payments").items.list
            .filter { $0.orderId.text == order && $0.approvedAt.text != nil }
    }

    /// Every charge at the sandbox, oldest first: when, and how much.
    func charges() async throws -> [JSONText] {
        try await sandbox.control("GET", "/payments").items.list.filter { $0.approvedAt.text != nil }
    }
}
