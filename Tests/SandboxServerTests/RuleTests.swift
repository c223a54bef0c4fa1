import HTTPServer
import JSON
import Testing

extension Gateway {
    /// A gateway with these rules for confirms, cards, or both.
    static func with(rules: String = "[]", cards: String = "{}") throws -> Gateway {
        try Gateway(scenario: #"{"name":"n","description":"d","cards":\#(cards),"rules":\#(rules)}"#)
    }

    func addHook() async throws {
        let answer = try await control(.post, "/webhooks/endpoints", #"{"url":"http://127.0.0.1:9/hook"}"#)
        try #require(answer.status == 201)
    }

    /// Says of which statuses the payment's webhooks tell.
    func announcements() -> [String] { deliver().compactMap(\.paymentStatus) }
}

@Suite(.timeLimit(.minutes(3))) struct RefusalRuleTests {
    private static let codes = PublishedCode.all.compactMap { code in code.status.map { (code.code, $0) } }

    @Test(arguments: codes)
    func `a refusal by the card company ends the payment, trouble on the way to it does not`(
        code: String,
        status: Int
    ) async throws {
        let rule = #"[{"name":"r","on":"payments.confirm","times":1,"then":{"refuse":"\#(code)"}}]"#
        let gateway = try Gateway.with(rules: rule)
        try await gateway.addHook()
        let key = try await gateway.approvedPayment("order-1", 15_000)
        let answer = try await gateway.confirm(key, "order-1", 15_000)
        #expect(answer.status == status)
        #expect(answer.code == code)
        let payment = try await gateway.toss(.get, "/v1/payments/\(key)")
        if [401, 404, 409, 429].contains(status) || status >= 500 {
            #expect(payment.text("status") == "IN_PROGRESS")
            #expect(gateway.announcements() == [])
            #expect(try await gateway.confirm(key, "order-1", 15_000).status == 200)
            #expect(gateway.announcements() == ["DONE"])
        } else {
            #expect(payment.text("status") == "ABORTED")
            #expect(payment["failure"]?["code"]?.string == code)
            #expect(payment["failure"]?["message"]?.string == answer.message)
            #expect(payment["approvedAt"]?.isNull == true)
            #expect(gateway.announcements() == ["ABORTED"])
            #expect(try await gateway.confirm(key, "order-1", 15_000).code == "ALREADY_PROCESSED_PAYMENT")
        }
    }

    @Test(arguments: codes)
    func `a refusal before the commit is an answer and nothing else`(code: String, status: Int) async throws {
        let then = #"{"refuse":"\#(code)","phase":"before-commit"}"#
        let gateway = try Gateway.with(rules: #"[{"name":"r","on":"payments.confirm","times":1,"then":\#(then)}]"#)
        try await gateway.addHook()
        let key = try await gateway.approvedPayment("order-1", 15_000)
        let answer = try await gateway.confirm(key, "order-1", 15_000)
        #expect(answer.status == status)
        #expect(answer.code == code)
        #expect(try await gateway.status(key) == "IN_PROGRESS")
        #expect(gateway.announcements() == [])
        #expect(try await gateway.confirm(key, "order-1", 15_000).status == 200)
    }

    @Test(arguments: [
        ("payments.get", "GET", "/v1/payments/{done}"), ("payments.get", "GET", "/v1/payments/orders/order-done"),
        ("payments.cancel", "POST", "/v1/payments/{done}/cancel"),
        ("payments.confirm", "POST", "/v1/payments/{waiting}"),
        ("billing.issue", "POST", "/v1/billing/authorizations/issue"),
        ("billing.issue", "POST", "/v1/billing/authorizations/{auth}"),
        ("billing.issue", "POST", "/v1/billing/authorizations/card"),
        ("billing.charge", "POST", "/v1/billing/{billing}"),
        ("billing.charge", "POST", "/v1/billing/authorizations/payments"),
        ("billing.delete", "DELETE", "/v1/billing/{billing}"), ("*", "POST", "/v1/payments/{done}/cancel"),
    ])
    func `a rule reaches every call of its kind, older paths included`(
        on: String,
        method: String,
        path: String
    ) async throws {
        let (gateway, standing) = try await Standing.gateway()
        let rule = #"{"name":"r","on":"\#(on)","then":{"refuse":"PROVIDER_ERROR","phase":"before-commit"}}"#
        let loaded = try await gateway.control(.put, "/scenario", #"{"name":"n","description":"d","rules":[\#(rule)]}"#)
        try #require(loaded.status == 200, "\(loaded)")
        let call = try #require(workingCalls.first { $0.path == path && $0.method.rawValue == method })
        let before = try await gateway.control(.get, "/payments")
        let answer = try await gateway.toss(call.method, standing.fill(path), call.body.map(standing.fill))
        #expect(answer.code == "PROVIDER_ERROR", "\(answer)")
        #expect(try await gateway.control(.get, "/payments").body == before.body)
    }
}

@Suite(.timeLimit(.minutes(3))) struct PhaseTests {
    private static let keyed: HTTPHeaders = ["Idempotency-Key": "once"]

    /// A gateway with one rule for the first confirm, and a payment to confirm.
    private func gateway(_ then: String) async throws -> (Gateway, String) {
        let gateway = try Gateway.with(rules: #"[{"name":"r","on":"payments.confirm","times":1,"then":\#(then)}]"#)
        try await gateway.addHook()
        return (gateway, try await gateway.approvedPayment("order-1", 15_000))
    }

    @Test(arguments: [#"{"status":503}"#, #"{"status":503,"phase":"before-commit"}"#])
    func `a status before the commit happens to nobody`(then: String) async throws {
        let (gateway, key) = try await gateway(then)
        #expect(try await gateway.confirm(key, "order-1", 15_000, headers: Self.keyed).status == 503)
        #expect(try await gateway.status(key) == "IN_PROGRESS")
        #expect(gateway.announcements() == [])
        #expect(try await gateway.confirm(key, "order-1", 15_000, headers: Self.keyed).status == 200)
    }

    @Test func `a status after the commit hides what happened, and the key still tells`() async throws {
        let (gateway, key) = try await gateway(#"{"status":502,"body":{"oops":1},"phase":"after-commit"}"#)
        let answer = try await gateway.confirm(key, "order-1", 15_000, headers: Self.keyed)
        #expect(answer.status == 502)
        #expect(answer.text == #"{"oops":1}"#)
        #expect(try await gateway.status(key) == "DONE")
        #expect(gateway.announcements() == ["DONE"])
        let again = try await gateway.confirm(key, "order-1", 15_000, headers: Self.keyed)
        #expect(again.status == 200)
        #expect(again.text("status") == "DONE")
    }

    @Test(arguments: [#"{"delay":"PT3S"}"#, #"{"delay":"PT3S","phase":"after-commit"}"#])
    func `a delay after the commit holds back the answer alone`(then: String) async throws {
        let (gateway, key) = try await gateway(then)
        let body = Gateway.confirmBody(key, "order-1", 15_000)
        let request = Request.toss(.post, "/v1/payments/confirm", body, headers: Self.keyed)
        let held = gateway.start(request)
        #expect(!held.isThere)
        #expect(try await gateway.status(key) == "DONE")
        #expect(gateway.announcements() == ["DONE"])
        let early = try await gateway.answer(request)
        #expect(early.status == 409)
        #expect(early.code == "IDEMPOTENT_REQUEST_PROCESSING")
        await gateway.sleeper.wake(after: .seconds(3))
        let answer = try await held.answer()
        #expect(answer.status == 200)
        let replay = try await gateway.answer(request)
        #expect(replay.status == 200)
        #expect(replay.body == answer.body)
    }

    @Test func `a delay before the commit decides when it ends`() async throws {
        let (gateway, key) = try await gateway(#"{"delay":"PT3S","phase":"before-commit"}"#)
        let body = Gateway.confirmBody(key, "order-1", 15_000)
        let request = Request.toss(.post, "/v1/payments/confirm", body, headers: Self.keyed)
        let held = gateway.start(request)
        #expect(!held.isThere)
        #expect(try await gateway.status(key) == "IN_PROGRESS")
        #expect(gateway.announcements() == [])
        #expect(try await gateway.answer(request).code == "IDEMPOTENT_REQUEST_PROCESSING")
        await gateway.sleeper.wake(after: .seconds(3))
        #expect(try await held.answer().text("status") == "DONE")
        #expect(gateway.announcements() == ["DONE"])
        #expect(try await gateway.answer(request).status == 200)
    }

    @Test func `a delay before the commit finds the state of its end`() async throws {
        let (gateway, key) = try await gateway(#"{"delay":"PT3S","phase":"before-commit"}"#)
        let held = gateway.start(.toss(.post, "/v1/payments/confirm", Gateway.confirmBody(key, "order-1", 15_000)))
        #expect(try await gateway.confirm(key, "order-1", 15_000).status == 200)
        await gateway.sleeper.wake(after: .seconds(3))
        #expect(try await held.answer().code == "ALREADY_PROCESSED_PAYMENT")
        #expect(gateway.announcements() == ["DONE"])
    }

    @Test func `a delay and a refusal go together`() async throws {
        let (gateway, key) = try await gateway(#"[{"delay":"PT3S"},{"refuse":"REJECT_CARD_COMPANY"}]"#)
        let held = gateway.start(.toss(.post, "/v1/payments/confirm", Gateway.confirmBody(key, "order-1", 15_000)))
        #expect(try await gateway.status(key) == "ABORTED")
        await gateway.sleeper.wake(after: .seconds(3))
        #expect(try await held.answer().code == "REJECT_CARD_COMPANY")
    }

    @Test func `a connection that breaks before the commit has charged nothing`() async throws {
        let (gateway, key) = try await gateway(#"{"fault":"reset"}"#)
        await #expect(throws: PendingAnswer.ConnectionReset.self) {
            try await gateway.confirm(key, "order-1", 15_000, headers: Self.keyed)
        }
        #expect(try await gateway.status(key) == "IN_PROGRESS")
        #expect(gateway.announcements() == [])
        #expect(try await gateway.confirm(key, "order-1", 15_000, headers: Self.keyed).text("status") == "DONE")
    }

    @Test func `a refusal that is lost before the commit refuses nothing and leaves the key free`() async throws {
        let (gateway, key) = try await gateway(#"[{"refuse":"REJECT_CARD_COMPANY"},{"fault":"close"}]"#)
        await #expect(throws: PendingAnswer.ConnectionClosed.self) {
            try await gateway.confirm(key, "order-1", 15_000, headers: Self.keyed)
        }
        #expect(try await gateway.status(key) == "IN_PROGRESS")
        #expect(try await gateway.confirm(key, "order-1", 15_000, headers: Self.keyed).text("status") == "DONE")
    }

    @Test func `a connection that breaks after the commit has charged, once`() async throws {
        let (gateway, key) = try await gateway(#"{"fault":"reset","phase":"after-commit"}"#)
        await #expect(throws: PendingAnswer.ConnectionReset.self) {
            try await gateway.confirm(key, "order-1", 15_000, headers: Self.keyed)
        }
        #expect(try await gateway.status(key) == "DONE")
        #expect(try await gateway.confirm(key, "order-1", 15_000, headers: Self.keyed).text("status") == "DONE")
        #expect(try await gateway.confirm(key, "order-1", 15_000).code == "ALREADY_PROCESSED_PAYMENT")
        #expect(gateway.announcements() == ["DONE"])
    }

    @Test func `a reset drops what is held`() async throws {
        let (gateway, key) = try await gateway(#"{"delay":"PT3S","phase":"before-commit"}"#)
        let held = gateway.start(.toss(.post, "/v1/payments/confirm", Gateway.confirmBody(key, "order-1", 15_000)))
        #expect(try await gateway.control(.post, "/reset", "{}").status == 200)
        await gateway.sleeper.wake(after: .seconds(3))
        await #expect(throws: PendingAnswer.ConnectionReset.self) { try await held.answer() }
        #expect(try await gateway.control(.get, "/payments")["items"]?.array?.isEmpty == true)
    }
}

@Suite(.timeLimit(.minutes(3))) struct RuleChoiceTests {
    private static let refuse = #""then":{"refuse":"PROVIDER_ERROR","phase":"before-commit"}"#

    /// How five confirms of new orders end under one rule.
    private func codes(_ limits: String, count: Int = 5) async throws -> [String] {
        let gateway = try Gateway.with(rules: #"[{"name":"r","on":"payments.confirm",\#(limits)\#(Self.refuse)}]"#)
        var codes: [String] = []
        for number in 1...count {
            let key = try await gateway.approvedPayment("order-\(number)", 15_000)
            codes.append(try await gateway.confirm(key, "order-\(number)", 15_000).code ?? "200")
        }
        return codes
    }

    @Test func `attempts count the calls that match, from 1`() async throws {
        let no = "PROVIDER_ERROR"
        #expect(try await codes(#""attempts":[1],"#) == [no, "200", "200", "200", "200"])
        #expect(try await codes(#""attempts":[2,4],"#) == ["200", no, "200", no, "200"])
        #expect(
            try await codes(#""when":{"orderId":"order-[!x]"},"attempts":[1],"#) == Array(repeating: "200", count: 5)
        )
        #expect(
            try await codes(#""when":{"orderId":{"in":["order-2","order-4"]}},"attempts":[2],"#)
                == ["200", "200", "200", no, "200"]
        )
    }

    @Test func `times count the firing`() async throws {
        let no = "PROVIDER_ERROR"
        #expect(try await codes(#""times":2,"#) == [no, no, "200", "200", "200"])
        #expect(try await codes(#""attempts":[2,3,4],"times":2,"#) == ["200", no, no, "200", "200"])
    }

    @Test func `from is included and until is not`() async throws {
        let limits = #""from":"2026-01-05T09:01:00+09:00","until":"2026-01-05T09:03:00+09:00","#
        let gateway = try Gateway.with(rules: #"[{"name":"r","on":"payments.confirm",\#(limits)\#(Self.refuse)}]"#)
        var codes: [String] = []
        for (number, step) in [59, 1, 119, 1].enumerated() {
            gateway.pass(.seconds(step))
            let key = try await gateway.approvedPayment("order-\(number)", 15_000)
            codes.append(try await gateway.confirm(key, "order-\(number)", 15_000).code ?? "200")
        }
        #expect(codes == ["200", "PROVIDER_ERROR", "PROVIDER_ERROR", "200"])
    }

    @Test func `the first rule that fires wins, and one that does not lets the next try`() async throws {
        let gateway = try Gateway.with(
            rules: """
                [{"name":"a","on":"payments.confirm","when":{"amount":{"atLeast":10000}},"attempts":[1],
                  "then":{"refuse":"COMMON_ERROR"}},
                 {"name":"b","on":"payments.confirm","when":{"orderId":"order-*"},"times":1,
                  "then":{"refuse":"UNKNOWN_PAYMENT_ERROR"}},
                 {"name":"c","on":"*","when":{"method":"카드"},"then":{"refuse":"PROVIDER_ERROR","phase":"before-commit"}}]
                """
        )
        var codes: [String?] = []
        for number in 1...3 {
            let key = try await gateway.approvedPayment("order-\(number)", 15_000)
            codes.append(try await gateway.confirm(key, "order-\(number)", 15_000).code)
        }
        #expect(codes == ["COMMON_ERROR", "UNKNOWN_PAYMENT_ERROR", "PROVIDER_ERROR"])
        let rules = try await gateway.control(.get, "/scenario")["rules"]?.array ?? []
        #expect(rules.map { $0["matched"]?.integer } == [3, 2, 1])
        #expect(rules.map { $0["fired"]?.integer } == [1, 1, 1])
        let log = try await gateway.control(.get, "/requests")["items"]?.array ?? []
        #expect(log.compactMap { $0["rule"]?.string } == ["a", "b", "c"])
    }

    @Test(arguments: [
        (#"{"orderId":"order-1"}"#, true), (#"{"orderId":"order-?"}"#, true), (#"{"orderId":"order"}"#, false),
        (#"{"orderId":"ORDER-1"}"#, false), (#"{"orderId":{"matches":"order-[0-9]+"}}"#, true),
        (#"{"orderId":{"matches":"[0-9]+"}}"#, false), (#"{"orderId":{"in":["a","order-1"]}}"#, true),
        (#"{"amount":15000}"#, true), (#"{"amount":{"atLeast":15000,"atMost":15000}}"#, true),
        (#"{"amount":{"atLeast":15001}}"#, false), (#"{"amount":{"in":[1,2]}}"#, false),
        (#"{"paymentKey":"tossb*"}"#, true), (#"{"customerKey":"customer-7"}"#, true),
        (#"{"customerKey":"other"}"#, false),
        (#"{"card":"4242 4242 4242 4242"}"#, true), (#"{"card":"424242*"}"#, true), (#"{"card":"5*"}"#, false),
        (#"{"method":"카드"}"#, true), (#"{"status":"IN_PROGRESS"}"#, true), (#"{"status":"DONE"}"#, false),
        (#"{"header":{"x-shop":"one"}}"#, true), (#"{"header":{"X-Shop":"o*"}}"#, true),
        (#"{"header":{"X-Shop":"two"}}"#, false), (#"{"header":{"X-None":"*"}}"#, false),
        (#"{"idempotencyKey":"key-*"}"#, true), (#"{"cancelReason":"*"}"#, false), (#"{"billingKey":"*"}"#, false),
        (#"{"orderId":"order-1","amount":{"atMost":1}}"#, false),
    ])
    func `all of a rule's conditions must hold`(when: String, fires: Bool) async throws {
        let gateway = try Gateway.with(
            rules: #"[{"name":"r","on":"payments.confirm","when":\#(when),\#(Self.refuse)}]"#
        )
        let key = try await gateway.approvedPayment("order-1", 15_000, more: #","customerKey":"customer-7""#)
        let headers: HTTPHeaders = ["X-Shop": "one", "Idempotency-Key": "key-1"]
        let answer = try await gateway.confirm(key, "order-1", 15_000, headers: headers)
        #expect(answer.code == (fires ? "PROVIDER_ERROR" : nil), "\(answer)")
    }

    @Test func `a cancel is known by its reason, its amount and its payment`() async throws {
        let gateway = try Gateway.with(
            rules: """
                [{"name":"r","on":"payments.cancel",
                  "when":{"cancelReason":"변*","amount":{"atLeast":20000},"orderId":"order-1","status":"DONE"},
                  "then":{"refuse":"REFUND_REJECTED","phase":"before-commit"}}]
                """
        )
        let key = try await gateway.paidPayment("order-1", 20_000)
        #expect(try await gateway.cancel(key, #"{"cancelReason":"변심"}"#).code == "REFUND_REJECTED")
        #expect(try await gateway.cancel(key, #"{"cancelReason":"품절","cancelAmount":5000}"#).status == 200)
        #expect(try await gateway.cancel(key, #"{"cancelReason":"변심"}"#).status == 200)
    }

    @Test func `a refused cancel leaves the payment paid`() async throws {
        let gateway = try Gateway.with(
            rules: #"[{"name":"r","on":"payments.cancel","times":1,"then":{"refuse":"REFUND_REJECTED"}}]"#
        )
        let key = try await gateway.paidPayment("order-1", 20_000)
        let before = try await gateway.control(.get, "/payments").body
        #expect(try await gateway.cancel(key, TossForm.cancel.body()).code == "REFUND_REJECTED")
        #expect(try await gateway.control(.get, "/payments").body == before)
        #expect(try await gateway.cancel(key, TossForm.cancel.body()).text("status") == "CANCELED")
    }
}

@Suite(.timeLimit(.minutes(3))) struct CardTests {
    private static let card = "4000000000000341"
    private static let attempts = """
        {"4000000000000341":{"attempts":["approve",{"refuse":"REJECT_CARD_PAYMENT"},"approve"]}}
        """

    @Test func `attempts count the decided charges of a card`() async throws {
        let gateway = try Gateway.with(cards: Self.attempts)
        var codes: [String] = []
        for number in 1...4 {
            let key = try await gateway.approvedPayment("order-\(number)", 15_000, card: Self.card)
            // Neither of these is a decided charge.
            #expect(try await gateway.confirm(key, "order-\(number)", 14_000).code == "FORBIDDEN_REQUEST")
            #expect(try await gateway.confirm(key, "order-x", 15_000).code == "FORBIDDEN_REQUEST")
            codes.append(try await gateway.confirm(key, "order-\(number)", 15_000).code ?? "200")
        }
        #expect(codes == ["200", "REJECT_CARD_PAYMENT", "200", "200"])
    }

    @Test func `attempts count the charges of each billing key by itself, and no issue`() async throws {
        let gateway = try Gateway.with(cards: Self.attempts)
        var codes: [String] = []
        let one = try await gateway.billingKey("customer-1", card: Self.card)
        let other = try await gateway.billingKey("customer-2", card: Self.card)
        for number in 1...3 {
            codes.append(try await gateway.charge(one, "customer-1", "order-a\(number)").code ?? "200")
            codes.append(try await gateway.charge(other, "customer-2", "order-b\(number)").code ?? "200")
        }
        #expect(codes == ["200", "200", "REJECT_CARD_PAYMENT", "REJECT_CARD_PAYMENT", "200", "200"])
    }

    @Test func `a refused charge sends no webhook and can be repeated under its orderId`() async throws {
        let cards = #"{"4000000000000341":{"attempts":[{"refuse":"REJECT_CARD_PAYMENT"},"approve"]}}"#
        let gateway = try Gateway.with(cards: cards)
        try await gateway.addHook()
        let key = try await gateway.billingKey("customer-1", card: Self.card)
        #expect(try await gateway.charge(key, "customer-1", "order-1").status == 403)
        let answer = try await gateway.charge(key, "customer-1", "order-1")
        #expect(answer.text("status") == "DONE")
        #expect(answer.text("type") == "BILLING")
        #expect(try await gateway.charge(key, "customer-1", "order-1").code == "DUPLICATED_ORDER_ID")
        #expect(gateway.post.sent.isEmpty)
    }

    @Test func `a card approves until its day comes`() async throws {
        let cards = """
            {"4000000000009995":{"until":"2026-01-05T10:00:00+09:00","then":{"refuse":"INVALID_STOPPED_CARD"}}}
            """
        let gateway = try Gateway.with(cards: cards)
        let key = try await gateway.billingKey("customer-1", card: "4000000000009995")
        gateway.pass(.seconds(3599))
        #expect(try await gateway.charge(key, "customer-1", "order-1").status == 200)
        gateway.pass(.seconds(1))
        #expect(try await gateway.charge(key, "customer-1", "order-2").code == "INVALID_STOPPED_CARD")
        let payment = try await gateway.approvedPayment("order-3", 15_000, card: "4000000000009995")
        #expect(try await gateway.confirm(payment, "order-3", 15_000).code == "INVALID_STOPPED_CARD")
    }

    @Test func `a card can issue a billing key and fail to be charged, or the other way round`() async throws {
        let cards = """
            {"4000000000009001":{"issue":"approve","charge":{"refuse":"REJECT_CARD_COMPANY"}},
             "4000000000009002":{"issue":{"refuse":"INVALID_CARD_NUMBER"},"charge":"approve"}}
            """
        let gateway = try Gateway.with(cards: cards)
        let key = try await gateway.billingKey("customer-1", card: "4000000000009001")
        #expect(try await gateway.charge(key, "customer-1", "order-1").code == "REJECT_CARD_COMPANY")
        let authKey = try await gateway.authKey("customer-1", card: "4000000000009002")
        let body = #"{"authKey":"\#(authKey)","customerKey":"customer-1"}"#
        let refused = try await gateway.toss(.post, "/v1/billing/authorizations/issue", body)
        #expect(refused.code == "INVALID_CARD_NUMBER")
        let payment = try await gateway.approvedPayment("order-2", 15_000, card: "4000000000009002")
        #expect(try await gateway.confirm(payment, "order-2", 15_000).status == 200)
    }

    @Test func `the longest prefix wins, a number wins over it, and a file over the built-in table`() async throws {
        let cards = """
            {"4111*":{"refuse":"REJECT_CARD_COMPANY"},"4111 22*":{"refuse":"REJECT_CARD_PAYMENT"},
             "4111-2233-4455-6677":"approve","4242424242424242":{"refuse":"FDS_ERROR"}}
            """
        let gateway = try Gateway.with(cards: cards)
        var codes: [String] = []
        for (number, card) in ["4111330000000001", "4111220000000001", "4111 2233 4455 6677", "4242424242424242"]
            .enumerated()
        {
            let key = try await gateway.approvedPayment("order-\(number)", 15_000, card: card)
            codes.append(try await gateway.confirm(key, "order-\(number)", 15_000).code ?? "200")
        }
        #expect(codes == ["REJECT_CARD_COMPANY", "REJECT_CARD_PAYMENT", "200", "FDS_ERROR"])
    }

    @Test(arguments: [
        ("4242 4242 4242 4242", "200"), ("4000 0000 0000 0002", "REJECT_CARD_COMPANY"),
        ("4000-0000-0000-0069", "INVALID_CARD_EXPIRATION"), ("1111-2222-3333-4444", "200"),
        ("1234-5678-1234-5678", "200"),
        ("4030-0000-0000-0001", "200"), ("5191-0000-0000-0001", "200"), ("5295-7800-0000-0001", "200"),
        ("9410001234567890", "200"), ("5365100000000000", "200"), ("4906251234123456", "200"),
    ])
    func `the cards of the guides do what the guides say`(card: String, code: String) async throws {
        let gateway = try Gateway()
        let key = try await gateway.billingKey("customer-1", card: card.contains("4000") ? nil : card)
        #expect(
            try await gateway.charge(key, "customer-1", "order-1").code ?? "200"
                == (card.contains("4000") ? "200" : code)
        )
        let payment = try await gateway.approvedPayment("order-2", 15_000, card: card)
        #expect(try await gateway.confirm(payment, "order-2", 15_000).code ?? "200" == code)
    }

    @Test(arguments: ["4111111111111111", "4330121234567890", "5520221234567890"])
    func `a card measured for billing pays in the window, and its billing key cannot be charged`(
        card: String
    ) async throws {
        let gateway = try Gateway()
        let key = try await gateway.billingKey("customer-1", card: card)
        #expect(try await gateway.charge(key, "customer-1", "order-1").code == "NOT_SUPPORTED_CARD_TYPE")
        let payment = try await gateway.approvedPayment("order-2", 15_000, card: card)
        #expect(try await gateway.confirm(payment, "order-2", 15_000).status == 200)
    }
}
