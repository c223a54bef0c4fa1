import Encodings
import Crypto
import Database
import HTTPServer
import JSON
import Locking
import Merchant
import Testing
import TossAPI
import TossClient

/// The doors in front of a test shop, called without a socket.
private struct TestDoors: Sendable {
    let test: TestShop
    let application: MerchantApplication
    let token: String
    let staffToken: String

    static func make() async throws -> TestDoors {
        let test = try await TestShop.make()
        let accounts = Accounts(
            store: test.shop.context.store,
            clock: test.clock.clock,
            secret: Secret("a secret that signs logins in tests"),
            cost: .forTests
        )
        let doors = test.shop.doors(
            clientKey: "test_ck_1",
            webhookSecret: Secret("whsec"),
            linkSecret: Secret("a secret that signs logins in tests"),
            publicURL: "http://shop"
        )
        let application = try MerchantApplication(
            doors: doors + [AccountDoor(accounts).door],
            identify: { try await accounts.identify($0) },
            security: SecurityHeaders(
                sandbox: try #require(ServiceOrigin("http://127.0.0.1:7772")),
                isBehindTLS: false
            ),
            log: .silent
        )
        let account = try await accounts.register(
            Accounts.Registration(
                email: try #require(EmailAddress("park@example.com")),
                password: Secret("a good password"),
                name: "Park"
            )
        )
        #expect(account.memberSince == test.clock.now)
        let token = try await accounts.logIn(email: "park@example.com", password: Secret("a good password"))
        _ = try await accounts.register(
            Accounts.Registration(
                email: try #require(EmailAddress("boss@example.com")),
                password: Secret("a good password"),
                name: "Boss"
            )
        )
        try await test.shop.context.store.write { db in
            try db.execute("UPDATE users SET role = 'admin' WHERE email = 'boss@example.com'")
        }
        let staff = try await accounts.logIn(email: "boss@example.com", password: Secret("a good password"))
        return TestDoors(test: test, application: application, token: token, staffToken: staff)
    }

    func call(
        _ method: HTTPMethod,
        _ target: String,
        _ body: String = "",
        token: String? = nil,
        headers: HTTPHeaders = [:]
    ) async -> (status: Int, body: JSONNode, text: String) {
        var headers = headers
        if let token { headers.add("Authorization", "Bearer \(token)") }
        if !body.isEmpty { headers.add("Content-Type", "application/json") }
        let request = Request(method: method, target: target, headers: headers, body: Array(body.utf8))
        let response = await application.respond(to: request)
        let text = String(decoding: response.body, as: UTF8.self)
        return (response.status, (try? JSONNode(parsing: response.body)) ?? JSONNode(.null), text)
    }

    /// A prepared order that the buyer has authenticated under `key`.
    func prepare(_ key: String = "key1", token: String?) async throws -> (order: String, amount: Int64) {
        let answer = await call(.post, "/api/payment/prepare", #"{"prompt_id":1}"#, token: token)
        let order = try #require(answer.body["order_id"]?.string)
        let amount = try #require(answer.body["amount"]?.integer)
        test.toss.add(key, order, Won(amount))
        return (order, amount)
    }
}

@Suite struct DoorTests {
    @Test func `a purchase from prepare to refund, named as in the guide`() async throws {
        let doors = try await TestDoors.make()
        let prepared = await doors.call(
            .post,
            "/api/payment/prepare",
            #"{"prompt_id":"1","original_price":50000,"amount":25000,"payment_method":"card"}"#,
            token: doors.token
        )
        #expect(prepared.status == 200)
        #expect(
            prepared.body.object?.members.map(\.name) == [
                "order_id", "order_name", "customer_name", "customer_email", "amount", "original_price",
                "discount_rate", "toss_client_key", "success_url", "fail_url", "payment",
            ]
        )
        #expect(prepared.body["discount_rate"]?.integer == 50)
        #expect(prepared.body["payment"]?["buyer_email"]?.string == "park@example.com")
        let order = try #require(prepared.body["order_id"]?.string)
        doors.test.toss.add("key1", order, 25_000)
        let confirm = #"{"paymentKey":"key1","orderId":"\#(order)","amount":25000}"#
        let first = await doors.call(.post, "/api/payment/confirm", confirm, token: doors.token)
        #expect(first.status == 200)
        #expect(first.body["status"]?.string == "completed")
        #expect(first.body["approved_at"]?.string == TestShop.start.timestamp)
        let complete = #"{"order_id":"\#(order)","pg_transaction_id":"key1","prompt_id":1}"#
        let second = await doors.call(.post, "/api/payment/complete", complete, token: doors.token)
        #expect(second.text == first.text)
        let owned = await doors.call(.get, "/api/purchases", token: doors.token)
        #expect(owned.body["purchases"]?[0]?["price"]?.integer == 25_000)
        let part = await doors.call(
            .post,
            "/api/payment/\(order)/refund",
            #"{"reason":"part","amount":5000}"#,
            token: doors.token
        )
        #expect(part.status == 403)
        let rest = await doors.call(.post, "/api/payment/\(order)/refund", #"{"reason":"all"}"#, token: doors.token)
        #expect(rest.body["status"]?.string == "refunded")
        let mine = await doors.call(.get, "/api/payments/mine", token: doors.token)
        #expect(mine.body["payments"]?[0]?["refunded_amount"]?.integer == 25_000)
        #expect(await doors.call(.get, "/api/purchases", token: doors.token).body["purchases"]?.array?.isEmpty == true)
        #expect(doors.test.toss.charges == 1)
    }

