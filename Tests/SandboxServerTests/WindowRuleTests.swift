import HTTPServer
import JSON
import Testing

/// Rules about the buyer in the payment window.
@Suite(.timeLimit(.minutes(3))) struct WindowRuleTests {
    private func gateway(_ rule: String) throws -> Gateway {
        try Gateway.with(rules: #"[{"name":"window","on":"checkout.authenticate",\#(rule)}]"#)
    }

    private func visit(_ gateway: Gateway, _ more: String = "") async throws -> Answer {
        try await gateway.control(
            .post,
            "/payments",
            #"{"orderId":"order-1","amount":15000,"successUrl":"http://shop/ok","failUrl":"http://shop/no"\#(more)}"#
        )
    }

    @Test(arguments: ["PAY_PROCESS_ABORTED", "USER_CANCEL", "REJECT_CARD_COMPANY"])
    func `a refusal makes the window fail with its code`(code: String) async throws {
        let gateway = try gateway(#""then":{"refuse":"\#(code)"}"#)
        let answer = try await visit(gateway)
        #expect(answer.status == 201)
        #expect(answer.code == code)
        #expect(answer.text("status") == "READY")
        #expect(answer.text("redirectUrl")?.hasPrefix("http://shop/no?code=\(code)&message=") == true)
        #expect(answer.text("redirectUrl")?.hasSuffix("&orderId=order-1") == true)
        #expect(answer.text("rule") == "window")
    }

    @Test func `a window that is closed goes to the shop without an order`() async throws {
        let answer = try await visit(try gateway(#""then":{"refuse":"PAY_PROCESS_CANCELED"}"#))
        #expect(answer.code == "PAY_PROCESS_CANCELED")
        #expect(answer.text("redirectUrl")?.contains("orderId") == false)
    }

    @Test func `approve does nothing special, and a star is not about the window`() async throws {
        let gateways = [
            try gateway(#""then":"approve""#),
            try Gateway.with(rules: #"[{"on":"*","then":{"refuse":"PROVIDER_ERROR","phase":"before-commit"}}]"#),
        ]
        for gateway in gateways {
            let answer = try await visit(gateway)
            #expect(answer.text("status") == "IN_PROGRESS")
            #expect(answer["rule"] == nil)
        }
    }

    @Test func `a buyer who would not approve is not asked about`() async throws {
        let gateway = try gateway(#""attempts":[1],"then":{"refuse":"PAY_PROCESS_ABORTED"}"#)
        #expect(try await visit(gateway, #","buyer":"cancel""#).code == "PAY_PROCESS_CANCELED")
        #expect(try await visit(gateway, #","buyer":"abandon""#).code == nil)
        #expect(try await visit(gateway).code == "PAY_PROCESS_ABORTED")
        #expect(try await visit(gateway).text("status") == "IN_PROGRESS")
    }

    @Test(arguments: [
        (#"{"orderId":"order-?"}"#, true), (#"{"amount":{"atLeast":15001}}"#, false), (#"{"card":"4242*"}"#, true),
        (#"{"customerKey":"c-1"}"#, true), (#"{"customerKey":"c-2"}"#, false), (#"{"method":"CARD"}"#, true),
        (#"{"cancelReason":"*"}"#, false),
    ])
    func `the window's rules see what the buyer sees`(when: String, fires: Bool) async throws {
        let gateway = try gateway(#""when":\#(when),"then":{"refuse":"PAY_PROCESS_ABORTED"}"#)
        let answer = try await visit(gateway, #","customerKey":"c-1""#)
        #expect((answer.code == "PAY_PROCESS_ABORTED") == fires)
    }

    @Test func `registering a card and coming back to the window ask the same rules`() async throws {
        let gateway = try gateway(#""times":2,"then":{"refuse":"USER_CANCEL"}"#)
        let registration = #"{"customerKey":"customer-1","failUrl":"http://shop/no"}"#
        let refused = try await gateway.control(.post, "/billing-authorizations", registration)
        #expect(refused.code == "USER_CANCEL")
        #expect(refused.text("authKey") == nil)
        #expect(refused.text("rule") == "window")
        let key = try #require(try await visit(gateway, #","buyer":"abandon""#).text("paymentKey"))
        for status in ["READY", "IN_PROGRESS"] {
            #expect(try await gateway.control(.post, "/payments/\(key)/authenticate", "{}").text("status") == status)
        }
        #expect(try await !gateway.authKey("customer-1").isEmpty)
    }
}
