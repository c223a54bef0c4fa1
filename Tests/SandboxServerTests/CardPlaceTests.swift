import HTTPServer
import JSON
import TestSupport
import Testing

/// A card number that somebody puts in the wrong place stays nowhere, and the run comes out the same without it.
@Suite(.timeLimit(.minutes(3))) struct CardPlaceTests {
    /// A rule of it asks for a header.
    private static let scenario = #"""
        {"name":"n","description":"d",
         "rules":[{"name":"asks","on":"payments.cancel","when":{"header":{"X-Shop":"nothing"}},"then":"approve"}]}
        """#
    private static let windows = [
        "/requests", "/payments", "/billing-keys", "/webhooks/deliveries", "/webhooks/endpoints", "/clock/alarms",
        "/snapshots", "/events?after=0&limit=1000", "/ledger", "/scenario", "/bundle",
    ]

    static let places =
        CardPlace.inTossBodies + CardPlace.inTossNames + CardPlace.inHeaders + CardPlace.inBuyerCalls
        + CardPlace.inControlCalls + CardPlace.inWebhooks + CardPlace.inScenarios

    @Test(arguments: places)
    func `a card number is shown nowhere, wherever it was sent`(place: CardPlace) async throws {
        for spelling in place.spellings {
            let (gateway, standing) = try await Standing.gateway(scenario: Self.scenario)
            let listener = gateway.start(
                .toss(.get, "/sandbox/events?after=0", headers: ["Accept": "text/event-stream"])
            )
            let answer = try await place.call(gateway, standing, spelling)
            gateway.deliver()
            if !place.isAnswered || answer.status >= 400 { expectNone(in: answer.text, "the answer to \(spelling)") }
            for path in Self.windows {
                let shown = try await gateway.control(.get, path)
                try #require(shown.status == 200, "\(path): \(shown)")
                expectNone(in: shown.text, "\(path) for \(spelling)")
            }
            expectNone(in: String(decoding: listener.written.joined(), as: UTF8.self), "events for \(spelling)")
            try await expectReplay(of: gateway, spelling)
        }
    }

    private func expectNone(in text: String, _ what: String) {
        let shown = Digits(in: text)
        #expect(!shown.contain(CardPlace.number), "\(what): \(text.prefix(1500))")
        // The second of two cards in a row.
        #expect(!shown.contain("5555555555554444"), "\(what): \(text.prefix(1500))")
    }

    /// The run must come out the same when it is run again, and its sandbox must show the same elsewhere.
    private func expectReplay(of gateway: Gateway, _ spelling: String) async throws {
        let bundle = try await gateway.control(.get, "/bundle").text
        let replay = try await gateway.control(.post, "/replay", bundle)
        #expect(replay["identical"]?.bool == true, "\(spelling): \(replay)")
        let other = try Gateway()
        #expect(try await other.control(.post, "/bundle", bundle).status == 200)
        for path in ["/payments", "/ledger"] {
            let (here, there) = (try await gateway.control(.get, path), try await other.control(.get, path))
            #expect(here.text == there.text, "\(path) for \(spelling)")
        }
    }

    @Test func `what a shop sends is answered in full`() async throws {
        let (gateway, standing) = try await Standing.gateway()
        let visit = #"{"orderId":"4539578763621486","amount":1000,"orderName":"4539 5787 6362 1486"}"#
        let key = try #require(try await gateway.control(.post, "/payments", visit).text("paymentKey"))
        let answer = try await gateway.confirm(
            key,
            "4539578763621486",
            1000,
            headers: ["Idempotency-Key": "4539578763621486"]
        )
        #expect(answer.text("orderId") == "4539578763621486")
        #expect(answer.text("orderName") == "4539 5787 6362 1486")
        #expect(answer.headers["idempotency-key"] == "4539578763621486")
        #expect(try await gateway.toss(.get, "/v1/payments/orders/4539578763621486").status == 200)
        #expect(
            try await gateway.cancel(standing.done, #"{"cancelReason":"4539578763621486"}"#)["cancels"]?[0]?[
                "cancelReason"
            ]?
            .string == "4539578763621486"
        )
        let log = try await gateway.control(.get, "/requests?orderId=4539578763621486")
        #expect(log["items"]?.array?.count == 2)
        let verdict = try await gateway.control(.post, "/verify", #"{"payments":[{"orderId":"4539578763621486"}]}"#)
        #expect(verdict["passed"]?.bool == true)
    }

    @Test func `a rule finds what it names, although both are masked`() async throws {
        let (gateway, _) = try await Standing.gateway(
            scenario: #"""
                {"name":"n","description":"d","cards":{"5555 5555 5555 4444":"approve"},"rules":[
                 {"name":"order","on":"payments.confirm","when":{"orderId":{"in":["4539578763621486"]}},
                  "then":{"refuse":"PROVIDER_ERROR"}},
                 {"name":"card","on":"payments.confirm","when":{"card":"5555 5555 5555 4444"},
                  "then":{"refuse":"REJECT_CARD_PAYMENT"}}]}
                """#
        )
        let key = try await gateway.approvedPayment("4539578763621486", 1000)
        #expect(try await gateway.confirm(key, "4539578763621486", 1000).code == "PROVIDER_ERROR")
        let other = try await gateway.approvedPayment("order-1", 1000, card: "5555555555554444")
        #expect(try await gateway.confirm(other, "order-1", 1000).code == "REJECT_CARD_PAYMENT")
        #expect(try await gateway.control(.get, "/scenario").text.contains("5555 5555 5555 4444"))
        try await expectReplay(of: gateway, "a rule")
    }

    @Test func `headers that nobody reads are kept nowhere, and a rule hears of those it asks for`() async throws {
        let (gateway, standing) = try await Standing.gateway(scenario: Self.scenario)
        let headers: HTTPHeaders = [
            "X-Shop": "seoul", "X-Other": "other-value", "Cookie": "cookie-value", "Accept-Language": "en",
            "Idempotency-Key": "key-1",
        ]
        _ = try await gateway.toss(
            .post,
            "/v1/payments/\(standing.done)/cancel",
            TossForm.cancel.body(),
            headers: headers
        )
        let bundle = try await gateway.control(.get, "/bundle").text
        for kept in [#"["X-Shop","seoul"]"#, #"["Accept-Language","en"]"#, #"["Idempotency-Key","key-1"]"#] {
            #expect(bundle.contains(kept))
        }
        for left in ["other-value", "cookie-value", Gateway.basic, "Authorization", "Cookie"] {
            #expect(!bundle.contains(left))
        }
    }
}
