import HTTPServer
import JSON
import Locking
import SandboxCore
import SandboxServer
import Scenarios
import Testing

extension Gateway {
    /// Calls either API with any secret key.
    fileprivate func call(
        _ key: String,
        _ method: HTTPMethod,
        _ path: String,
        _ body: String? = nil,
        headers: HTTPHeaders = [:]
    ) async throws -> Answer {
        var all = headers
        all.add("Authorization", authorization("\(key):"))
        return try await answer(.toss(method, path, body, headers: all))
    }
}

/// States that a sandbox can come back to, and that others can start from.
@Suite(.timeLimit(.minutes(3))) struct SnapshotTests {
    private func gateway() throws -> Gateway {
        try Gateway(
            scenario: #"""
                {"name":"n","description":"d","seed":7,"clock":{"mode":"manual","start":"2026-01-05T09:00:00+09:00"},
                 "cards":{"4000000000000341":{"attempts":["approve",{"refuse":"REJECT_CARD_PAYMENT"},"approve"]}},
                 "rules":[{"name":"third","on":"payments.confirm","attempts":[3],"then":{"status":503}}],
                 "webhooks":{"endpoints":[{"url":"http://127.0.0.1:1/"}]}}
                """#
        )
    }

    /// Two payments, a cancel and a time-out, as everything that was answered and sent.
    private func drive(_ gateway: Gateway, key: String = Gateway.key) async throws -> [String] {
        var seen: [String] = []
        for (number, card) in ["4000000000000341", "4000000000000341", "4242424242424242"].enumerated() {
            let buyer = #"{"orderId":"order-\#(number)","amount":15000,"cardNumber":"\#(card)"}"#
            let visit = try await gateway.call(key, .post, "/sandbox/payments", buyer)
            let paymentKey = try #require(visit["paymentKey"]?.string)
            let body = #"{"paymentKey":"\#(paymentKey)","orderId":"order-\#(number)","amount":15000}"#
            for _ in 1...2 {
                let idempotency: HTTPHeaders = ["Idempotency-Key": "key-\(number)"]
                let answer = try await gateway.call(key, .post, "/v1/payments/confirm", body, headers: idempotency)
                seen += ["\(answer.status) \(answer.headers["x-tosspayments-trace-id"] ?? "") \(answer.text)"]
            }
            seen += gateway.deliver(status: number == 0 ? 500 : 200).map { "\($0.headers) \($0.body)" }
        }
        _ = try await gateway.call(key, .post, "/sandbox/payments", #"{"orderId":"order-late","amount":1000}"#)
        gateway.deliverFromNowOn()
        seen += [try await gateway.call(key, .post, "/sandbox/clock/advance", #"{"by":"PT11M"}"#).text]
        seen += [try await gateway.call(key, .get, "/sandbox/requests").text]
        seen += [try await gateway.call(key, .get, "/sandbox/webhooks/deliveries").text]
        seen += [try await gateway.call(key, .get, "/sandbox/payments").text]
        return seen
    }

    @Test func `a snapshot restored and driven again gives the same bytes`() async throws {
        let gateway = try gateway()
        _ = try await gateway.approvedPayment("order-before", 15_000, card: "4000000000000341")
        let taken = try await gateway.control(.post, "/snapshots", #"{"name":"paid-once"}"#)
        #expect(taken.status == 201)
        #expect(taken.text == #"{"name":"paid-once","at":"2026-01-05T09:00:00+09:00","payments":1}"#)
        let first = try await drive(gateway)
        #expect(first.count > 12)
        gateway.post.isAutomatic.withLock { $0 = false }
        let restored = try await gateway.control(.post, "/snapshots/paid-once/restore")
        #expect(restored.status == 200)
        #expect(try await gateway.control(.get, "/clock")["now"]?.string == "2026-01-05T09:00:00+09:00")
        #expect(try await drive(gateway) == first)
    }

    @Test func `a fork of a snapshot goes on as its source did, and neither sees the other`() async throws {
        let gateway = try gateway()
        _ = try await gateway.approvedPayment("order-before", 15_000, card: "4000000000000341")
        _ = try await gateway.control(.post, "/snapshots", #"{"name":"base"}"#)
        let first = try await drive(gateway)
        gateway.post.isAutomatic.withLock { $0 = false }
        let old = try await gateway.call(
            "test_sk_copy",
            .post,
            "/sandbox/payments",
            #"{"orderId":"order-x","amount":1}"#
        )
        #expect(old.status == 201)
        let forked = try await gateway.control(.post, "/snapshots/base/fork", #"{"key":"test_sk_copy"}"#)
        #expect(forked.status == 200, "\(forked.text)")
        #expect(try await drive(gateway, key: "test_sk_copy") == first)
        let mine = try await gateway.control(.get, "/payments?orderId=order-x")
        #expect(mine["items"]?.array?.isEmpty == true)
        // Its journal is that of its source, and goes on: it can be replayed like any other.
        let bundle = try await gateway.call("test_sk_copy", .get, "/sandbox/bundle")
        let replayed = try await gateway.control(.post, "/replay", bundle.text)
        #expect(replayed.json?["identical"]?.bool == true, "\(replayed)")
    }

    @Test func `what was under way before a restore comes to nothing`() async throws {
        let gateway = try gateway()
        _ = try await gateway.control(.post, "/snapshots", #"{"name":"empty"}"#)
        let key = try await gateway.approvedPayment("order-1", 15_000)
        _ = try await gateway.confirm(key, "order-1", 15_000)
        let busy = gateway.start(.toss(.post, "/sandbox/snapshots", #"{"name":"busy","timeout":"PT2S"}"#))
        await gateway.sleeper.wake(after: .seconds(2))
        let refused = try await busy.answer()
        #expect(refused.status == 409)
        #expect(refused["pending"]?[0]?["kind"]?.string == "delivery")
        _ = try await gateway.control(.post, "/snapshots/empty/restore")
        #expect(gateway.deliver(status: 500).count == 1)
        let deliveries = try await gateway.control(.get, "/webhooks/deliveries")
        #expect(deliveries["items"]?.array?.isEmpty == true)
        #expect(try await gateway.control(.post, "/settle").status == 200)
    }

    @Test func `an answer that waits after its commit is committed in the snapshot`() async throws {
        let gateway = try Gateway(
            scenario: #"{"name":"n","description":"d","rules":[{"on":"payments.confirm","then":{"delay":"PT3S"}}]}"#
        )
        let key = try await gateway.approvedPayment("order-1", 15_000)
        let body = #"{"paymentKey":"\#(key)","orderId":"order-1","amount":15000}"#
        let held = gateway.start(.toss(.post, "/v1/payments/confirm", body, headers: ["Idempotency-Key": "k"]))
        #expect(try await gateway.control(.post, "/snapshots", #"{"name":"held"}"#).status == 201)
        _ = try await gateway.control(.post, "/snapshots/held/restore")
        let again = try await gateway.toss(.post, "/v1/payments/confirm", body, headers: ["Idempotency-Key": "k"])
        #expect(again.status == 200)
        #expect(again["status"]?.string == "DONE")
        // Whoever still waits belongs to a life that is over.
        await gateway.sleeper.wake(after: .seconds(3))
        await #expect(throws: (any Error).self) { try await held.answer() }
    }

    @Test func `snapshots are listed, replaced and removed, and outlive a reset`() async throws {
        let gateway = try gateway()
        for name in ["b", "a", "b"] { _ = try await gateway.control(.post, "/snapshots", #"{"name":"\#(name)"}"#) }
        _ = try await gateway.control(.post, "/reset")
        let list = try await gateway.control(.get, "/snapshots")
        #expect(list["items"]?.array?.compactMap { $0["name"]?.string } == ["a", "b"])
        #expect(try await gateway.control(.delete, "/snapshots/a").status == 200)
        #expect(try await gateway.control(.delete, "/snapshots/a").status == 404)
        _ = try await gateway.control(.post, "/reset", #"{"to":"empty"}"#)
        #expect(try await gateway.control(.get, "/snapshots")["items"]?.array?.isEmpty == true)
    }

    /// Of another start's command line in the snapshot, this one's by now, and one that a call made.
    @Test func `endpoints of the command line stay over a restore, and no id is given out twice`() async throws {
        let named = ["http://127.0.0.1:1/", "http://127.0.0.1:2/"].map { EndpointSetting(url: $0) }
        let gateway = try Gateway { $0.hub.endpoints = [named[0]] }
        func endpoints() async throws -> [String] {
            let list = try await gateway.control(.get, "/webhooks/endpoints")
            return (list["items"]?.array ?? []).map { "\($0["id"]?.string ?? "") \($0["url"]?.string ?? "")" }
        }
        _ = try await gateway.control(.post, "/snapshots", #"{"name":"s"}"#)
        let cell = try #require(gateway.application.hub.cell(named: "gateway"))
        try cell.apply(RemoveEndpoint(id: "endpoint-1"))
        cell.apply(AddEndpoint(named[1], origin: .launch))
        let other = #"{"url":"http://127.0.0.1:3/"}"#
        _ = try await gateway.control(.post, "/webhooks/endpoints", other)
        #expect(try await endpoints() == ["endpoint-2 http://127.0.0.1:2/", "endpoint-3 http://127.0.0.1:3/"])
        _ = try await gateway.control(.post, "/snapshots/s/restore")
        #expect(try await endpoints() == ["endpoint-2 http://127.0.0.1:2/"])
        #expect(try await gateway.control(.post, "/webhooks/endpoints", other).text("id") == "endpoint-4")
    }

    @Test(arguments: [
        (path: "/snapshots", body: #"{}"#, status: 400),
        (path: "/snapshots", body: #"{"name":"a/b"}"#, status: 400),
        (path: "/snapshots", body: #"{"name":"한글"}"#, status: 400),
        (path: "/snapshots", body: #"{"name":"a","timeout":"PT11M"}"#, status: 400),
        (path: "/snapshots/none/restore", body: "", status: 404),
        (path: "/snapshots/none/restore", body: #"{"name":"a"}"#, status: 400),
        (path: "/snapshots/none/fork", body: #"{"key":"test_sk_other"}"#, status: 404),
        (path: "/snapshots/none/fork", body: #"{}"#, status: 400),
        (path: "/snapshots/none/fork", body: #"{"key":"test_ck_other"}"#, status: 400),
        (path: "/snapshots/none/fork", body: #"{"key":"live_sk_other"}"#, status: 400),
        (path: "/snapshots/none/fork", body: #"{"key":"test_sk_gateway"}"#, status: 400),
    ])
    func `a call that cannot be done says why`(path: String, body: String, status: Int) async throws {
        let answer = try await gateway().control(.post, path, body)
        #expect(answer.status == status)
        #expect(answer.message?.isEmpty == false)
    }

    @Test func `there are a hundred at most`() async throws {
        let gateway = try gateway()
        for number in 1...Snapshot.most {
            #expect(try await gateway.control(.post, "/snapshots", #"{"name":"s\#(number)"}"#).status == 201)
        }
        #expect(try await gateway.control(.post, "/snapshots", #"{"name":"one-more"}"#).status == 409)
        #expect(try await gateway.control(.post, "/snapshots", #"{"name":"s1"}"#).status == 201)
    }
}
