import HTTPServer
import JSON
import Locking
import SandboxCore
import SandboxServer
import Scenarios
import Testing

/// A run as a document: run again, compared to the byte, and put in the place of a sandbox.
@Suite(.timeLimit(.minutes(3))) struct BundleTests {
    private static let scenario = #"""
        {"name":"n","description":"d","seed":3,
         "rules":[{"name":"slow","on":"payments.cancel","times":1,"then":{"delay":"PT1S","phase":"before-commit"}},
                  {"name":"lost","on":"payments.confirm","attempts":[2],"then":{"fault":"reset","phase":"after-commit"}}],
         "webhooks":{"endpoints":[{"url":"http://127.0.0.1:1/"}]}}
        """#

    /// Everything a sandbox does: webhooks with outcomes, a hold, an alarm, an adoption, cards, clocks and refusals.
    private static func run(_ gateway: Gateway, _ orders: String = "order") async throws {
        var keys: [String] = []
        for number in 1...3 {
            let key = try await gateway.approvedPayment("\(orders)-\(number)", 15_000)
            keys.append(key)
            _ = try? await gateway.confirm(
                key,
                "\(orders)-\(number)",
                15_000,
                headers: ["Idempotency-Key": "\(number)"]
            )
            gateway.pass(.milliseconds(1234))
            gateway.deliver(status: number == 2 ? 500 : 200)
        }
        let body = #"{"cancelReason":"4242-4242-4242-4242 품절","cancelAmount":1}"#
        let slow = gateway.start(.toss(.post, "/v1/payments/\(keys[0])/cancel", body))
        gateway.pass(.seconds(1))
        if !slow.isThere { await gateway.sleeper.wake(after: .seconds(1)) }
        _ = try await slow.answer()
        let adopted = try await gateway.answer(
            Request(
                method: .post,
                target: "/sandbox/payments?key=test_ck_\(orders)",
                body: Array(#"{"orderId":"\#(orders)-adopted","amount":1000}"#.utf8)
            )
        )
        let key = try #require(adopted.text("paymentKey"))
        #expect(try await gateway.confirm(key, "\(orders)-adopted", 1000).status == 200)
        let billing = try await gateway.billingKey("customer-\(orders)")
        _ = try await gateway.charge(billing, "customer-\(orders)", "\(orders)-charge")
        let card = TossForm.issueByCard.body()
        #expect(try await gateway.toss(.post, "/v1/billing/authorizations/card", card).status == 200)
        _ = try await gateway.toss(.get, "/v1/payments/nothing")
        let alarm = #"{"id":"a","at":"2036-01-05T09:00:00+09:00","url":"http://127.0.0.1:1/"}"#
        #expect(try await gateway.control(.post, "/clock/alarms", alarm).status == 201)
        gateway.deliverFromNowOn()
        #expect(try await gateway.control(.post, "/clock/advance", #"{"by":"PT5M"}"#).status == 200)
        gateway.post.isAutomatic.withLock { $0 = false }
    }

    private static func bundle(_ gateway: Gateway) async throws -> String {
        let answer = try await gateway.control(.get, "/bundle")
        try #require(answer.status == 200, "\(answer)")
        return answer.text
    }

    @Test func `a bundle says what happened, and comes out the same when it is run again`() async throws {
        let gateway = try Gateway(scenario: Self.scenario)
        try await Self.run(gateway)
        let text = try await Self.bundle(gateway)
        let bundle = try JSONNode(parsing: text)
        #expect(bundle["tossboxBundle"]?.integer == 2)
        #expect(bundle["sandbox"]?.string == "gateway")
        #expect(bundle["seed"]?.integer == 3)
        #expect(bundle["cut"]?.bool == false)
        #expect(bundle["scenario"]?["rules"]?[1]?["name"]?.string == "lost")
        let kinds = Set((bundle["commands"]?.array ?? []).compactMap { $0["command"]?["kind"]?.string })
        #expect(kinds.isSuperset(of: ["visit", "request", "resume", "delivered", "adopt", "step", "setAlarm"]))
        let before = try await gateway.state()
        let replay = try await gateway.control(.post, "/replay", text)
        #expect(replay.text == #"{"identical":true,"commands":\#(bundle["commands"]?.array?.count ?? 0)}"#)
        #expect(try await gateway.state() == before)
        // Somewhere else as well.
        #expect(try await Gateway().control(.post, "/replay", text)["identical"]?.bool == true)
    }

    @Test(arguments: [
        (#"\"status\":\"DONE\""#, #"\"status\":\"DOME\""#, "response body", "request"),
        (#""status":200"#, #""status":201"#, "response status", "request"),
        (#"["x-tosspayments-trace-id",""#, #"["x-tosspayments-trace-id","0"#, "response header 2 2", "request"),
        (
            #"{"kind":"visited","paymentKey":"tossb"#, #"{"kind":"visited","paymentKey":"tosse"#, "response paymentKey",
            "visit"
        ),
        (#"\"eventType\":\"PAYMENT"#, #"\"eventType\":\"BAYMENT"#, "webhook 1 body", "request"),
        (#""sent":[{"id":""#, #""sent":[{"id":"0"#, "webhook 1 id", "request"),
        (#""fault":"reset after-commit"}"#, #""fault":"close after-commit"}"#, "response fault", "request"),
        (#"\"seed\":3"#, #"\"seed\":4"#, "response paymentKey", "visit"),
        (#""cardNumber":"4242424242424242""#, #""cardNumber":"4000000000000002""#, "response status", "request"),
        (#""kind":"reply""#, #""kind":"held""#, "response kind", "request"),
    ])
    func `the first byte that differs is found`(
        old: String,
        new: String,
        what: String,
        kind: String
    ) async throws {
        let gateway = try Gateway(scenario: Self.scenario)
        try await Self.run(gateway)
        var text = try await Self.bundle(gateway)
        let place = try #require(text.firstRange(of: old))
        text.replaceSubrange(place, with: new)
        let replay = try await gateway.control(.post, "/replay", text)
        #expect(replay.status == 200)
        #expect(replay["identical"]?.bool == false)
        let difference = try #require(replay["difference"])
        #expect(difference["what"]?.string == what, "\(replay)")
        #expect(difference["kind"]?.string == kind)
        #expect(difference["expected"]?.string != difference["found"]?.string)
        #expect((difference["command"]?.integer ?? 0) >= 1)
        #expect(difference["offset"]?.integer != nil)
    }

    /// The second key opens the sandbox `default`, which has a merchant id of its own.
    @Test(arguments: [("test_sk_other", "other"), ("test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R", "default")])
    func `an imported sandbox goes on as the original does, whatever it is called`(
        key: String,
        name: String
    ) async throws {
        let original = try Gateway(scenario: Self.scenario)
        try await Self.run(original)
        let text = try await Self.bundle(original)
        let copy = try Gateway()
        // What was there before is gone, and what was under way there stays out of it.
        let before = try await copy.approvedPayment("order-before", 1000)
        let other = ["Authorization": authorization(key + ":")] as HTTPHeaders
        let answer = try await copy.control(.post, "/bundle", text, headers: other)
        #expect(answer.status == 200, "\(answer)")
        #expect(answer["sandbox"]?.string == name)
        #expect(try await copy.status(before) == "IN_PROGRESS")

        func drive(_ gateway: Gateway, _ headers: HTTPHeaders) async throws -> [String] {
            var seen: [String] = []
            _ = try await gateway.control(
                .put,
                "/clock",
                #"{"mode":"manual","now":"2026-02-01T00:00:00+09:00"}"#,
                headers: headers
            )
            for number in 1...3 {
                let visit = try await gateway.control(
                    .post,
                    "/payments",
                    #"{"orderId":"order-more-\#(number)","amount":5000}"#,
                    headers: headers
                )
                let key = visit.text("paymentKey") ?? ""
                seen.append(visit.text)
                seen.append(try await gateway.confirm(key, "order-more-\(number)", 5000, headers: headers).text)
                let trace = try await gateway.toss(.get, "/v1/payments/\(key)", headers: headers)
                seen.append("\(trace.headers["x-tosspayments-trace-id"] ?? "") \(trace.text)")
            }
            let sent = gateway.deliver()
            seen += sent.map { "\($0.url) \($0.headers) \(String(decoding: $0.body, as: UTF8.self))" }
            seen.append(try await gateway.control(.get, "/payments", headers: headers).text)
            seen.append(try await gateway.control(.get, "/requests?limit=1000", headers: headers).text)
            return seen
        }
        let first = try await drive(original, ["Authorization": Gateway.basic])
        // The key in the calls differs; nothing that is shown does.
        #expect(try await drive(copy, other) == first)
        #expect(first.count >= 14)
        // And the imported one can be taken again.
        let again = try await copy.control(.get, "/bundle", headers: other).text
        #expect(try await copy.control(.post, "/replay", again)["identical"]?.bool == true)
    }

    @Test func `what was under way in a bundle is over or begins again after an import`() async throws {
        let gateway = try Gateway(scenario: Self.scenario)
        let key = try await gateway.approvedPayment("order-1", 15_000)
        #expect(try await gateway.confirm(key, "order-1", 15_000).status == 200)
        let held = gateway.start(
            .toss(.post, "/v1/payments/\(key)/cancel", #"{"cancelReason":"r"}"#, headers: ["Idempotency-Key": "c"])
        )
        let text = try await Self.bundle(gateway)
        let copy = try Gateway()
        #expect(try await copy.control(.post, "/bundle", text).status == 200)
        #expect(copy.post.sent.map(\.paymentStatus) == ["DONE"])
        let deliveries = try await copy.control(.get, "/webhooks/deliveries")
        #expect(deliveries["items"]?[0]?["attempts"]?[0]?["error"]?.string == "interrupted")
        #expect(!held.isThere)
        let again = try await copy.toss(
            .post,
            "/v1/payments/\(key)/cancel",
            #"{"cancelReason":"r"}"#,
            headers: ["Idempotency-Key": "c"]
        )
        #expect(again.text("status") == "CANCELED")
    }

    @Test func `an imported sandbox has the endpoints of the command line that it came to`() async throws {
        let named = ["http://127.0.0.1:1/", "http://127.0.0.1:2/"].map { EndpointSetting(url: $0) }
        let text = try await Self.bundle(try Gateway { $0.hub.endpoints = [named[0]] })
        let copy = try Gateway { $0.hub.endpoints = [named[1]] }
        #expect(try await copy.control(.post, "/bundle", text).status == 200)
        let list = try await copy.control(.get, "/webhooks/endpoints")
        #expect(list["items"]?.array?.compactMap { $0["url"]?.string } == ["http://127.0.0.1:2/"])
        let key = try await copy.paidPayment("order-1", 1000)
        #expect(copy.deliver().map(\.url) == ["http://127.0.0.1:2/"])
        #expect(try await copy.status(key) == "DONE")
    }

    @Test func `a held request of the sandbox that was replaced answers nobody in the new one`() async throws {
        let slow = #"{"name":"n","description":"d","rules":[{"on":"payments.confirm","then":{"delay":"PT7S"}}]}"#
        let gateway = try Gateway(scenario: slow)
        let empty = try await Self.bundle(gateway)
        let first = try await gateway.approvedPayment("order-1", 1000)
        let old = gateway.start(.toss(.post, "/v1/payments/confirm", Gateway.confirmBody(first, "order-1", 1000)))
        await gateway.sleeper.untilSomebodySleeps(.seconds(7))
        #expect(try await gateway.control(.post, "/bundle", empty).status == 200)
        let second = try await gateway.approvedPayment("order-2", 1000)
        let new = gateway.start(.toss(.post, "/v1/payments/confirm", Gateway.confirmBody(second, "order-2", 1000)))
        await gateway.sleeper.wake(after: .seconds(7))
        await #expect(throws: PendingAnswer.ConnectionReset.self) { try await old.answer() }
        if !new.isThere { await gateway.sleeper.wake(after: .seconds(7)) }
        #expect(try await new.answer().text("orderId") == "order-2")
    }

    @Test func `a journal that outgrows its memory is cut, says so, and still runs as far as it goes`() async throws {
        let gateway = try Gateway { $0.hub.journalCapacity = 20_000 }
        for number in 1...20 { _ = try await gateway.paidPayment("order-\(number)", 1000) }
        let text = try await Self.bundle(gateway)
        let bundle = try JSONNode(parsing: text)
        let kept = bundle["commands"]?.array?.count ?? 0
        #expect(bundle["cut"]?.bool == true)
        #expect(kept > 3)
        #expect(bundle["missing"]?.integer == Int64(40 - kept))
        let replay = try await gateway.control(.post, "/replay", text)
        #expect(replay.text == #"{"identical":true,"commands":\#(kept),"cut":true,"missing":\#(40 - kept)}"#)
        let before = try await gateway.state()
        let refused = try await gateway.control(.post, "/bundle", text)
        #expect(refused.status == 409)
        #expect(refused.message?.contains("--data") == true)
        #expect(try await gateway.state() == before)
    }

    @Test func `journals that outgrow what all may hold are cut, and what goes gives its room back`() async throws {
        let gateway = try Gateway { $0.hub.totalJournalCapacity = 60_000 }
        func isCut(_ shop: String) async throws -> Bool? {
            let headers = ["Authorization": authorization("test_sk_\(shop):")] as HTTPHeaders
            return try await gateway.control(.get, "/bundle", headers: headers)["cut"]?.bool
        }
        func pay(_ shop: String, _ orders: Int) async throws {
            let headers = ["Authorization": authorization("test_sk_\(shop):")] as HTTPHeaders
            for number in 1...orders {
                let body = #"{"orderId":"order-\#(number)","amount":1000}"#
                #expect(try await gateway.control(.post, "/payments", body, headers: headers).status == 201)
            }
        }
        func forget(_ shop: String) async throws {
            let headers = ["Authorization": authorization("test_sk_\(shop):")] as HTTPHeaders
            #expect(try await gateway.control(.delete, "", headers: headers).status == 200)
        }
        try await pay("a", 20)
        try await pay("b", 100)
        #expect(try await isCut("a") == false)
        #expect(try await isCut("b") == true)
        // There is no room for anybody else.
        try await pay("c", 20)
        #expect(try await isCut("c") == true)
        try await forget("c")
        let other = ["Authorization": authorization("test_sk_b:")] as HTTPHeaders
        #expect(try await gateway.control(.post, "/reset", "{}", headers: other).status == 200)
        try await pay("b", 20)
        #expect(try await isCut("b") == false)
        try await forget("b")
        try await pay("c", 20)
        #expect(try await isCut("c") == false)
    }

    @Test func `a look-up is kept as what was asked and a checksum, unless something was made of it`() async throws {
        let gateway = try Gateway(
            scenario: #"""
                {"name":"n","description":"d","rules":[{"on":"payments.get","attempts":[3],"then":{"status":503}}]}
                """#
        )
        let key = try await gateway.paidPayment("order-1", 1000)
        var seen: [String] = []
        for (number, path) in [key, key, key, "orders/order-1", "orders/none"].enumerated() {
            gateway.pass(.seconds(number))
            let test = number == 3 ? ["TossPayments-Test-Code": "REJECT_CARD_PAYMENT"] as HTTPHeaders : [:]
            let answer = try await gateway.toss(.get, "/v1/payments/\(path)", headers: test)
            seen.append("\(answer.status) \(answer.headers["x-tosspayments-trace-id"] ?? "")")
        }
        let text = try await Self.bundle(gateway)
        let bundle = try JSONNode(parsing: text)
        let kinds = (bundle["commands"]?.array ?? []).compactMap { $0["command"]?["kind"]?.string }
        #expect(kinds == ["visit", "request", "lookUps", "request", "request", "lookUps"])
        #expect(bundle["count"]?.integer == 7)
        #expect(bundle["commands"]?[2]?["command"]?["calls"]?.array?.count == 2)
        #expect(try await gateway.control(.post, "/replay", text).text == #"{"identical":true,"commands":7}"#)
        // Imported, it goes on with the trace ids behind those of the look-ups.
        let copy = try Gateway()
        #expect(try await copy.control(.post, "/bundle", text).status == 200)
        let log = try await copy.control(.get, "/requests").text
        #expect(log == (try await gateway.control(.get, "/requests").text))
        let next = try await [gateway, copy].asyncMap { gateway in
            try await gateway.toss(.get, "/v1/payments/\(key)").headers["x-tosspayments-trace-id"]
        }
        #expect(next[0] == next[1])
        #expect(Set(seen).count == 5)
    }

    @Test func `a look-up by HEAD stays one`() async throws {
        let gateway = try Gateway()
        let key = try await gateway.paidPayment("order-1", 1000)
        for method in [HTTPMethod.get, .head, .get] { _ = try await gateway.toss(method, "/v1/payments/\(key)") }
        let copy = try Gateway()
        #expect(try await copy.control(.post, "/bundle", try await Self.bundle(gateway)).status == 200)
        let log = try await copy.control(.get, "/requests")
        #expect(log["items"]?.array?.compactMap { $0["method"]?.string } == ["POST", "GET", "HEAD", "GET"])
        #expect(log.text == (try await gateway.control(.get, "/requests").text))
    }

    @Test func `a look-up that is answered differently is found`() async throws {
        let gateway = try Gateway()
        let key = try await gateway.paidPayment("order-1", 1000)
        for _ in 1...3 { _ = try await gateway.toss(.get, "/v1/payments/\(key)") }
        var text = try await Self.bundle(gateway)
        let calls = try #require(try JSONNode(parsing: text)["commands"]?[2]?["command"]?["calls"]?.array)
        let checksum = try #require(calls[1][2]?.integer)
        text = text.replacing("[0,\"\",\(checksum)]", with: "[0,\"\",\(checksum ^ 1)]")
        let replay = try await gateway.control(.post, "/replay", text)
        #expect(replay["identical"]?.bool == false, "\(replay)")
        #expect(replay["difference"]?["command"]?.integer == 4)
        #expect(replay["difference"]?["kind"]?.string == "request")
        #expect(replay["difference"]?["found"]?.string?.contains("order-1") == true)
    }

    @Test func `a bundle may be written in another way`() async throws {
        let gateway = try Gateway(scenario: Self.scenario)
        try await Self.run(gateway)
        let node = try JSONNode(parsing: try await Self.bundle(gateway))
        let members =
            Array((node.object?.members ?? []).reversed())
            + [JSONObject.Member(name: "more", node: JSONNode(.array([node])))]
        let bytes = JSONWriter.bytes { $0.value(JSONNode(.object(JSONObject(members: members)))) }
        let text = String(decoding: bytes, as: UTF8.self).replacing(",\"", with: " ,\n \"")
        #expect(try await gateway.control(.post, "/replay", text)["identical"]?.bool == true)
        let copy = try Gateway()
        #expect(try await copy.control(.post, "/bundle", text).status == 200)
        #expect(try await copy.control(.get, "/payments").text == gateway.control(.get, "/payments").text)
    }

    @Test func `a reset begins a new journal, which leads to the same sandbox`() async throws {
        let gateway = try Gateway(scenario: Self.scenario) { $0.hub.journalCapacity = 60_000 }
        for round in 1...8 {
            for number in 1...4 { _ = try? await gateway.paidPayment("order-\(number)", 1000) }
            gateway.deliver()
            gateway.pass(.seconds(round))
            #expect(try await gateway.control(.post, "/reset", "{}").status == 200)
        }
        try await Self.run(gateway)
        let text = try await Self.bundle(gateway)
        #expect(try JSONNode(parsing: text)["cut"]?.bool == false)
        #expect(try await gateway.control(.post, "/replay", text)["identical"]?.bool == true)
        let copy = try Gateway()
        #expect(try await copy.control(.post, "/bundle", text).status == 200)
        let lists = ["/payments", "/webhooks/endpoints", "/billing-keys", "/clock/alarms"]
        for path in lists {
            #expect(try await copy.control(.get, path).text == gateway.control(.get, path).text, "\(path)")
        }
    }

    @Test(
        arguments: [
            "", "x", "[]", "{}", "null", #"{"tossboxBundle":1}"#, #"{"tossboxBundle":"2"}"#, #"{"tossboxBundle":2}"#,
            #"{"tossboxBundle":2,"sandbox":"a","missing":0}"#,
            #"{"tossboxBundle":2,"sandbox":"a","missing":-1,"opening":{},"commands":[]}"#,
            #"{"tossboxBundle":2,"sandbox":"a","missing":0,"opening":{},"commands":[]}"#,
            #"{"tossboxBundle":2,"sandbox":"a","missing":0,"opening":{"name":"a","openedAt":0,"limits":{"requests":0,"deliveries":1,"events":1,"requestBytes":1000,"idempotencyBytes":1000,"deliveryBytes":1000},"endpoints":[],"scenario":"{}"},"commands":[]}"#,
            #"{"tossboxBundle":2,"sandbox":"a","missing":0,"opening":{"name":"a","openedAt":0,"limits":{"requests":1,"deliveries":1,"events":1,"requestBytes":1000,"idempotencyBytes":1000,"deliveryBytes":1000},"endpoints":[{}],"scenario":"{}"},"commands":[]}"#,
        ]
            + [
                "3", "{}", #"{"at":0}"#, #"{"at":"0","command":{"kind":"tick"},"outcome":{}}"#,
                #"{"at":0,"command":{"kind":"tock"},"outcome":{}}"#, #"{"at":0,"command":{"kind":"tick"}}"#,
                #"{"at":0,"command":{"kind":"delivered","delivery":-1,"epoch":1,"durationMs":0},"outcome":{}}"#,
                #"{"at":0,"command":{"kind":"tick"},"outcome":[]}"#,
                #"{"at":0,"command":{"kind":"tick"},"outcome":{"a":1,"a":2}}"#,
                lookUps(""), lookUps(#"[0,"/v1/payments/k"]"#), lookUps(#"[0,"/v1/payments/k",-1]"#),
                lookUps(#"[0,"",1]"#), lookUps(#"[0,"/v1/payments/k/cancel",1]"#),
                lookUps(#"[0,"/v1/payments/confirm",1]"#),
                lookUps(#"[0,"/v1/payments/k",1],[9223372036854775807,"",1]"#),
                lookUps(Array(repeating: #"[0,"/v1/payments/k",1]"#, count: 65).joined(separator: ",")),
            ].map(whole)
    )
    func `what is no bundle is refused, and changes nothing`(text: String) async throws {
        let (gateway, _) = try await Standing.gateway()
        let before = try await gateway.state()
        for path in ["/replay", "/bundle"] {
            let answer = try await gateway.control(.post, path, text)
            #expect(answer.status == 400, "\(answer)")
            #expect(answer.code == "INVALID_REQUEST")
            #expect(answer.message?.isEmpty == false)
        }
        #expect(try await gateway.state() == before)
    }

    private static func lookUps(_ calls: String) -> String {
        #"{"at":0,"command":{"kind":"lookUps","merchant":"api","key":"k","headers":[],"calls":[\#(calls)]}}"#
    }

    /// A bundle of one command.
    private static func whole(_ entry: String) -> String {
        let scenario = #"{\"name\":\"n\",\"description\":\"d\"}"#
        return #"{"tossboxBundle":2,"sandbox":"a","seed":0,"scenario":{},"count":1,"missing":0,"#
            + #""opening":{"name":"a","openedAt":0,"limits":{"requests":1,"deliveries":1,"events":1,"requestBytes":1000,"idempotencyBytes":1000,"deliveryBytes":1000},"endpoints":[],"scenario":"\#(scenario)"},"commands":[\#(entry)]}"#
    }

    @Test(arguments: [
        (#""seed":3,"scenario""#, #""seed":4,"scenario""#, "seed"), (#""times":1"#, #""times":2"#, "scenario"),
    ])
    func `a seed or a scenario that its commands do not lead to is a difference`(
        old: String,
        new: String,
        what: String
    ) async throws {
        let gateway = try Gateway(scenario: Self.scenario)
        try await Self.run(gateway)
        var text = try await Self.bundle(gateway)
        text.replaceSubrange(try #require(text.firstRange(of: old)), with: new)
        let answer = try await gateway.control(.post, "/replay", text)
        #expect(answer["identical"]?.bool == false, "\(answer)")
        #expect(answer["difference"]?["what"]?.string == what)
    }

    @Test func `a bundle that lacks its last command is refused`() async throws {
        let gateway = try Gateway(scenario: Self.scenario)
        try await Self.run(gateway)
        let text = try await Self.bundle(gateway)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let end = try #require(lines.lastIndex { $0.hasPrefix("]") })
        lines.remove(at: end - 1)
        lines[end - 2] = String(lines[end - 2].dropLast())
        let answer = try await gateway.control(.post, "/replay", lines.joined(separator: "\n"))
        #expect(answer.status == 400)
        #expect(answer.message?.contains("are there") == true, "\(answer)")
    }

    /// Commands no server would have taken, in a bundle that can be read.
    @Test(arguments: [
        #"{"kind":"delivered","delivery":99,"epoch":1,"status":500,"durationMs":0}"#,
        #"{"kind":"resume","request":99,"epoch":1}"#, #"{"kind":"recover","epoch":0}"#,
        #"{"kind":"recover","epoch":1099511627776}"#, #"{"kind":"rang","alarm":99,"epoch":1,"next":1}"#,
        #"{"kind":"step","limit":253402268399999999}"#, #"{"kind":"setClock","mode":"scaled","rate":1000000}"#,
        #"{"kind":"authenticate","paymentKey":"x","cardNumber":"","buyer":"approve"}"#,
        #"{"kind":"visit","merchant":"api","cardNumber":"","buyer":"approve","terms":{"orderId":"","orderName":"","amount":0,"taxFreeAmount":0,"taxExemptionAmount":0,"useEscrow":false,"installmentPlanMonths":1,"useCardPoint":false}}"#,
        #"{"kind":"adopt","now":-5,"payments":[],"authorizations":[]}"#,
    ])
    func `a bundle made by hand is run like any other`(command: String) async throws {
        let gateway = try Gateway()
        let answer = try await gateway.control(
            .post,
            "/replay",
            Self.whole(#"{"at":5,"command":\#(command),"outcome":{"answer":{"kind":"?"}}}"#)
        )
        #expect(answer.status == 200, "\(answer)")
        #expect(answer["identical"]?.bool == false)
    }
}

extension Array {
    /// The results one after another.
    fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async throws -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
