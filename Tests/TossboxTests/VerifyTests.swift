internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct VerifyTests {
    @Test func `a shop that was charged once passes, and one that expects another order hears which there was`()
        async throws
    {
        let shop = try await Shop.open()
        try await shop.paid("order-l", 15000)
        let holds = try await shop.control(
            "POST",
            "/verify",
            ["payments": [["orderId": "order-l", "status": "DONE", "charges": 1]]]
        )
        #expect(holds == ["passed": true, "checked": 1, "failures": [], "warnings": []])
        let fails = try await shop.control("POST", "/verify", ["requests": [["orderId": "order-1"]]])
        #expect(fails.passed == false)
        #expect(
            fails.failures[0].message
                == "no request for order-1; there was one for order-l (1 letter differs): request 1, amount 15000, answered 200"
        )
    }

    @Test func `the ledger and the events tell of a purchase`() async throws {
        let shop = try await Shop.open()
        let payment = try await shop.paid("order-0001", 15000)
        let entry = try await shop.control("GET", "/ledger").items[0]
        #expect(entry.contains(["id": 1, "kind": "charge", "orderId": "order-0001", "amount": 15000]))
        #expect(entry.paymentKey == payment.paymentKey)
        let events = try await shop.control("GET", "/events?after=0").items.list
        #expect(
            events.map(\.type) == ["payment.created", "payment.authenticated", "payment.done", "request.answered"]
        )
        try await shop.control("POST", "/reset", [:])
        #expect(try await shop.control("GET", "/ledger").items.list.isEmpty)
        #expect(try await shop.control("GET", "/events?after=4").items[0].type == "sandbox.reset")
    }

    @Test func `a log that was cut is owned up to`() async throws {
        try await withTossbox(arguments: ["--quiet", "--history", "2"]) { tossbox in
            let shop = Shop(at: tossbox)
            for number in 1...3 { try await shop.paid("order-000\(number)", 1000) }
            let answer = try await shop.control(
                "POST",
                "/verify",
                ["requests": [["orderId": "order-0001"], ["orderId": "order-0003", "count": 1]]]
            )
            let remark = "the log has forgotten the oldest 1 request, --history keeps more"
            #expect(answer.failures[0].message.text?.hasSuffix("; \(remark)") == true)
            #expect(answer.warnings == [.string("$.requests[1] holds as far as is known: \(remark)")])
        }
    }
}
