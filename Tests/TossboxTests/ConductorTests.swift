internal import TestSupport
import Testing

/// Everything that can go wrong with a webhook, as a shop's receiver sees it.
@Suite(.timeLimit(.minutes(3))) struct ConductorTests {
    /// A way to spoil webhooks, and what is then on the wire for three orders paid one after the other.
    struct Anomaly: Sendable, CustomTestStringConvertible {
        let then: JSONText
        /// Orders in the order of their arrival, by number.
        let orders: [Int]
        /// `transmission-retried-count` of each arrival.
        var counts: [String]?
        /// How many different transmission ids there are.
        var ids = 3
        /// Which arrivals carry half a body.
        var broken: [Int] = []
        /// In the log, once all is quiet.
        let states: [JSONText]

        var testDescription: String { then.description }
    }

    static let anomalies = [
        Anomaly(then: ["drop": true], orders: [], ids: 0, states: ["dropped", "dropped", "dropped"]),
        Anomaly(then: ["hold": true], orders: [], ids: 0, states: ["held", "held", "held"]),
        Anomaly(
            then: ["duplicate": 3],
            orders: [1, 1, 1, 2, 2, 2, 3, 3, 3],
            states: Array(repeating: "succeeded", count: 9)
        ),
        Anomaly(then: ["reorder": 3], orders: [3, 2, 1], states: ["succeeded", "succeeded", "succeeded"]),
        Anomaly(
            then: ["reorder": 2, "duplicate": 2],
            orders: [2, 2, 1, 1],
            ids: 2,
            states: ["succeeded", "succeeded", "succeeded", "succeeded", "held", "held"]
        ),
        Anomaly(
            then: ["corrupt": true],
            orders: [1, 2, 3],
            broken: [0, 1, 2],
            states: ["succeeded", "succeeded", "succeeded"]
        ),
        Anomaly(
            then: ["corrupt": true, "duplicate": 2],
            orders: [1, 1, 2, 2, 3, 3],
            broken: [0, 1, 2, 3, 4, 5],
            states: Array(repeating: "succeeded", count: 6)
        ),
        Anomaly(then: ["before-response": true], orders: [1, 2, 3], states: ["succeeded", "succeeded", "succeeded"]),
        Anomaly(then: ["wrong-secret": true], orders: [1, 2, 3], states: ["succeeded", "succeeded", "succeeded"]),
        Anomaly(then: ["delay": "PT5M"], orders: [], ids: 0, states: ["pending", "pending", "pending"]),
    ]

    @Test(arguments: anomalies, [true, false])
    func `an anomaly is on the wire as the rule says`(anomaly: Anomaly, isManual: Bool) async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving { receiver in
            try await shop.load([
                "clock": ["mode": isManual ? "manual" : "system", "start": "2026-01-05T09:00:00+09:00"],
                "webhooks": [
                    "endpoints": [["url": .string(receiver.url)]],
                    "rules": [["name": "odd", "on": "*", "then": anomaly.then]],
                ],
            ])
            for number in 1...3 {
                try await shop.paid("order-000\(number)", 1000 + number)
                // What is sent at once is sent before the next one is paid, also with a clock that runs.
                try await shop.settle()
            }
            let log = try await shop.control("GET", "/webhooks/deliveries").items.list
            #expect(log.map(\.state) == anomaly.states)
            #expect(log.allSatisfy { $0.rule == "odd" })
            let arrivals = receiver.deliveries
            let whole = Dictionary(
                log.map { ($0.id.text ?? "", $0.body.description) },
                uniquingKeysWith: { first, _ in first }
            )
            let numbers = arrivals.map { arrival in
                arrival.transmissionID.flatMap { whole[$0] }.flatMap { try? JSONText(parsing: $0) }?
                    .data.totalAmount.integer.map { $0 - 1000 }
            }
            #expect(numbers == anomaly.orders)
            #expect(Set(arrivals.compactMap(\.transmissionID)).count == anomaly.ids)
            #expect(arrivals.map(\.retriedCount) == Array(repeating: "0", count: arrivals.count))
            for (index, arrival) in arrivals.enumerated() {
                let body = arrival.transmissionID.flatMap { whole[$0] } ?? ""
                if anomaly.broken.contains(index) {
                    #expect(arrival.json == .absent)
                    #expect(arrival.body == Array(Array(body.utf8).prefix(body.utf8.count / 2)))
                } else {
                    #expect(String(decoding: arrival.body, as: UTF8.self) == body)
                }
            }
        }
    }

    private func conducted(
        _ then: JSONText,
        mode: String = "manual",
        endpoint: JSONText = [:],
        replies: [WebhookReceiver.Reply] = [],
        _ body: (Shop, WebhookReceiver) async throws -> Void
    ) async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving(replies) { receiver in
            try await shop.load([
                "clock": ["mode": .string(mode), "start": "2026-01-05T09:00:00+09:00"],
                "webhooks": [
                    "endpoints": [.merged(["url": .string(receiver.url)], endpoint)],
                    "rules": [["on": "*", "then": then]],
                ],
            ])
            try await body(shop, receiver)
        }
    }

    @Test func `a delayed webhook comes when the clock gets there, and is listed`() async throws {
        try await conducted(["delay": "PT5M"]) { shop, receiver in
            try await shop.paid("order-0001", 15000)
            let later = try await shop.call("POST", "/sandbox/settle", ["until": "2026-01-05T09:05:00+09:00"])
            #expect(later.status == 409)
            #expect(later.json.pending.list.map(\.kind) == ["delivery"])
            let id = try await shop.control("GET", "/webhooks/deliveries").items[0].id
            let moved = try await shop.control("POST", "/clock/advance", ["next": true])
            #expect(moved.ran == [["at": "2026-01-05T09:05:00+09:00", "kind": "delivery", "id": id]])
            let arrival = try await receiver.delivery(1)
            #expect(arrival.transmissionTime == "2026-01-05T09:05:00+09:00")
            #expect(arrival.retriedCount == "0")
        }
    }

    @Test func `a corrupt webhook is whole when it is tried again`() async throws {
        try await conducted(
            ["corrupt": true],
            endpoint: ["profile": "legacy", "secret": "s"],
            replies: [.status(400)]
        ) { shop, receiver in
            try await shop.paid("order-0001", 15000)
            try await shop.advance(by: "PT1M")
            let arrivals = try await receiver.deliveries(2)
            #expect(arrivals.map(\.retriedCount) == ["0", "1"])
            #expect(arrivals[0].json == .absent)
            #expect(arrivals[1].json.data.status == "DONE")
            #expect(arrivals[0].body == Array(arrivals[1].body.prefix(arrivals[1].body.count / 2)))
            // The signature is that of the whole.
            let signatures = arrivals.map { $0["tosspayments-signature"] }
            #expect(signatures[0] == signatures[1] && signatures[0]?.isEmpty == false)
        }
    }

    @Test func `a wrong secret makes another signature than the right one, the same every time`() async throws {
        var signatures: [[String?]] = []
        for then in [["wrong-secret": true], ["duplicate": 2]] as [JSONText] {
            try await conducted(
                then,
                endpoint: ["profile": "legacy", "secret": "s"],
                replies: [.status(401)]
            ) { shop, receiver in
                try await shop.paid("order-0001", 15000)
                try await shop.advance(by: "PT1M")
                let arrivals = try await receiver.deliveries(2)
                #expect(arrivals[0].body == arrivals[1].body)
                signatures.append(arrivals.map { $0["tosspayments-signature"] })
            }
        }
        #expect(signatures.allSatisfy { $0[0]?.count == 64 && $0[0] == $0[1] })
        #expect(signatures[0][0] != signatures[1][0])
    }

    @Test func `a wrong secret for a profile that signs nothing is remarked on`() async throws {
        try await conducted(["wrong-secret": true]) { shop, receiver in
            try await shop.paid("order-0001", 15000)
            try await shop.settle()
            #expect(receiver.deliveries.map(\.json.data.status) == ["DONE"])
            let warning = try await shop.control("GET", "/webhooks/deliveries").items[0].warning.text
            #expect(warning?.contains("changes nothing") == true)
        }
    }

    @Test(arguments: ["manual", "system"])
    func `held webhooks come in the order of their release, each when the one before has ended`(
        mode: String
    ) async throws {
        try await conducted(["hold": true], mode: mode, replies: [.never]) { shop, receiver in
            for number in 1...4 { try await shop.paid("order-000\(number)", 15000) }
            try await shop.settle()
            let ids = try await shop.control("GET", "/webhooks/deliveries").items.list.map(\.id)
            let order = [ids[2], ids[0], ids[3]]
            let released = try await shop.control("POST", "/webhooks/release", ["order": .array(order)])
            #expect(released.deliveries.list.map(\.id) == order)
            _ = try await receiver.delivery(1)
            let states = try await shop.control("GET", "/webhooks/deliveries").items.list.map(\.state)
            #expect(states == ["pending", "held", "sending", "pending"])
            try await shop.control("POST", "/webhooks/deliveries/\(ids[0].text ?? "")/drop")
            receiver.answerAll(.status(200))
            try await shop.settle()
            try await shop.control("POST", "/webhooks/deliveries/\(ids[1].text ?? "")/release")
            try await shop.settle()
            #expect(receiver.deliveries.map(\.json.data.orderId) == ["order-0003", "order-0004", "order-0002"])
        }
    }

    @Test func `a webhook is handled before the answer comes, and its receiver looks the payment up`() async throws {
        try await conducted(["before-response": true], mode: "system", replies: [.never]) { shop, receiver in
            let key = try await shop.pay("order-0001", 15000)
            let confirm = Task { try await shop.confirm(key, "order-0001", 15000, headers: ["Idempotency-Key": "k"]) }
            let webhook = try await receiver.delivery(1).json
            #expect(webhook.data.status == "DONE")
            // The receiver has not answered yet: this is what it does meanwhile.
            #expect(try await shop.payment(key) == webhook.data)
            let again = try await shop.confirm(key, "order-0001", 15000, headers: ["Idempotency-Key": "k"])
            #expect(again.code == "IDEMPOTENT_REQUEST_PROCESSING")
            let busy = try await shop.call("POST", "/sandbox/settle", ["timeout": "PT0S"])
            #expect(busy.json.pending.list.map(\.kind) == ["delivery"])
            let calls = try await shop.control("GET", "/requests?path=/v1/payments/confirm").items.list
            #expect(calls.map(\.status) == [.null, 409])
            receiver.answerAll(.status(200))
            let answer = try await confirm.value
            #expect(answer.status == 200)
            #expect(answer.json == webhook.data)
        }
    }

    @Test(arguments: [1, 2])
    func `a receiver that does other things first is answered at once where one webhook goes at a time`(
        endpoints: Int
    ) async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving([.never]) { receiver in
            try await shop.load([
                "clock": ["mode": "manual", "start": "2026-01-05T09:00:00+09:00"],
                "webhooks": [
                    "endpoints": .array(Array(repeating: ["url": .string(receiver.url)], count: endpoints)),
                    "rules": [["on": "*", "then": ["before-response": true]]],
                ],
            ])
            let key = try await shop.pay("order-0001", 15000)
            let other = try await shop.pay("order-0002", 15000)
            let confirm = Task { try await shop.confirm(key, "order-0001", 15000) }
            _ = try await receiver.delivery(1)
            // What the receiver does before it answers; it would wait for itself.
            #expect(try await shop.confirm(other, "order-0002", 15000).status == 200)
            let cancel = try await shop.call("POST", "/v1/payments/\(key)/cancel", ["cancelReason": "r"])
            #expect(cancel.status == 200)
            #expect(receiver.deliveries.count == 1)
            receiver.answerAll(.status(200))
            #expect(try await confirm.value.status == 200)
            try await shop.settle()
            let log = try await shop.control("GET", "/webhooks/deliveries").items.list
            #expect(log.map(\.state) == Array(repeating: "succeeded", count: 3 * endpoints))
            #expect(log.allSatisfy { $0.attempts.list.count == 1 })
        }
    }

    @Test func `a scenario that goes takes its endpoints' webhooks along`() async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving(answering: { _, _ in .status(500) }) { receiver in
            let webhooks: JSONText = ["endpoints": [["url": .string(receiver.url)]]]
            try await shop.load([
                "clock": ["mode": "manual", "start": "2026-01-05T09:00:00+09:00"], "webhooks": webhooks,
            ])
            try await shop.paid("order-0001", 15000)
            try await shop.settle()
            #expect(receiver.deliveries.count == 1)
            try await shop.load(["rules": []])
            #expect(try await shop.control("GET", "/webhooks/deliveries").items[0].state == "dropped")
            #expect(try await shop.advance(by: "P4D").ran == [])
            #expect(receiver.deliveries.count == 1)
        }
    }

    @Test(arguments: ["manual", "system"])
    func `every receiver gets its copies in reverse, and what nobody shapes as ever`(mode: String) async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving { first in
            try await WebhookReceiver.serving { second in
                try await shop.load([
                    "clock": ["mode": .string(mode), "start": "2026-01-05T09:00:00+09:00"],
                    "webhooks": [
                        "endpoints": [
                            ["url": .string(first.url)], ["url": .string(second.url)],
                            ["url": "http://127.0.0.1:9/", "events": ["BILLING_DELETED"]],
                        ],
                        "rules": [
                            [
                                "on": "*", "when": ["orderId": "order-*"], "times": 2,
                                "then": ["reorder": 2, "duplicate": 2],
                            ]
                        ],
                    ],
                ])
                for orderId in ["order-0001", "other-0001", "order-0002", "order-0003"] {
                    try await shop.paid(orderId, 15000)
                    try await shop.settle()
                }
                for receiver in [first, second] {
                    let orders = receiver.deliveries.map(\.json.data.orderId.text)
                    #expect(
                        orders == ["other-0001", "order-0002", "order-0002", "order-0001", "order-0001", "order-0003"]
                    )
                    #expect(Set(receiver.deliveries.compactMap(\.transmissionID)).count == 4)
                }
                let rules = try await shop.control("GET", "/scenario").webhookRules
                #expect(rules[0].contains(["name": "webhooks.rules[0]", "matched": 3, "fired": 2]))
            }
        }
    }

    @Test func `a receiver that breaks does not keep the answer back for its retries`() async throws {
        try await conducted(["before-response": true], replies: [.status(500)]) { shop, receiver in
            try await shop.paid("order-0001", 15000)
            #expect(receiver.deliveries.count == 1)
            #expect(try await shop.control("GET", "/webhooks/deliveries").items[0].state == "pending")
        }
    }

    @Test func `a reset while an answer waits for a webhook breaks the connection off`() async throws {
        try await conducted(["before-response": true], replies: [.never]) { shop, receiver in
            let key = try await shop.pay("order-0001", 15000)
            let connection = try await RawConnection.open(port: shop.tossbox.port)
            let request = shop.rawRequest(
                "POST",
                "/v1/payments/confirm",
                ["paymentKey": .string(key), "orderId": "order-0001", "amount": 15000]
            )
            let outcome = Task { try await connection.exchange(request) }
            _ = try await receiver.delivery(1)
            try await shop.control("POST", "/reset")
            #expect(try await outcome.value.isBareReset)
        }
    }

    @Test func `a server that only collects webhooks sends none`() async throws {
        try await withTossbox(arguments: ["--quiet", "--webhook", "collect:"]) { tossbox in
            let shop = Shop(at: tossbox)
            try await shop.stopClock()
            try await shop.paid("order-0001", 15000)
            #expect(try await shop.control("GET", "/webhooks/endpoints").items[0].url == "collect:")
            let entry = try await shop.control("GET", "/webhooks/deliveries").items[0]
            #expect(entry.contains(["state": "succeeded", "url": "collect:", "rule": .null, "warning": .null]))
            #expect(
                entry.attempts == [
                    ["at": "2026-01-05T09:00:00+09:00", "status": 200, "error": .null, "durationMs": 0]
                ]
            )
            #expect(entry.body.data.status == "DONE")
        }
    }

    @Test func `a webhook address that is none is refused on the command line`() async throws {
        let ending = try await Program.run(["serve", "--port", "0", "--webhook", "collect:/x"])
        #expect(ending.status == 2)
        #expect(ending.errors.contains("collect:"))
    }
}
