internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct AlarmTests {
    @Test func `an alarm rings at its instant while the clock stands`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        try await WebhookReceiver.serving { receiver in
            let made = try await shop.call(
                "POST",
                "/sandbox/clock/alarms",
                ["id": "renewals", "at": "2026-01-06T00:00:00+09:00", "url": .string(receiver.url)]
            )
            #expect((200...201).contains(made.status))
            let moved = try await shop.advance(by: "P2D")
            #expect(moved.now == "2026-01-07T09:00:00+09:00")
            #expect(moved.ran.list == [["at": "2026-01-06T00:00:00+09:00", "kind": "alarm", "id": "renewals"]])
            let ring = try await receiver.delivery(1).json
            #expect(ring == ["id": "renewals", "now": "2026-01-06T00:00:00+09:00"])
        }
    }

    @Test func `an alarm's answer sets it again, so a job runs day by day`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        let answer: @Sendable (Int, WebhookReceiver.Delivery) -> WebhookReceiver.Reply = { index, _ in
            index < 2 ? .status(200, body: ["next": "2026-01-0\(7 + index)T00:00:00+09:00"]) : .status(200)
        }
        try await WebhookReceiver.serving(answering: answer) { receiver in
            try await shop.control(
                "POST",
                "/clock/alarms",
                ["id": "renewals", "at": "2026-01-06T00:00:00+09:00", "url": .string(receiver.url)]
            )
            let ran = try await shop.advance(by: "P30D").ran.list
            let days = (6...8).map { "2026-01-0\($0)T00:00:00+09:00" }
            #expect(ran.map(\.at.text) == days)
            #expect(receiver.deliveries.map(\.json.now.text) == days)
            #expect(try await shop.control("GET", "/clock/alarms").items == [])
        }
    }

    @Test func `alarms due at one instant ring one after another, in the order that is told`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        try await WebhookReceiver.serving(answering: { _, _ in .never }) { receiver in
            for id in ["c", "a", "b"] {
                try await shop.control(
                    "POST",
                    "/clock/alarms",
                    ["id": .string(id), "at": "2026-01-06T00:00:00+09:00", "url": .string(receiver.url)]
                )
            }
            let moving = Task { try await shop.control("POST", "/clock/advance", ["next": true]) }
            for (index, id) in ["c", "a", "b"].enumerated() {
                #expect(try await receiver.delivery(index + 1).json.id.text == id)
                #expect(receiver.deliveries.count == index + 1)
                #expect(try await shop.control("GET", "/clock").now == "2026-01-06T00:00:00+09:00")
                receiver.answerAll(.status(200))
            }
            let ran = try await moving.value.ran.list
            #expect(ran.map(\.id.text) == ["c", "a", "b"])
            #expect(Set(ran.map(\.at.text)) == ["2026-01-06T00:00:00+09:00"])
            #expect(receiver.deliveries.count == 3)
        }
    }

    @Test(arguments: [
        "http://8.8.8.8/", "http://169.254.169.254/", "http://[fd00:ec2::254]/", "http://[fd20:ce::254]/",
    ])
    func `an alarm goes where a webhook may go, and nowhere else`(url: String) async throws {
        let shop = try await Shop.open()
        let alarm: JSONText = ["id": "job", "at": "2999-01-06T00:00:00+09:00", "url": .string(url)]
        let answers = [
            try await shop.call("POST", "/sandbox/clock/alarms", alarm),
            try await shop.call("POST", "/sandbox/webhooks/endpoints", ["url": .string(url)]),
        ]
        for answer in answers {
            #expect(answer.status == 400)
            #expect(answer.code == "INVALID_REQUEST")
        }
        #expect(try await shop.control("GET", "/clock/alarms").items == [])
    }

    @Test func `what a shop does during an alarm happens at the alarm's instant`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        try await WebhookReceiver.serving([.never]) { receiver in
            try await shop.control(
                "POST",
                "/clock/alarms",
                ["id": "job", "at": "2026-01-06T00:00:00+09:00", "url": .string(receiver.url)]
            )
            let moving = Task { try await shop.advance(by: "P2D") }
            _ = try await receiver.delivery(1)
            let payment = try await shop.paid("order-0001", 15000)
            #expect(payment.approvedAt == "2026-01-06T00:00:00+09:00")
            let second = try await shop.call("POST", "/sandbox/clock/advance", ["by": "PT1M"])
            #expect(second.status == 409)
            #expect(second.code == "CONFLICT")
            receiver.answerAll(.status(200))
            #expect(try await moving.value.now == "2026-01-07T09:00:00+09:00")
        }
    }

    @Test func `alarms are listed and can be taken away`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock()
        try await WebhookReceiver.serving { receiver in
            let alarm: JSONText = ["id": "job", "at": "2026-01-06T00:00:00+09:00", "url": .string(receiver.url)]
            try await shop.control("POST", "/clock/alarms", alarm)
            let list = try await shop.control("GET", "/clock/alarms")
            #expect(list.items.list.count == 1)
            #expect(list.items[0].contains(alarm))
            let gone = try await shop.call("DELETE", "/sandbox/clock/alarms/job")
            #expect((200...204).contains(gone.status))
            #expect(try await shop.advance(by: "P2D").ran == [])
            #expect(receiver.deliveries.isEmpty)
        }
    }
}