    @Test func `a guest pays the full price`() async throws {
        let doors = try await TestDoors.make()
        let (order, amount) = try await doors.prepare(token: nil)
        #expect(amount == 50_000)
        let body = #"{"paymentKey":"key1","orderId":"\#(order)","amount":"50000"}"#
        let foreign = await doors.call(.post, "/api/payment/confirm", body, token: doors.token)
        #expect(foreign.status == 403)
        #expect(await doors.call(.post, "/api/payment/confirm", body).body["status"]?.string == "completed")
    }

    @Test func `a lost answer is 202, then the truth`() async throws {
        let doors = try await TestDoors.make()
        let (order, amount) = try await doors.prepare(token: doors.token)
        doors.test.toss.script(.confirm, .loseAfter)
        doors.test.toss.script(.lookUp, .loseBefore)
        let body = #"{"paymentKey":"key1","orderId":"\#(order)","amount":\#(amount)}"#
        #expect(await doors.call(.post, "/api/payment/confirm", body, token: doors.token).status == 202)
        #expect(await doors.call(.post, "/api/payment/confirm", body, token: doors.token).status == 202)
        try await doors.test.scheduler.drain()
        #expect(await doors.call(.post, "/api/payment/confirm", body, token: doors.token).status == 200)
        #expect(doors.test.toss.charges == 1)
    }

