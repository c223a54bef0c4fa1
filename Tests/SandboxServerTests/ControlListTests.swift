import HTTPServer
import JSON
import Testing

@Suite(.timeLimit(.minutes(3))) struct ControlListTests {
    /// A gateway with 7 payments, billing keys, deliveries and calls.
    private func full() async throws -> Gateway {
        let gateway = try Gateway()
        try await gateway.addHook()
        for number in 1...7 {
            _ = try await gateway.paidPayment("order-\(number)", 15_000)
            _ = try await gateway.billingKey("customer-\(number)")
            gateway.deliver()
        }
        return gateway
    }

    private static let lists: [(path: String, id: String)] = [
        ("/payments", "paymentKey"), ("/billing-keys", "billingKey"), ("/webhooks/deliveries", "id"),
        ("/requests", "id"),
    ]

    @Test(arguments: lists.map(\.path), [1, 2, 3, 6, 7, 8, 100])
    func `pages follow each other without gap or repetition`(path: String, limit: Int) async throws {
        let gateway = try await full()
        let id = try #require(Self.lists.first { $0.path == path }?.id)
        let whole = try await gateway.control(.get, path)
        let all = try #require(whole["items"]?.array)
        #expect(whole["next"]?.isNull == true)
        #expect(all.count == (path == "/requests" ? 14 : 7))
        var found: [JSONNode] = []
        var after = ""
        for _ in 1...20 {
            let page = try await gateway.control(.get, "\(path)?limit=\(limit)\(after)")
            #expect(page.json?.object?.members.map(\.name) == ["items", "next"])
            let items = try #require(page["items"]?.array)
            found += items
            guard let next = page["next"], !next.isNull else {
                #expect(items.count <= limit)
                break
            }
            #expect(items.count == limit)
            after = "&after=\((next.string ?? "").replacing("=", with: "%3D"))"
        }
        #expect(found.map { $0[id]?.value } == all.map { $0[id]?.value })
    }

    @Test func `a page holds 100 without a limit`() async throws {
        let gateway = try Gateway()
        for number in 1...101 { _ = try await gateway.approvedPayment("order-\(number)", 1_000) }
        let page = try await gateway.control(.get, "/payments")
        #expect(page["items"]?.array?.count == 100)
        let next = try #require(page.text("next"))
        let rest = try await gateway.control(.get, "/payments?after=\(next)")
        #expect(rest["items"]?.array?.map { $0["orderId"]?.string } == ["order-101"])
        #expect(rest["next"]?.isNull == true)
    }

    @Test(arguments: [
        ("/payments?orderId=order-3", 1), ("/payments?status=DONE", 7), ("/payments?status=READY", 0),
        ("/payments?orderId=order-3&status=ABORTED", 0), ("/billing-keys?customerKey=customer-2", 1),
        ("/webhooks/deliveries?orderId=order-4", 1), ("/webhooks/deliveries?state=succeeded", 7),
        ("/webhooks/deliveries?state=failed", 0), ("/webhooks/deliveries?eventType=PAYMENT_STATUS_CHANGED", 7),
        ("/webhooks/deliveries?eventType=BILLING_DELETED", 0), ("/requests?method=POST", 14),
        ("/requests?method=GET", 0),
        ("/requests?path=/v1/payments/confirm", 7), ("/requests?path=%2Fv1%2Fpayments%2Fconfirm&limit=3", 3),
        ("/requests?orderId=order-5", 1), ("/requests?since=2026-01-05T09:00:00%2B09:00", 14),
        ("/requests?since=2026-01-05T09:00:00+09:00", 14), ("/requests?since=2026-01-05T09:00:01+09:00", 0),
    ])
    func `filters keep what fits`(path: String, count: Int) async throws {
        let answer = try await full().control(.get, path)
        #expect(answer["items"]?.array?.count == count, "\(answer)")
    }

    @Test func `a plus in a query stays a plus`() async throws {
        let gateway = try Gateway()
        _ = try await gateway.billingKey("buyer+1@example.com")
        _ = try await gateway.billingKey("buyer 1@example.com")
        for (query, key) in [
            ("buyer+1@example.com", "buyer+1@example.com"), ("buyer%2B1@example.com", "buyer+1@example.com"),
            ("buyer%201@example.com", "buyer 1@example.com"),
        ] {
            let answer = try await gateway.control(.get, "/billing-keys?customerKey=\(query)")
            #expect(answer["items"]?.array?.map { $0["customerKey"]?.string } == [key], "\(query)")
        }
    }

    @Test func `a call without a key is about the default sandbox, and ?key= about its own`() async throws {
        let gateway = try await full()
        func count(_ target: String) async throws -> Int? {
            try await gateway.answer(Request.toss(.get, target).without("Authorization"))["items"]?.array?.count
        }
        #expect(try await count("/sandbox/payments") == 0)
        #expect(try await count("/sandbox/payments?key=\(Gateway.key)") == 7)
        #expect(try await count("/sandbox/payments?key=test_ck_gateway") == 7)
        #expect(try await count("/sandbox/payments?key=test_gsk_gateway") == 7)
        #expect(try await count("/sandbox/payments?key=test_sk_other") == 0)
    }
}

