internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct WebhookTests {
    @Test func `a delivery has the documented headers and envelope`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        try await WebhookReceiver.serving { receiver in
            try await shop.listen(at: receiver.url)
            let payment = try await shop.paid("order-0001", 15000)
            let delivery = try await receiver.delivery(1)
            #expect(delivery.message.startLine == "POST /webhook HTTP/1.1")
            #expect(delivery["content-type"]?.hasPrefix("application/json") == true)
            #expect(delivery.transmissionTime == "2026-01-05T09:00:00+09:00")
            #expect(delivery.retriedCount == "0")
            #expect(delivery.transmissionID?.hasPrefix("whtrans_") == true)
            #expect(delivery["tosspayments-webhook-signature"] == nil)
            #expect(delivery.json.names == ["eventType", "createdAt", "data"])
            #expect(delivery.json.eventType == "PAYMENT_STATUS_CHANGED")
            #expect(delivery.json.data == payment)
        }
    }

    @Test func `createdAt is Seoul time without an offset, with one to six digits of a second`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        try await WebhookReceiver.serving { receiver in
            try await shop.listen(at: receiver.url)
            for number in 1...40 { try await shop.paid("order-\(1000 + number)", 15000) }
            let stamps = try await receiver.deliveries(40).compactMap(\.json.createdAt.text)
            #expect(stamps.allSatisfy { $0.wholeMatch(of: /2026-01-05T09:00:00\.\d{1,6}/) != nil })
            #expect(Set(stamps.map(\.count)).count > 1)
        }
    }

    @Test func `done, aborted and cancelled payments are announced, in order`() async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving { receiver in
            try await shop.listen(at: receiver.url)
            let done = try #require(try await shop.paid("order-0001", 15000).paymentKey.text)
            let refused = try await shop.pay("order-0002", 15000, card: "4000000000000002")
            _ = try await shop.confirm(refused, "order-0002", 15000)
            _ = try await shop.cancel(done, ["cancelReason": "x", "cancelAmount": 5000])
            let whole = try #require(try await shop.paid("order-0003", 15000).paymentKey.text)
            _ = try await shop.cancel(whole, ["cancelReason": "x"])
            try await shop.settle()
            func statuses(_ order: String) -> [String?] {
                receiver.deliveries.map(\.json.data).filter { $0.orderId.text == order }.map(\.status.text)
            }
            #expect(statuses("order-0001") == ["DONE", "PARTIAL_CANCELED"])
            #expect(statuses("order-0002") == ["ABORTED"])
            #expect(statuses("order-0003") == ["DONE", "CANCELED"])
        }
    }

    @Test func `opening, authenticating and closing a window are not announced`() async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving { receiver in
            try await shop.listen(at: receiver.url)
            let open = try await shop.control(
                "POST",
                "/payments",
                ["orderId": "order-0001", "amount": 15000, "buyer": "abandon"]
            )
            let key = try #require(open.paymentKey.text)
            try await shop.control("POST", "/payments/\(key)/close", [:])
            try await shop.control("POST", "/payments/\(key)/authenticate", [:])
            _ = try await shop.confirm(key, "order-0001", 1)
            try await shop.settle()
            #expect(receiver.deliveries.isEmpty)
            #expect(try await shop.control("GET", "/webhooks/deliveries").items == [])
        }
    }

    @Test func `an endpoint gets the events it asked for`() async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving { receiver in
            try await shop.listen(at: receiver.url, more: ["events": ["BILLING_DELETED"]])
            try await shop.paid("order-0001", 15000)
            try await shop.settle()
            #expect(receiver.deliveries.isEmpty)
        }
    }

    @Test func `each endpoint gets its own delivery, and a deleted one none`() async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving { receiver in
            try await shop.listen(at: receiver.url)
            try await shop.listen(at: receiver.url + "/second")
            let third = try await shop.listen(at: receiver.url + "/third")
            let gone = try await shop.call("DELETE", "/sandbox/webhooks/endpoints/\(third)")
            #expect((200...204).contains(gone.status))
            try await shop.paid("order-0001", 15000)
            try await shop.settle()
            #expect(Set(receiver.deliveries.map(\.path)) == ["/webhook", "/webhook/second"])
        }
    }

    @Test func `an endpoint on the command line serves every sandbox`() async throws {
        try await WebhookReceiver.serving { receiver in
            try await withTossbox(arguments: ["--quiet", "--webhook", receiver.url]) { tossbox in
                try await Shop(at: tossbox).paid("order-0001", 15000)
                try await Shop(at: tossbox).paid("order-0002", 15000)
                let orders = try await receiver.deliveries(2).map(\.json.data.orderId.text)
                #expect(Set(orders) == ["order-0001", "order-0002"])
            }
        }
    }

    @Test func `an address in the world is refused`() async throws {
        let shop = try await Shop.open()
        let answer = try await shop.call("POST", "/sandbox/webhooks/endpoints", ["url": "http://93.184.216.34/hook"])
        // Where the address is refused, at once or when sent, is not said; that nothing leaves is.
        if answer.status == 201 {
            try await shop.stopClock()
            try await shop.paid("order-0001", 15000)
            try await shop.settle()
            let log = try await shop.control("GET", "/webhooks/deliveries")
            #expect(log.items[0].attempts[0].error.text?.isEmpty == false)
        } else {
            #expect(answer.status == 400)
        }
    }

    @Test func `the log shows each delivery with its attempts`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        try await WebhookReceiver.serving([.status(500)]) { receiver in
            try await shop.listen(at: receiver.url)
            try await shop.paid("order-0001", 15000)
            try await shop.settle()
            let entry = try await shop.control("GET", "/webhooks/deliveries?orderId=order-0001").items[0]
            #expect(
                entry.contains([
                    "eventType": "PAYMENT_STATUS_CHANGED", "orderId": "order-0001", "state": "pending",
                    "nextAttemptAt": "2026-01-05T09:01:00+09:00",
                ])
            )
            #expect(entry.attempts.list.count == 1)
            #expect(entry.attempts[0].contains(["at": "2026-01-05T09:00:00+09:00", "status": 500]))
            #expect(entry.attempts[0].durationMs.integer != nil)
            let sent = try await receiver.delivery(1)
            let body = entry.body.text.map { Array($0.utf8) == sent.body } ?? (entry.body == sent.json)
            #expect(body)
            #expect(try await shop.control("GET", "/webhooks/deliveries?orderId=order-0002").items == [])
            #expect(try await shop.control("GET", "/webhooks/deliveries?state=succeeded").items == [])
            #expect(try await shop.control("GET", "/webhooks/deliveries?eventType=BILLING_DELETED").items == [])
        }
    }

    @Test func `with a manual clock one delivery is sent at a time`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        try await WebhookReceiver.serving([.never]) { receiver in
            try await shop.listen(at: receiver.url)
            try await shop.paid("order-0001", 15000)
            try await shop.paid("order-0002", 15000)
            _ = try await receiver.delivery(1)
            let states = try await shop.control("GET", "/webhooks/deliveries").items.list.map(\.state.text)
            #expect(Set(states) == ["sending", "pending"])
            #expect(receiver.deliveries.count == 1)
        }
    }

    @Test func `endpoints are made, listed and deleted`() async throws {
        let shop = try await Shop.open()
        let made = try await shop.call(
            "POST",
            "/sandbox/webhooks/endpoints",
            ["url": "http://127.0.0.1:9/webhook", "events": ["PAYMENT_STATUS_CHANGED"], "secret": "whsec"]
        )
        #expect(made.status == 201)
        let id = try #require(made.json.id.text)
        let list = try await shop.control("GET", "/webhooks/endpoints").items.list
        #expect(list.count == 1)
        #expect(list[0].contains(["id": .string(id), "url": "http://127.0.0.1:9/webhook"]))
        _ = try await shop.call("DELETE", "/sandbox/webhooks/endpoints/\(id)")
        let again = try await shop.call("DELETE", "/sandbox/webhooks/endpoints/\(id)")
        #expect(again.status == 404)
        #expect(again.code == "NOT_FOUND")
    }

    @Test(
        arguments: [
            ["url": "ftp://127.0.0.1/x"], ["url": "http://127.0.0.1:9/x", "events": ["PAID"]],
            ["url": "http://127.0.0.1:9/x", "profile": "odd"], ["url": "http://127.0.0.1:9/x", "profile": [:]],
        ] as [JSONText]
    )
    func `an endpoint that makes no sense is refused`(request: JSONText) async throws {
        let answer = try await Shop.open().call("POST", "/sandbox/webhooks/endpoints", request)
        #expect(answer.status == 400)
        #expect(answer.code == "INVALID_REQUEST")
    }

    @Test func `with a running clock one order's silence holds no other order up`() async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving([.never]) { receiver in
            try await shop.listen(at: receiver.url)
            let key = try #require(try await shop.paid("order-0001", 15000).paymentKey.text)
            _ = try await receiver.delivery(1)
            _ = try await shop.cancel(key, ["cancelReason": "x"])
            try await shop.paid("order-0002", 15000)
            let second = try await receiver.delivery(2)
            #expect(second.json.data.orderId == "order-0002")
            receiver.answerAll(.status(200))
            let third = try await receiver.delivery(3)
            #expect(third.json.data.orderId == "order-0001")
            #expect(third.json.data.status == "CANCELED")
        }
    }

    @Test func `expiring a payment by a call is announced`() async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving { receiver in
            try await shop.listen(at: receiver.url)
            let key = try await shop.pay("order-0001", 15000)
            let expired = try await shop.control("POST", "/payments/\(key)/expire", [:])
            #expect(try await receiver.delivery(1).json.data == expired)
        }
    }

    @Test func `what a request caused is in the request log`() async throws {
        let shop = try await Shop.open()
        try await shop.listen(at: "http://127.0.0.1:9/webhook")
        try await shop.paid("order-0001", 15000)
        let caused = try await shop.control("GET", "/requests?path=/v1/payments/confirm").items[0].events
        #expect(caused.list.count == 1)
        #expect(caused.list == (try await shop.control("GET", "/webhooks/deliveries").items.list.map(\.id)))
    }
}