    static let bad: [(String, String, Int)] = [
        ("/api/payment/prepare", "", 400), ("/api/payment/prepare", "{", 400), ("/api/payment/prepare", "[]", 400),
        ("/api/payment/prepare", #"{"prompt_id":"99"}"#, 404), ("/api/payment/prepare", #"{"prompt_id":-1}"#, 400),
        ("/api/payment/prepare", #"{"prompt_id":"1","original_price":1}"#, 400),
        ("/api/payment/prepare", #"{"prompt_id":"1","amount":50000}"#, 400),
        ("/api/payment/prepare", #"{"prompt_id":"1","amount":1e999}"#, 400),
        ("/api/payment/prepare", #"{"prompt_id":"1","amount":-5}"#, 400),
        ("/api/payment/confirm", "{}", 400),
        ("/api/payment/confirm", #"{"paymentKey":"k/../x","orderId":"ORDER_1","amount":1}"#, 400),
        ("/api/payment/confirm", #"{"paymentKey":"key1","orderId":"a","amount":1}"#, 400),
        ("/api/payment/confirm", #"{"paymentKey":"key1","orderId":"ORDER_none","amount":1}"#, 404),
        ("/api/payment/complete", #"{"order_id":"ORDER_none","pg_transaction_id":"key1"}"#, 404),
        ("/api/payment/ORDER_none/refund", #"{"reason":"x"}"#, 404), ("/api/payment/ORDER_none/refund", "{}", 400),
        ("/api/billing/authorize", "{}", 400), ("/api/billing/authorize", #"{"authKey":"a"}"#, 400),
        ("/api/billing/authorize", #"{"authKey":"a","customerKey":"forged"}"#, 403),
        ("/api/billing/authorize", #"{"paymentKey":"k","orderId":"trk_pro_1","amount":1}"#, 403),
        ("/api/billing/cancel", "{}", 404), ("/api/billing/cancel", #"{"reason":5}"#, 400),
        ("/api/billing/toss/webhook", "{}", 400), ("/api/payments/webhook", "nonsense", 400),
    ]

    @Test(arguments: bad)
    func `what cannot be is refused with a reason`(path: String, body: String, status: Int) async throws {
        let doors = try await TestDoors.make()
        let answer = await doors.call(.post, path, body, token: doors.token)
        #expect(answer.status == status, "\(answer.text)")
        #expect(answer.body["error"]?.string?.isEmpty == false)
        #expect(try await doors.test.count("orders") == 0)
        #expect(doors.test.toss.state.withLock { $0.calls.isEmpty })
    }

    @Test(
        arguments: [
            "/api/payment/x/refund", "/api/billing/create", "/api/billing/authorize", "/api/billing/cancel",
        ]
    )
    func `without a login there is 401`(path: String) async throws {
        let doors = try await TestDoors.make()
        #expect(await doors.call(.post, path, "{}").status == 401)
    }

    @Test func `the list of payments is for staff, filtered and paged`() async throws {
        let doors = try await TestDoors.make()
        for index in 0..<3 {
            let (order, amount) = try await doors.prepare("key\(index)", token: doors.token)
            guard index < 2 else { continue }
            let body = #"{"paymentKey":"key\#(index)","orderId":"\#(order)","amount":\#(amount)}"#
            #expect(await doors.call(.post, "/api/payment/confirm", body, token: doors.token).status == 200)
        }
        #expect(await doors.call(.get, "/api/admin/payments", token: doors.token).status == 403)
        func total(_ query: String) async -> Int64? {
            await doors.call(.get, "/api/admin/payments?\(query)", token: doors.staffToken).body["total"]?.integer
        }
        #expect(await total("") == 3)
        #expect(await total("status=completed") == 2)
        #expect(await total("status=pending") == 1)
        #expect(await total("status=completed&user=8") == 0)
        #expect(await total("from=2026-01-05&to=2026-01-06") == 3)
        #expect(await total("to=2026-01-05T12:00:00+09:00") == 0)
        let page = await doors.call(.get, "/api/admin/payments?limit=2&page=2", token: doors.staffToken)
        #expect(page.body["payments"]?.array?.count == 1)
        for query in ["status=paid", "user=x", "from=yesterday", "page=0", "limit=1000"] {
            let answer = await doors.call(.get, "/api/admin/payments?\(query)", token: doors.staffToken)
            #expect(answer.status == 400)
        }
    }

    @Test func `a subscription from create to cancel, named as in the guide`() async throws {
        let doors = try await TestDoors.make()
        let created = await doors.call(.post, "/api/billing/create", token: doors.token)
        #expect(created.body["orderId"]?.string?.hasPrefix("trk_pro_1767582000000_") == true)
        #expect(created.body["amount"]?.integer == 29_000)
        #expect(created.body["successUrl"]?.string == "http://shop/billing/success")
        let customerKey = try #require(created.body["customerKey"]?.string)
        let body = #"{"authKey":"a","customerKey":"\#(customerKey)"}"#
        let answer = await doors.call(.post, "/api/billing/authorize", body, token: doors.token)
        #expect(answer.status == 200)
        #expect(
            answer.body["orderId"]
                == created.body["orderId"].map { JSONNode($0.value, offset: answer.body["orderId"]?.offset ?? 0) }
        )
        #expect(answer.body["card"]?.string == "43301234****123*")
        let key = try #require(answer.body["billingKey"]?.string)
        #expect(key.hasPrefix("************") && key.utf8.count == 16)
        let me = await doors.call(.get, "/api/auth/me", token: doors.token)
        #expect(me.body["subscriptionTier"]?.string == "PRO")
        let page = await doors.call(.get, "/api/billing/subscription", token: doors.token)
        #expect(page.body["nextChargeAt"]?.string == "2026-02-05T09:00:00+09:00")
        #expect(page.body["history"]?[0]?["status"]?.string == "paid")
        let cancelled = await doors.call(.post, "/api/billing/cancel", "{}", token: doors.token)
        #expect(cancelled.body["status"]?.string == "cancelled")
        #expect(cancelled.body["endsAt"]?.string == "2026-02-05T09:00:00+09:00")
    }

    @Test func `a signed event is stored once, an unsigned or changed one not at all`() async throws {
        let doors = try await TestDoors.make()
        let body = #"{"eventType":"PAYMENT_APPROVED","data":{"orderId":"trk_pro_1"}}"#
        let signature = hex(HMAC.authenticate(Array(body.utf8), key: Array("whsec".utf8), using: .sha256))
        let path = "/api/billing/toss/webhook"
        for headers: HTTPHeaders in [[:], ["TossPayments-Signature": "00"], ["X-Signature": signature]] {
            #expect(await doors.call(.post, path, body, headers: headers).status == 400)
        }
        let signed: HTTPHeaders = ["tosspayments-signature": signature]
        #expect(await doors.call(.post, path, body + " ", headers: signed).status == 400)
        #expect(try await doors.test.count("inbox") == 0)
        for _ in 0..<3 { #expect(await doors.call(.post, path, body, headers: signed).status == 200) }
        #expect(try await doors.test.count("inbox") == 1)
        try await doors.test.scheduler.drain()
        #expect(try await doors.test.count("inbox WHERE outcome IS NULL") == 0)
    }

    @Test func `the return pages show what came, and nothing as markup`() async throws {
        let doors = try await TestDoors.make()
        let page = await doors.call(.get, "/payment/fail?code=%3Cscript%3E&message=%22no%22&orderId=ORDER_1")
        #expect(page.status == 200)
        #expect(page.text.contains("&lt;script&gt;") && !page.text.contains("<script>"))
        let success = await doors.call(.get, "/payment-success?paymentKey=k&orderId=ORDER_1&amount=1000")
        #expect(success.text.contains("ORDER_1") && success.text.contains("/payment/finish.js"))
        #expect(await doors.call(.get, "/payment/success").status == 400)
        #expect(await doors.call(.get, "/payment/finish.js").status == 200)
        #expect(doors.test.toss.count(.confirm) == 0)
    }
}