@Suite(.timeLimit(.minutes(3))) struct ControlAccessTests {
    private static let calls: [(HTTPMethod, String)] = [
        (.get, "/sandbox/payments"), (.post, "/sandbox/payments"), (.delete, "/sandbox"), (.get, "/sandbox/healthy"),
        (.put, "/sandbox/scenario"), (.post, "/sandbox/reset"), (.get, "/sandbox/nothing"), (.get, "/sandbox/ledger"),
        (.get, "/sandbox/requests"), (.post, "/sandbox/keys"), (.put, "/sandbox/clock"), (.post, "/sandbox/settle"),
        (.post, "/sandbox/webhooks/endpoints"), (.get, "/sandbox"), (.post, "/sandbox/clock/advance"),
    ]

    @Test(arguments: [nil, "", "wrong", "secre", "secret1", "SECRET", " secret", "secret\0"])
    func `without the token every control call is 401`(token: String?) async throws {
        let gateway = try Gateway(token: "secret")
        for (method, path) in Self.calls {
            let answer = try await gateway.answer(
                .toss(method, path, method == .get ? nil : "{}", headers: token.map { ["Tossbox-Token": $0] } ?? [:])
            )
            #expect(answer.status == 401, "\(method.rawValue) \(path): \(answer)")
            #expect(answer.code == "UNAUTHORIZED")
            #expect(answer.json?.object?.members.map(\.name) == ["code", "message"])
            #expect(answer.message?.contains("secret1") != true)
        }
    }

    @Test func `with the token they work, and the Toss API asks for none`() async throws {
        let gateway = try Gateway(token: "secret")
        let headers: HTTPHeaders = ["tossbox-token": "secret"]
        #expect(try await gateway.control(.get, "/health", headers: headers).status == 200)
        #expect(try await gateway.control(.get, "/payments", headers: headers).status == 200)
        #expect(try await gateway.toss(.get, "/v1/payments/nothing").code == "NOT_FOUND_PAYMENT")
    }

    @Test func `health needs no key`() async throws {
        let answer = try await Gateway().answer(Request(method: .get, target: "/sandbox/health"))
        #expect(answer.status == 200)
        #expect(answer.text("status") == "ok")
        #expect(answer.text("version") != nil)
    }

    @Test(arguments: [
        ("POST", "/sandbox/payments/a/deposit"), ("POST", "/sandbox/payments/a/reverse-deposit"),
    ])
    func `what is not built yet is 501`(method: String, path: String) async throws {
        let answer = try await Gateway().answer(
            .toss(HTTPMethod(rawValue: method), path, method == "POST" ? "{}" : nil)
        )
        #expect(answer.status == 501, "\(answer)")
        #expect(answer.json?.object?.members.map(\.name) == ["code", "message"])
    }

    @Test(arguments: [
        #""method":"가상계좌""#, #""method":"VIRTUAL_ACCOUNT""#, #""easyPay":"토스페이""#, #""bank":"신한""#,
        #""validHours":24"#, #""currency":"USD""#,
    ])
    func `a payment that is not built yet is 501 and no card payment`(member: String) async throws {
        let gateway = try Gateway()
        let answer = try await gateway.control(.post, "/payments", #"{"orderId":"order-1","amount":1000,\#(member)}"#)
        #expect(answer.status == 501)
        #expect(try await gateway.control(.get, "/payments")["items"]?.array?.isEmpty == true)
    }
}
