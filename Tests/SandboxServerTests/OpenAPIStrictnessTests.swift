import HTTPServer
import JSON
import Locking
import SandboxServer
import Testing

/// Whether the description draws its lines where the server does.
@Suite(.timeLimit(.minutes(1))) struct OpenAPIStrictnessTests {
    private static let methods = ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"]

    @Test func `another method than the described ones is 405, and Allow names them`() async throws {
        let gateway = try Gateway()
        let document = try await OpenAPIDocument(gateway)
        let control = document.operations.filter { !$0.isToss }
        for path in Set(control.map(\.path)) {
            let operations = control.filter { $0.path == path }
            var allowed = Set(operations.map(\.method.rawValue))
            if allowed.contains("GET") { allowed.insert("HEAD") }
            let target = try document.target(of: operations[0])
            for method in Self.methods where !allowed.contains(method) {
                let answer = try await gateway.answer(.toss(HTTPMethod(rawValue: method), target))
                #expect(answer.status == 405, "\(method) \(path): \(answer)")
                #expect(answer.code == "METHOD_NOT_ALLOWED", "\(method) \(path)")
                let named = answer.headers["Allow"]?.split(separator: ", ").map(String.init) ?? []
                #expect(Set(named) == allowed, "\(method) \(path)")
                #expect(named.count == allowed.count, "\(method) \(path)")
            }
        }
    }

    @Test func `Toss answers another method with 404, as it does itself`() async throws {
        let answer = try await Gateway().toss(.put, "/v1/payments/confirm", "{}")
        #expect(answer.status == 404)
        #expect(answer.code == "NOT_FOUND_HTTP_METHOD")
        #expect(answer.headers["Allow"] == nil)
    }

    @Test(arguments: [("0", false), ("1", true), ("1000", true), ("1001", false), ("-1", false), ("1.0", false)])
    func `every list holds its limit to 1 to 1000`(limit: String, isTaken: Bool) async throws {
        let gateway = try Gateway()
        let document = try await OpenAPIDocument(gateway)
        let lists = document.operations.filter { operation in
            document.parameters(of: operation).contains { $0["name"]?.string == "limit" }
        }
        #expect(lists.count == 9)
        for list in lists {
            let target = "\(list.path)?limit=\(limit)"
            let answer = try await gateway.answer(.toss(.get, target, headers: ["Accept": "application/json"]))
            #expect(answer.status == (isTaken ? 200 : 400), "\(list): \(answer)")
        }
        guard !isTaken else { return }
        let stream: HTTPHeaders = ["Accept": "text/event-stream"]
        let answer = try await gateway.control(.get, "/events?limit=\(limit)", headers: stream)
        #expect(answer.status == 400, "\(answer)")
    }

    @Test func `null is taken where it is described and refused where it is not`() async throws {
        let document = try await OpenAPIDocument(Gateway())
        var count = 0
        for operation in document.operations {
            guard let schema = operation.bodySchema, let example = operation.exampleBody else { continue }
            for name in document.properties(of: schema).map(\.name) {
                // The event of the example has to say what it is about.
                if operation.id == "emitWebhook", name == "orderId" { continue }
                let null = JSONObject.Member(name: name, node: JSONNode(.null))
                let members = (example.object?.members ?? []).filter { $0.name != name } + [null]
                try await expectTheSame(of: JSONNode(.object(JSONObject(members: members))), operation, document)
                count += 1
            }
        }
        #expect(count > 100)
    }

    @Test(arguments: [
        (#"{"orderId":"order-1","amount":15000,"installmentPlanMonths":0}"#, true),
        (#"{"orderId":"order-1","amount":15000,"installmentPlanMonths":11}"#, false),
        (#"{"orderId":"order-1","amount":49999,"installmentPlanMonths":2}"#, false),
        (#"{"orderId":"order-1","amount":50000,"installmentPlanMonths":2}"#, true),
        (#"{"orderId":"order-1","amount":50000,"installmentPlanMonths":12}"#, true),
        (#"{"orderId":"order-1","amount":50000,"installmentPlanMonths":1}"#, false),
        (#"{"orderId":"order-1","amount":50000,"installmentPlanMonths":13}"#, false),
        (#"{"orderId":"order-1","amount":15000,"installmentPlanMonths":null}"#, true),
        (#"{"orderId":"order-1","amount":15000}"#, true),
        (#"{"orderId":"order-1","amount":"15000"}"#, false),
        (#"{"orderId":"order-1","amount":15000,"metadata":{"a[b]":"c"}}"#, false),
        (#"{"orderId":"order-1","amount":15000,"metadata":{"a":"1","b":"1","c":"1","d":"1","e":"1"}}"#, true),
        (#"{"orderId":"order-1","amount":15000,"metadata":{"a":"1","b":"1","c":"1","d":"1","e":"1","f":"1"}}"#, false),
        (#"{"orderId":"order-1","amount":15000,"stranger":1}"#, false),
        (#"{"orderId":"order-1","amount":15000,"buyer":{"fail":"NO_SUCH_CODE"}}"#, false),
        (#"{"orderId":"order-1","amount":15000,"cardNumber":"12345"}"#, false),
    ])
    func `a buyer's visit is described as it is taken`(body: String, isTaken: Bool) async throws {
        try await expect(body, of: "createPayment", isTaken: isTaken)
    }

    @Test(arguments: [
        (#""amount":15000,"cardInstallmentPlan":0"#, true), (#""amount":15000,"cardInstallmentPlan":"00""#, true),
        (#""amount":15000,"cardInstallmentPlan":11"#, false), (#""amount":"49999","cardInstallmentPlan":2"#, false),
        (#""amount":50000,"cardInstallmentPlan":11"#, true), (#""amount":"50000","cardInstallmentPlan":"11""#, true),
        (#""amount":50000,"cardInstallmentPlan":1"#, false), (#""amount":50000,"cardInstallmentPlan":"1""#, false),
        (#""amount":50000,"cardInstallmentPlan":13"#, false), (#""amount":15000,"cardInstallmentPlan":null"#, true),
        (#""amount":"1 000""#, false), (#""amount":-1"#, false), (#""amount":0"#, true),
        (#""amount":999999999999"#, true), (#""amount":1000000000000"#, false),
    ])
    func `a charge is described as it is taken`(members: String, isTaken: Bool) async throws {
        let body = #"{"customerKey":"customer-1","orderId":"order-1","orderName":"구독",\#(members)}"#
        try await expect(body, of: "chargeBillingKey", isTaken: isTaken)
    }

    @Test(arguments: [
        ("0", true), ("7", true), ("9223372036854775807", true), ("9223372036854775808", true),
        ("18446744073709551615", true), ("36893488147419103232", false), ("-1", false), ("1.5", false), ("null", false),
    ])
    func `a seed is any number of 64 bits`(seed: String, isTaken: Bool) async throws {
        try await expect(#"{"name":"n","description":"d","seed":\#(seed)}"#, of: "loadScenario", isTaken: isTaken)
    }

    @Test(arguments: [
        ("setClock", #"{"rate":0,"mode":"scaled"}"#, false), ("setClock", #"{"rate":0.5,"mode":"scaled"}"#, true),
        ("setClock", #"{"rate":1000001,"mode":"scaled"}"#, false),
        ("loadScenario", #"{"name":"n","description":"d","clock":{"mode":"manual"}}"#, true),
        ("loadScenario", #"{"name":"n","description":"d","clock":{"mode":"manual","rate":2}}"#, false),
        ("loadScenario", #"{"name":"n","description":"d","clock":{"mode":"scaled"}}"#, false),
        ("loadScenario", #"{"name":"n","description":"d","clock":{"mode":"manual","now":"2026-01-05"}}"#, false),
        ("advanceClock", #"{"by":"PT1M"}"#, true), ("advanceClock", #"{"by":"P1Y2M3W4DT5H6M7.8S"}"#, true),
        ("advanceClock", #"{"by":"PT"}"#, false), ("advanceClock", #"{"by":"P1S"}"#, false),
        ("advanceClock", #"{"by":"PT1M","next":false,"to":null}"#, true),
        ("advanceClock", #"{"by":"PT1M","next":true}"#, false), ("advanceClock", #"{"next":false}"#, false),
        ("advanceClock", "{}", false),
        ("settle", #"{"timeout":"P1M"}"#, false), ("settle", #"{"timeout":"PT1S"}"#, true),
        ("addEndpoint", #"{"url":"http://127.0.0.1:9/","profile":"legacy"}"#, false),
        ("addEndpoint", #"{"url":"http://127.0.0.1:9/","profile":"legacy","secret":"s"}"#, true),
        ("addEndpoint", #"{"url":"http://127.0.0.1:9/","profile":"toss"}"#, true),
        ("addEndpoint", #"{"url":"collect:","events":[]}"#, false), ("addEndpoint", #"{"url":"http:///hook"}"#, false),
        ("setAlarm", #"{"id":"a","at":"2026-01-06T09:00:00Z","url":"HTTP://127.0.0.1/"}"#, true),
        ("setAlarm", #"{"id":"a","at":"2026-01-06T09:00:00z","url":"http://127.0.0.1/"}"#, false),
        ("setAlarm", #"{"id":"a","at":"2026-01-06T09:00:00+09:00","url":"http://a b/"}"#, false),
        ("verify", "{}", false), ("verify", #"{"payments":[]}"#, false), ("verify", #"{"payments":[{}]}"#, true),
        ("verify", #"{"payments":[{"status":"PAID"}]}"#, false), ("verify", #"{"payments":[{"status":"D*"}]}"#, true),
        ("verify", #"{"requests":[{"code":"NO_SUCH"}]}"#, false), ("verify", #"{"payments":[{"count":{}}]}"#, false),
        ("verify", #"{"requests":[{"code":"INVALID_REQUEST"}]}"#, true),
        ("explainScenario", #"{"on":"payments.confirm","header":{"a b":"c"}}"#, false),
        ("explainScenario", #"{"on":"payments.confirm","status":"PAID"}"#, false),
        ("explainScenario", #"{"on":"payments.confirm","method":"CARD","header":null}"#, true),
        ("bindKeys", #"{"clientKey":"test_ck_a","secretKey":"test_gsk_b"}"#, false),
        ("bindKeys", #"{"clientKey":"test_gck_a","secretKey":"test_gsk_b"}"#, true),
        ("bindKeys", #"{"clientKey":"test_ck_a","secretKey":"test_sk_unknown"}"#, false),
        ("cancelPayment", #"{"cancelReason":"변심","cancelAmount":0}"#, false),
        ("cancelPayment", #"{"cancelReason":"변심","cancelAmount":"5000","currency":null}"#, true),
        ("cancelPayment", #"{"cancelReason":"변심","stranger":1,"cancelRequestId":"a b c d"}"#, false),
        ("issueBillingKey", #"{"customerKey":"customer-1"}"#, false),
        ("issueBillingKey", #"{"customerKey":"customer-1","paymentKey":"p"}"#, false),
        ("issueBillingKey", #"{"customerKey":"customer-1","paymentKey":"p","orderId":"order-1","amount":"100"}"#, true),
    ])
    func `what a body may hold is described as it is taken`(id: String, body: String, isTaken: Bool) async throws {
        try await expect(body, of: id, isTaken: isTaken)
    }

    @Test func `an event of the stream is as it is described`() async throws {
        let gateway = try Gateway()
        let document = try await OpenAPIDocument(gateway)
        _ = try await gateway.paidPayment("order-1", 1_000)
        let pending = gateway.start(.toss(.get, "/sandbox/events?after=0", headers: ["Accept": "text/event-stream"]))
        let text = String(decoding: pending.written.dropFirst().joined(), as: UTF8.self)
        let events = text.split(separator: "\n\n").map { $0.split(separator: "\n") }
        #expect(events.count > 3)
        let schemas = try #require(document.root["components"]?["schemas"])
        let (streamed, whole) = (try #require(schemas["StreamedEvent"]), try #require(schemas["Event"]))
        for event in events {
            let members = event.compactMap { line -> JSONObject.Member? in
                guard let colon = line.firstRange(of: ": ") else { return nil }
                let node = JSONNode(.string(String(line[colon.upperBound...])))
                return JSONObject.Member(name: String(line[..<colon.lowerBound]), node: node)
            }
            let node = JSONNode(.object(JSONObject(members: members)))
            #expect(document.problems(of: node, against: streamed) == [])
            let data = try JSONNode(parsing: Array((node["data"]?.string ?? "").utf8))
            #expect(document.problems(of: data, against: whole) == [])
        }
        pending.isAbandoned.withLock { $0 = true }
    }

    /// That the server and the schema of a call are of one mind about a body.
    private func expect(_ body: String, of id: String, isTaken: Bool) async throws {
        let document = try await OpenAPIDocument(Gateway())
        let operation = try #require(document.operations.first { $0.id == id })
        let node = try JSONNode(parsing: Array(body.utf8))
        #expect(try await expectTheSame(of: node, operation, document) == isTaken, "\(body)")
    }

    @discardableResult
    private func expectTheSame(
        of body: JSONNode,
        _ operation: OpenAPIDocument.Operation,
        _ document: OpenAPIDocument
    ) async throws -> Bool {
        let gateway = try Gateway()
        let target = try document.target(of: operation)
        let answer = try await gateway.answer(.toss(operation.method, target, body.text))
        let isTaken = answer.status != 400 && answer["valid"]?.bool != false
        var problems = document.problems(of: body, against: try #require(operation.bodySchema))
        // Toss ignores members that it does not know.
        if operation.isToss { problems.removeAll { $0.hasSuffix("is not described") } }
        #expect(problems.isEmpty == isTaken, "\(operation) \(body.text): \(answer) \(problems)")
        return isTaken
    }
}
