import HTTPServer
import JSON
import SandboxCore
import SandboxServer
import Testing
import TossAPI

/// Client keys without a secret key of their own, and the secret keys that turn out to be theirs.
@Suite(.timeLimit(.minutes(3))) struct AdoptionTests {
    private static let seeded =
        #"{"name":"n","description":"d","seed":7,"clock":{"mode":"manual","start":"2026-01-05T09:00:00+09:00"}}"#

    private func pay(_ gateway: Gateway, _ clientKey: String, _ orderId: String) async throws -> String {
        let body = Array(#"{"orderId":"\#(orderId)","amount":1000}"#.utf8)
        let request = Request(method: .post, target: "/sandbox/payments?key=\(clientKey)", body: body)
        return try #require(try await gateway.answer(request).text("paymentKey"))
    }

    private func confirm(
        _ gateway: Gateway,
        _ key: String,
        _ orderId: String,
        with secretKey: String
    ) async throws -> Answer {
        try await gateway.confirm(key, orderId, 1000, headers: ["Authorization": authorization(secretKey + ":")])
    }

    @Test func `a paired sandbox with the same paymentKey does not stand in the way`() async throws {
        let gateway = try Gateway(scenario: Self.seeded)
        let first = try await pay(gateway, "test_ck_shop1", "order-1")
        #expect(try await confirm(gateway, first, "order-1", with: "test_sk_a").status == 200)
        let second = try await pay(gateway, "test_ck_shop2", "order-1")
        #expect(first == second)
        #expect(try await confirm(gateway, second, "order-1", with: "test_sk_b").status == 200)
    }

    @Test func `a secret key of the other kind takes nothing`() async throws {
        let gateway = try Gateway()
        let key = try await pay(gateway, "test_gck_shop", "order-1")
        #expect(try await confirm(gateway, key, "order-1", with: "test_sk_a").code == "INVALID_API_KEY")
        #expect(try await confirm(gateway, key, "order-1", with: "test_gsk_b").status == 200)
    }

    @Test func `first confirms that meet all find their payment`() async throws {
        for round in 1...100 {
            let gateway = try Gateway()
            var keys: [String] = []
            for number in 1...8 { keys.append(try await pay(gateway, "test_ck_shop", "order-\(number)")) }
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for (index, key) in keys.enumerated() {
                    group.addTask { try await confirm(gateway, key, "order-\(index + 1)", with: "test_sk_a").status }
                }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(statuses == [200], "round \(round)")
        }
    }

    @Test func `a call that found the sandbox before its business was handed over is not lost`() async throws {
        let gateway = try Gateway()
        let hub = gateway.application.hub
        let first = try await pay(gateway, "test_ck_shop", "order-1")
        let clientKey = try #require(MerchantKey("test_ck_shop"))
        let secretKey = try #require(MerchantKey("test_sk_a"))
        let found = try #require(hub.cell(for: clientKey))
        try hub.bind(clientKey: clientKey, secretKey: secretKey)
        // Only now does the call get on with it.
        let terms = PaymentTerms(orderId: "order-2", orderName: "n", amount: 1000)
        let visit = BuyerVisit(merchant: .api, terms: terms, cardNumber: "4242424242424242", behavior: .approve)
        let second = found.apply(visit) { sandbox, result in sandbox.payments[result.payment].paymentKey }
        #expect(try await confirm(gateway, first, "order-1", with: "test_sk_a").status == 200)
        #expect(try await confirm(gateway, second, "order-2", with: "test_sk_a").status == 200)
    }

    @Test func `payments that are made while their key is bound all find their sandbox`() async throws {
        for round in 1...100 {
            let gateway = try Gateway()
            _ = try await pay(gateway, "test_ck_shop", "order-0")
            let pair = #"{"clientKey":"test_ck_shop","secretKey":"test_sk_a"}"#
            let keys = try await withThrowingTaskGroup(of: (Int, String)?.self) { group in
                for number in 1...8 {
                    group.addTask { (number, try await pay(gateway, "test_ck_shop", "order-\(number)")) }
                }
                group.addTask {
                    let status = try await gateway.control(.post, "/keys", pair).status
                    #expect(status == 200)
                    return nil
                }
                return try await group.reduce(into: []) { $0 += [$1].compactMap { $0 } }
            }
            for (number, key) in keys {
                #expect(try await confirm(gateway, key, "order-\(number)", with: "test_sk_a").status == 200, "\(round)")
            }
        }
    }

    @Test func `a sandbox whose own secret key comes while it is handed over begins anew or stays`() async throws {
        for round in 1...100 {
            let gateway = try Gateway()
            _ = try await pay(gateway, "test_ck_shop", "order-0")
            let pair = #"{"clientKey":"test_ck_shop","secretKey":"test_sk_a"}"#
            async let bound = gateway.control(.post, "/keys", pair).status
            let own = ["Authorization": authorization("test_sk_shop:")] as HTTPHeaders
            let visit = try await gateway.control(
                .post,
                "/payments",
                #"{"orderId":"order-1","amount":1000}"#,
                headers: own
            )
            let status = try await bound
            let key = try #require(visit.text("paymentKey"))
            let confirmed = try await confirm(gateway, key, "order-1", with: "test_sk_shop")
            #expect(confirmed.status == 200, "\(round) \(status)")
            // And the first payment is where the answer to the binding says.
            let heir = ["Authorization": authorization("test_sk_a:")] as HTTPHeaders
            let owner = status == 200 ? heir : own
            let list = try await gateway.control(.get, "/payments", headers: owner)
            let orders = (list["items"]?.array ?? []).compactMap { $0["orderId"]?.string }
            #expect(orders.contains("order-0"), "\(round) \(status) \(orders)")
        }
    }

    @Test func `a reset to empty forgets bound keys, and a plain one does not`() async throws {
        let gateway = try Gateway()
        let pair = #"{"clientKey":"test_ck_shop","secretKey":"test_sk_a"}"#
        let sandbox = authorization("test_sk_a:")
        #expect(try await gateway.control(.post, "/keys", pair).status == 200)
        for (body, count) in [("{}", 1), (#"{"to":"empty"}"#, 0)] {
            _ = try await gateway.control(.post, "/reset", body, headers: ["Authorization": sandbox])
            _ = try await pay(gateway, "test_ck_shop", "order-1")
            let list = try await gateway.control(.get, "/payments", headers: ["Authorization": sandbox])
            #expect(list["items"]?.array?.count == count, "\(body)")
        }
    }

    @Test func `the pairs of the configuration outlive their sandbox`() async throws {
        let keys = (MerchantKey("test_ck_shop"), MerchantKey("test_sk_a"))
        let pair = Hub.KeyPair(clientKey: try #require(keys.0), secretKey: try #require(keys.1))
        var configuration = Tossbox.Configuration()
        configuration.hub.pairs = [pair]
        let outside = SandboxCell.Outside(send: { _, _ in }, ring: { _, _ in })
        let hub = try Application(configuration, outside: outside).hub
        #expect(hub.cell(for: pair.clientKey) === hub.cell(for: pair.secretKey))
        hub.forget("a")
        #expect(hub.cell(for: pair.clientKey) === hub.cell(for: pair.secretKey))
    }
}
