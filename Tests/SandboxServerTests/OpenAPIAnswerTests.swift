import HTTPServer
import JSON
import Testing

/// A gateway whose every answer is held against its description.
private final class Described {
    let gateway: Gateway
    let document: OpenAPIDocument
    private(set) var succeeded: Set<String> = []

    init(_ gateway: Gateway) async throws {
        self.gateway = gateway
        document = try await OpenAPIDocument(gateway)
    }

    @discardableResult
    func call(
        _ id: String,
        _ body: String? = nil,
        query: String = "",
        at values: [String: String] = [:],
        headers: HTTPHeaders = ["Accept": "application/json"],
        isRefused: Bool = false
    ) async throws -> Answer {
        let operation = try #require(document.operations.first { $0.id == id }, "\(id)")
        let target = try document.target(of: operation, values)
        let answer = try await gateway.answer(.toss(operation.method, target + query, body, headers: headers))
        #expect((answer.status >= 300) == isRefused, "\(operation): \(answer)")
        if answer.status < 300 { succeeded.insert(id) }
        try check(answer, of: operation)
        return answer
    }

    private func check(_ answer: Answer, of operation: OpenAPIDocument.Operation) throws {
        let answers = try #require(operation.node["responses"])
        let found = answers["\(answer.status)"] ?? (operation.isToss ? answers["default"] : nil)
        let described = document.resolved(try #require(found, "\(operation) answers \(answer)"))
        guard let content = described["content"]?.object?.members else {
            #expect(answer.body.isEmpty, "\(operation): \(answer)")
            return
        }
        let type = answer.headers["Content-Type"].map { $0.prefix { $0 != ";" } } ?? ""
        let media = try #require(content.first { $0.name == type }, "\(operation) answers \(type)")
        guard type == "application/json" else { return }
        let schema = try #require(media.node["schema"])
        let problems = document.problems(of: try #require(answer.json), against: schema)
        #expect(problems == [], "\(operation): \(answer)")
    }
}

@Suite(.timeLimit(.minutes(1))) struct OpenAPIAnswerTests {
    @Test func `every call answers as it is described`() async throws {
        let (gateway, standing) = try await Standing.gateway()
        let described = try await Described(gateway)
        try await payments(described, standing)
        try await billing(described, standing)
        try await webhooks(described)
        try await lists(described)
        try await clock(described)
        try await scenarios(described)
        try await runs(described)
        try await described.call("forgetSandbox")
        let all = Set(described.document.operations.map(\.id))
        #expect(all.subtracting(described.succeeded) == [], "these were never called")
    }

    private func payments(_ described: Described, _ standing: Standing) async throws {
        let order = #"{"orderId":"order-waiting","amount":15000}"#
        try await described.call("getPayment", at: ["paymentKey": standing.waiting])
        try await described.call("confirmPaymentByPath", order, at: ["paymentKey": standing.waiting])
        try await described.call("confirmPaymentByPath", order, at: ["paymentKey": standing.waiting], isRefused: true)
        try await described.call("getPaymentByOrder", at: ["orderId": "order-done"])
        for _ in 1...2 {
            let cancel = #"{"cancelReason":"변심","cancelAmount":5000}"#
            try await described.call("cancelPayment", cancel, at: ["paymentKey": standing.done])
        }
        try await described.call("cancelPayment", "{}", at: ["paymentKey": standing.done], isRefused: true)
        try await described.call("getPayment", isRefused: true)
        let visit =
            #"{"orderId":"order-full","amount":60000,"installmentPlanMonths":3,"metadata":{"a":"b"},"#
            + #""successUrl":"http://localhost/ok","taxFreeAmount":1000}"#
        let key = try #require(try await described.call("createPayment", visit).text("paymentKey"))
        let forced: HTTPHeaders = ["TossPayments-Test-Code": "REJECT_CARD_PAYMENT"]
        let confirm = Gateway.confirmBody(key, "order-full", 60_000)
        try await described.call("confirmPayment", confirm, headers: forced, isRefused: true)
        try await described.call("confirmPayment", "{}", headers: ["Authorization": "Basic eA=="], isRefused: true)
        try await described.call("confirmPayment", confirm)
        let buyers = [#""cancel""#, #""abandon""#, #"{"fail":"PAY_PROCESS_ABORTED"}"#]
        for (number, buyer) in buyers.enumerated() {
            let body =
                #"{"orderId":"order-\#(number)-x","amount":1000,"failUrl":"http://localhost/no","buyer":\#(buyer)}"#
            try await described.call("createPayment", body)
        }
        try await described.call("createPayment", #"{"orderId":"order-x1","amount":1,"bank":"신한"}"#, isRefused: true)
        try await described.call("createPayment", "{}", isRefused: true)
        let idle = #"{"orderId":"order-idle","amount":1000,"buyer":"abandon"}"#
        let ready = try #require(try await described.call("createPayment", idle).text("paymentKey"))
        try await described.call("closePaymentWindow", at: ["paymentKey": ready])
        try await described.call("authenticatePayment", #"{"buyer":"approve"}"#, at: ["paymentKey": ready])
        try await described.call("closePaymentWindow", at: ["paymentKey": ready], isRefused: true)
        try await described.call("expirePayment", at: ["paymentKey": ready])
        try await described.call("expirePayment", isRefused: true)
    }

    private func billing(_ described: Described, _ standing: Standing) async throws {
        try await described.call("registerCard", #"{"customerKey":"customer-2","buyer":"cancel"}"#)
        let register = #"{"customerKey":"customer-2","successUrl":"http://localhost/ok"}"#
        let auth = try #require(try await described.call("registerCard", register).text("authKey"))
        let issue = #"{"authKey":"\#(auth)","customerKey":"customer-2"}"#
        let issued = try await described.call("issueBillingKey", issue)
        let key = try #require(issued.text("billingKey"))
        try await described.call(
            "issueBillingKeyByPath",
            #"{"customerKey":"customer-1"}"#,
            at: ["authKey": standing.auth]
        )
        let paymentKey = try await described.gateway.approvedPayment("order-older", 1_000)
        let older = Gateway.confirmBody(paymentKey, "order-older", 1_000).dropLast() + #","customerKey":"customer-3"}"#
        try await described.call("issueBillingKey", String(older))
        let card = try #require(described.document.operations.first { $0.id == "issueBillingKeyByCard" }?.exampleBody)
        try await described.call("issueBillingKeyByCard", card.text)
        let charge = #""customerKey":"customer-2","amount":9900,"orderName":"구독""#
        try await described.call("chargeBillingKey", #"{"orderId":"order-c1",\#(charge)}"#, at: ["billingKey": key])
        try await described.call("chargeByBody", #"{"billingKey":"\#(key)","orderId":"order-c2",\#(charge)}"#)
        try await described.call("deleteBillingKey", at: ["billingKey": key])
        try await described.call("deleteBillingKey", at: ["billingKey": key], isRefused: true)
        described.gateway.deliver()
    }

    private func webhooks(_ described: Described) async throws {
        let profile = #"{"header":"X-Signature","events":{"DONE":"PAID"}}"#
        let held =
            #"{"url":"http://127.0.0.1:9/held","events":["PAYMENT_STATUS_CHANGED"],"secret":"s","profile":\#(profile),"#
            + #""hold":true}"#
        let endpoint = try #require(try await described.call("addEndpoint", held).text("id"))
        try await described.call("addEndpoint", "{}", isRefused: true)
        try await described.call("listEndpoints")
        let event = #"{"eventType":"PAYMENT_STATUS_CHANGED","orderId":"order-done","status":"DONE"}"#
        for _ in 1...3 { try await described.call("emitWebhook", event) }
        try await described.call(
            "emitWebhook",
            #"{"eventType":"DEPOSIT_CALLBACK","url":"collect:","orderId":"order-done"}"#
        )
        try await described.call("emitWebhook", #"{"eventType":"payout.changed"}"#, isRefused: true)
        let list = try await described.call("listDeliveries", query: "?state=held")
        let ids = try #require(list["items"]?.array?.compactMap { $0["id"]?.string })
        try #require(ids.count == 3)
        try await described.call("resendDelivery", at: ["id": ids[0]], isRefused: true)
        try await described.call("releaseDelivery", at: ["id": ids[0]])
        try await described.call("dropDelivery", at: ["id": ids[1]])
        try await described.call("releaseDeliveries", #"{"order":["\#(ids[2])"]}"#)
        described.gateway.deliver(status: 500)
        try await described.call("listDeliveries")
        described.gateway.deliver()
        try await described.call("resendDelivery", at: ["id": ids[1]])
        described.gateway.deliver()
        try await described.call("removeEndpoint", at: ["id": endpoint])
        try await described.call("removeEndpoint", at: ["id": endpoint], isRefused: true)
    }

    private func lists(_ described: Described) async throws {
        for id in ["listPayments", "listBillingKeys", "listLedger", "listRequests", "listEvents"] {
            let whole = try await described.call(id)
            try #require(whole["items"]?.array?.isEmpty == false)
            try await described.call(id, query: "?limit=1")
            try await described.call(id, query: "?limit=0", isRefused: true)
        }
        let wrong = #"{"payments":[{"orderId":"order-done","status":"READY"}],"unfiredRules":"fail"}"#
        let verdict = try await described.call("verify", wrong)
        #expect(verdict["passed"]?.bool == false)
        try await described.call("verify", "{}", isRefused: true)
        try await described.call("getHealth")
        try await described.call("getMetrics")
        try await described.call("getOpenAPI")
        try await described.call("bindKeys", #"{"clientKey":"test_ck_front","secretKey":"test_sk_gateway"}"#)
        let other = #"{"clientKey":"test_ck_front","secretKey":"test_sk_other"}"#
        try await described.call("bindKeys", other, isRefused: true)
    }

    private func clock(_ described: Described) async throws {
        // Moving the clock waits for the webhooks on the way.
        described.gateway.deliverFromNowOn()
        try await described.call("setClock", #"{"mode":"manual"}"#)
        try await described.call("setClock", #"{"now":"2020-01-05T09:00:00+09:00"}"#, isRefused: true)
        try await described.call("getClock")
        let alarm = #"{"id":"renew","at":"2030-02-05T09:00:00+09:00","url":"http://127.0.0.1:9/renew"}"#
        try await described.call("setAlarm", alarm)
        try await described.call("setAlarm", "{}", isRefused: true)
        try await described.call("listAlarms")
        let until = #"{"until":"2030-02-05T09:00:00+09:00"}"#
        let pending = try await described.call("settle", until, isRefused: true)
        #expect(pending["pending"]?.array?.isEmpty == false)
        try await described.call("removeAlarm", at: ["id": "renew"])
        try await described.call("removeAlarm", at: ["id": "renew"], isRefused: true)
        _ = try await described.gateway.approvedPayment("order-expiring", 1_000)
        let moved = try await described.call("advanceClock", #"{"by":"PT40M"}"#)
        #expect(moved["ran"]?.array?.isEmpty == false)
        try await described.call("advanceClock", "{}", isRefused: true)
        try await described.call("settle", "{}")
    }

    private func scenarios(_ described: Described) async throws {
        let load = try #require(described.document.operations.first { $0.id == "loadScenario" }?.exampleBody)
        try await described.call("loadScenario", load.text)
        try await described.call("loadScenario", #"{"name":1}"#, isRefused: true)
        try await described.call("getScenario")
        try await described.call("checkScenario", load.text)
        try await described.call("checkScenario", "{}")
        try await described.call("explainScenario", #"{"on":"payments.confirm","amount":1000,"header":{"X":"y"}}"#)
        let charge = #"{"on":"billing.charge","card":"4242424242424242"}"#
        try await described.call("explainScenario", charge)
        try await described.call("explainScenario", "{}", isRefused: true)
        try await described.call("unloadScenario")
        try await described.call("takeSnapshot", #"{"name":"paid"}"#)
        try await described.call("takeSnapshot", "{}", isRefused: true)
        try await described.call("listSnapshots")
        try await described.call("restoreSnapshot")
        try await described.call("forkSnapshot", #"{"key":"test_sk_copy"}"#)
        try await described.call("removeSnapshot")
        try await described.call("removeSnapshot", isRefused: true)
    }

    private func runs(_ described: Described) async throws {
        let bundle = try await described.call("exportRun")
        try await described.call("replayRun", bundle.text)
        let changed = bundle.text.replacing(#""outcome":{"#, with: #""outcome":{"other":1,"#, maxReplacements: 1)
            .replacing(",}", with: "}")
        #expect(try await described.call("replayRun", changed)["identical"]?.bool == false)
        try await described.call("replayRun", "{}", isRefused: true)
        try await described.call("importRun", bundle.text)
        try await described.call("importRun", changed, isRefused: true)
        try await described.call("reset", #"{"to":"empty"}"#)
        try await described.call("reset", #"{"to":"nowhere"}"#, isRefused: true)
    }
}
