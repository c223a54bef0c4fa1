import HTTPServer
import JSON
import SandboxServer
import Testing

/// Keys that one sandbox gave out and another one is asked for: 400 where somebody has it, 404 where nobody does.
@Suite(.timeLimit(.minutes(3))) struct KeyIndexTests {
    private func headers(_ name: String) -> HTTPHeaders { ["Authorization": authorization("test_sk_\(name):")] }

    private func pay(_ gateway: Gateway, as name: String, _ orderId: String = "order-1") async throws -> String {
        let body = #"{"orderId":"\#(orderId)","amount":1000}"#
        let answer = try await gateway.control(.post, "/payments", body, headers: headers(name))
        return try #require(answer.text("paymentKey"))
    }

    private func code(_ gateway: Gateway, of key: String, askedBy name: String) async throws -> String? {
        try await gateway.toss(.get, "/v1/payments/\(key)", headers: headers(name)).code
    }

    @Test func `a key is foreign as long as another sandbox has it`() async throws {
        let gateway = try Gateway()
        let key = try await pay(gateway, as: "owner")
        #expect(try await code(gateway, of: key, askedBy: "stranger") == "INVALID_API_KEY")
        #expect(try await code(gateway, of: key, askedBy: "owner") == nil)
        #expect(try await code(gateway, of: "none", askedBy: "stranger") == "NOT_FOUND_PAYMENT")
        let second = try await pay(gateway, as: "owner", "order-2")
        #expect(try await code(gateway, of: second, askedBy: "stranger") == "INVALID_API_KEY")
        _ = try await gateway.control(.post, "/reset", headers: headers("owner"))
        #expect(try await code(gateway, of: key, askedBy: "stranger") == "NOT_FOUND_PAYMENT")
    }

    @Test func `a key that several sandboxes have is foreign until the last of them is gone`() async throws {
        let seeded =
            #"{"name":"n","description":"d","seed":7,"clock":{"mode":"manual","start":"2026-01-05T09:00:00+09:00"}}"#
        let gateway = try Gateway(scenario: seeded)
        let key = try await pay(gateway, as: "a")
        #expect(try await pay(gateway, as: "b") == key)
        #expect(try await code(gateway, of: key, askedBy: "c") == "INVALID_API_KEY")
        _ = try await gateway.control(.delete, "", headers: headers("a"))
        #expect(try await code(gateway, of: key, askedBy: "c") == "INVALID_API_KEY")
        #expect(try await code(gateway, of: key, askedBy: "b") == nil)
        _ = try await gateway.control(.delete, "", headers: headers("b"))
        #expect(try await code(gateway, of: key, askedBy: "c") == "NOT_FOUND_PAYMENT")
    }

    @Test func `a snapshot brings keys back and takes newer ones away`() async throws {
        let gateway = try Gateway()
        let old = try await pay(gateway, as: "owner")
        _ = try await gateway.control(.post, "/snapshots", #"{"name":"s"}"#, headers: headers("owner"))
        let new = try await pay(gateway, as: "owner", "order-2")
        #expect(try await code(gateway, of: new, askedBy: "stranger") == "INVALID_API_KEY")
        _ = try await gateway.control(.post, "/snapshots/s/restore", headers: headers("owner"))
        #expect(try await code(gateway, of: old, askedBy: "stranger") == "INVALID_API_KEY")
        #expect(try await code(gateway, of: new, askedBy: "stranger") == "NOT_FOUND_PAYMENT")
        let fork = #"{"key":"test_sk_copy"}"#
        _ = try await gateway.control(.post, "/snapshots/s/fork", fork, headers: headers("owner"))
        _ = try await gateway.control(.delete, "", headers: headers("owner"))
        #expect(try await code(gateway, of: old, askedBy: "stranger") == "INVALID_API_KEY")
    }

    @Test func `authKeys and billing keys are foreign to others as well`() async throws {
        let gateway = try Gateway()
        let registration = try await gateway.control(
            .post,
            "/billing-authorizations",
            #"{"customerKey":"customer-1"}"#,
            headers: headers("owner")
        )
        let authKey = try #require(registration.text("authKey"))
        let issue = #"{"authKey":"\#(authKey)","customerKey":"customer-1"}"#
        let path = "/v1/billing/authorizations/issue"
        #expect(try await gateway.toss(.post, path, issue, headers: headers("stranger")).code == "INVALID_API_KEY")
        let issued = try await gateway.toss(.post, path, issue, headers: headers("owner"))
        let billingKey = try #require(issued.text("billingKey"))
        let deletion = try await gateway.toss(.delete, "/v1/billing/\(billingKey)", headers: headers("stranger"))
        #expect(deletion.code == "INVALID_API_KEY")
        #expect(
            try await gateway.toss(.delete, "/v1/billing/none", headers: headers("stranger")).code
                == "NOT_FOUND_BILLING"
        )
    }

    @Test func `among a thousand sandboxes each finds its own and nobody else's`() async throws {
        let gateway = try Gateway()
        var keys: [String] = []
        for number in 1...1000 { keys.append(try await pay(gateway, as: "shop\(number)")) }
        for number in stride(from: 1, through: 1000, by: 37) {
            let key = keys[number - 1]
            #expect(try await code(gateway, of: key, askedBy: "shop\(number)") == nil)
            #expect(try await code(gateway, of: key, askedBy: "shop\(number % 1000 + 1)") == "INVALID_API_KEY")
        }
        #expect(try await code(gateway, of: "none", askedBy: "shop1") == "NOT_FOUND_PAYMENT")
    }

    @Test func `a new key says why there is no sandbox for it`() async throws {
        let gateway = try Gateway { $0.hub.maximumSandboxes = 1 }
        _ = try await pay(gateway, as: "owner")
        let answer = try await gateway.toss(.get, "/v1/payments/k", headers: headers("stranger"))
        #expect(answer.status == 403)
        #expect(answer.code == "FORBIDDEN_REQUEST")
        #expect(answer.message?.contains("DELETE /sandbox") == true)
        let control = try await gateway.control(.get, "/payments", headers: headers("stranger"))
        #expect(control.status == 409)
        #expect(control.message == answer.message)
    }
}
