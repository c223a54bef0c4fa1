import Encodings
import HTTPServer
import JSON
import Locking
import Testing
import TossAPI
import TossClient

@Suite(.timeLimit(.minutes(3))) struct TossClientTests {
    @Test func `a confirm carries the key, the idempotency key and the three fields`() async throws {
        try await Stand.with(.answer(200, payment(more: #","tomorrow":{"a":1}"#))) { client, stand in
            let paid = try await client.confirm(confirmation, idempotencyKey: "key-1")
            let request = try #require(stand.requests.first)
            #expect(request.method == .post)
            #expect(request.target == "/v1/payments/confirm")
            #expect(request.headers["Authorization"] == "Basic " + base64(Array("test_sk_alpha:".utf8)))
            #expect(request.headers["Content-Type"] == "application/json")
            #expect(request.headers["Idempotency-Key"] == "key-1")
            #expect(
                String(decoding: request.body, as: UTF8.self)
                    == #"{"paymentKey":"pay-1","orderId":"order-0001","amount":15000}"#
            )
            #expect(paid.status == .done)
            #expect(paid.totalAmount == 15_000 && paid.balanceAmount == 15_000)
            #expect(paid.approvedAt == Instant("2026-03-01T09:00:05+09:00"))
            #expect(paid.card?.issuerCode == "21" && paid.card?.number == "94100012****789*")
            #expect(paid.method == "카드" && paid.orderName == "사과 한 상자" && paid.secret == "ps_1")
            #expect(paid.cancels.isEmpty && paid.failure == nil)
            #expect(paid.raw["tomorrow"]?["a"]?.integer == 1)
        }
    }

    @Test(arguments: [
        ("Qm3Zt8=", "Qm3Zt8%3D"), ("a/b", "a%2Fb"), ("a?b#c", "a%3Fb%23c"), ("빌링 키", "%EB%B9%8C%EB%A7%81%20%ED%82%A4"),
        ("a%2Fb", "a%252Fb"), ("a..b", "a..b"),
    ]) func `a key in a path is percent-encoded`(key: String, encoded: String) async throws {
        try await Stand.with(.answer(200, payment(paymentKey: key, orderId: key))) { client, stand in
            _ = try await client.payment(paymentKey: key)
            _ = try await client.payment(orderId: key)
            _ = try await client.cancel(paymentKey: key, Cancellation(reason: "마음"), idempotencyKey: "k")
            let charge = Charge(customerKey: "c", amount: 100, orderId: key, orderName: "n")
            _ = try await client.charge(billingKey: key, charge, idempotencyKey: "k")
            try await client.deleteBillingKey(key)
            #expect(
                stand.requests.map { "\($0.method.rawValue) \($0.target)" } == [
                    "GET /v1/payments/\(encoded)", "GET /v1/payments/orders/\(encoded)",
                    "POST /v1/payments/\(encoded)/cancel", "POST /v1/billing/\(encoded)",
                    "DELETE /v1/billing/\(encoded)",
                ]
            )
        }
    }

    @Test(arguments: ["", ".", ".."]) func `a key that would be another path is not sent`(key: String) async throws {
        try await Stand.with(.answer(200, payment(paymentKey: key))) { client, stand in
            let failure = await failure { () async throws(TossFailure) in try await client.payment(paymentKey: key) }
            guard case .ourMistake(status: nil, _, _)? = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(stand.requests.isEmpty)
        }
    }

    @Test func `an idempotency key that cannot be a header is our mistake`() async throws {
        try await Stand.with(.answer(200, payment())) { client, stand in
            let failure = await failure { () async throws(TossFailure) in
                try await client.confirm(confirmation, idempotencyKey: "key\r\nX-Other: 1")
            }
            #expect(failure?.mayHaveHappened == false)
            #expect(stand.requests.isEmpty)
        }
    }

    @Test func `a cancel sends only what was given, and reads the cancels`() async throws {
        let cancels = #"""
            ,"cancels":[{"transactionKey":"tx-1","cancelReason":"일부","canceledAt":"2026-03-02T09:00:00+09:00",
            "cancelAmount":5000,"refundableAmount":10000}]
            """#
        let body = payment().replacing("\"cancels\":null,", with: "").replacing("\"method\":\"카드\"", with: "\"x\":1")
        let answer = body.dropLast() + cancels + "}"
        try await Stand.with(.answer(200, String(answer))) { client, stand in
            let cancellation = Cancellation(reason: "일부", amount: 5000, refundableAmount: 15_000)
            let paid = try await client.cancel(paymentKey: "pay-1", cancellation, idempotencyKey: "refund-1")
            #expect(
                stand.requests.first.map { String(decoding: $0.body, as: UTF8.self) }
                    == #"{"cancelReason":"일부","cancelAmount":5000,"refundableAmount":15000}"#
            )
            #expect(paid.cancels.map(\.transactionKey) == ["tx-1"])
            #expect(paid.cancels.first?.amount == 5000 && paid.cancels.first?.refundableAmount == 10_000)
            #expect(paid.method == nil)
        }
    }

    @Test func `a status of tomorrow survives`() async throws {
        let answer = payment().replacing("\"DONE\"", with: "\"FROZEN\"")
        try await Stand.with(.answer(200, answer)) { client, _ in
            let paid = try await client.payment(paymentKey: "pay-1")
            #expect(paid.status.rawValue == "FROZEN" && paid.status.known == nil)
        }
    }

    @Test func `a cancel that cannot be read makes the payment unreadable`() throws {
        let answer = payment().replacing("\"cancels\":null", with: "\"cancels\":[{\"cancelAmount\":5000}]")
        #expect(TossPayment(try JSONNode(parsing: answer)) == nil)
    }

    @Test func `both forms of issuing a billing key read one answer`() async throws {
        let answer = #"{"customerKey":"cust-1","billingKey":"Qm3=","method":"카드","card":{"number":"9410****"}}"#
        try await Stand.with(.answer(200, answer)) { client, stand in
            let one = try await client.issueBillingKey(authKey: "auth-1", customerKey: "cust-1", idempotencyKey: "a")
            let two = try await client.issueBillingKey(
                using: confirmation,
                customerKey: "cust-1",
                idempotencyKey: "b"
            )
            #expect(one == two && one.billingKey == "Qm3=" && one.card?.number == "9410****")
            #expect(stand.requests.map(\.target) == Array(repeating: "/v1/billing/authorizations/issue", count: 2))
            #expect(
                stand.requests.map { String(decoding: $0.body, as: UTF8.self) } == [
                    #"{"authKey":"auth-1","customerKey":"cust-1"}"#,
                    #"{"paymentKey":"pay-1","orderId":"order-0001","amount":15000,"customerKey":"cust-1"}"#,
                ]
            )
            let failure = await failure { () async throws(TossFailure) in
                try await client.issueBillingKey(authKey: "auth-1", customerKey: "cust-2", idempotencyKey: "a")
            }
            #expect(failure?.mayHaveHappened == true)
        }
    }

    @Test func `a charge sends the customer it was issued for`() async throws {
        try await Stand.with(.answer(200, payment())) { client, stand in
            let charge = Charge(
                customerKey: "cust-1",
                amount: 9900,
                orderId: "order-0001",
                orderName: "Pro",
                customerEmail: "a@example.com"
            )
            _ = try await client.charge(billingKey: "Qm3=", charge, idempotencyKey: "charge-1")
            let body = stand.requests.first.map { String(decoding: $0.body, as: UTF8.self) }
            #expect(
                body
                    == #"{"customerKey":"cust-1","amount":9900,"orderId":"order-0001","orderName":"Pro","customerEmail":"a@example.com"}"#
            )
        }
    }

    @Test func `deleting a billing key needs no body in the answer`() async throws {
        try await Stand.with(.answer(200, "")) { client, stand in
            try await client.deleteBillingKey("Qm3=")
            #expect(stand.requests.first?.headers["Content-Type"] == nil)
        }
    }

    @Test func `every call is reported once, with Toss's trace id`() async throws {
        let calls = Locked<[TossCallRecord]>([])
        let observe: @Sendable (TossCallRecord) -> Void = { call in calls.withLock { $0.append(call) } }
        let refusal = Stand.Behaviour.answer(403, #"{"code":"REJECT_CARD_PAYMENT","message":"x"}"#)
        try await Stand.with(refusal, observe: observe) { client, _ in
            _ = await failure { () async throws(TossFailure) in
                try await client.confirm(confirmation, idempotencyKey: "key-1")
            }
            _ = await failure { () async throws(TossFailure) in try await client.payment(paymentKey: "") }
        }
        let seen = calls.withLock { $0 }
        #expect(seen.map(\.action) == [.confirm, .lookUp])
        #expect(seen.map(\.status) == [403, nil])
        #expect(seen.map(\.traceId) == ["trace-1", nil])
        #expect(seen.first?.failure?.code == .rejectCardPayment)
    }

    @Test func `neither a billing key nor a payment's secret is printed`() async throws {
        let answer = #"{"customerKey":"cust-1","billingKey":"Qm3=","card":{"number":"9410****"}}"#
        let billing = try await Stand.with(.answer(200, answer)) { client, _ in
            try await client.issueBillingKey(authKey: "auth-1", customerKey: "cust-1", idempotencyKey: "a")
        }
        let paid = try #require(TossPayment(try JSONNode(parsing: payment())))
        var text = "\(billing) \(paid) \([billing]) \(String(reflecting: paid))"
        dump(billing, to: &text)
        dump(paid, to: &text)
        #expect(!text.contains("Qm3=") && !text.contains("ps_1"))
        #expect(text.contains("pay-1") && text.contains("9410****"))
    }

    @Test func `the configuration does not print its key`() {
        let configuration = TossClient.Configuration(secretKey: "test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!text.contains("zXLkKE"))
        }
    }
}

extension String {
    fileprivate func replacing(_ text: String, with other: String) -> String {
        guard let range = firstRange(of: text) else { return self }
        return String(self[..<range.lowerBound] + other + self[range.upperBound...])
    }
}
