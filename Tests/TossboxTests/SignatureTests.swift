internal import Foundation
internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct SignatureTests {
    private func signature(_ delivery: WebhookReceiver.Delivery, secret: String) -> [UInt8] {
        SHA256.authenticate(delivery.body, key: Array(secret.utf8))
    }

    /// RFC 4231, case 2.
    @Test func `the tests' own hash is right`() {
        let mac = SHA256.authenticate(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
        #expect(mac.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test func `the legacy profile signs the raw body`() async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving { receiver in
            try await shop.listen(at: receiver.url, more: ["profile": "legacy", "secret": "whsec"])
            try await shop.paid("order-0001", 15000, more: ["orderName": "원두"])
            let delivery = try await receiver.delivery(1)
            #expect(delivery["TossPayments-Signature"] == signature(delivery, secret: "whsec").hex)
        }
    }

    @Test func `the legacy profile announces billing charges`() async throws {
        try await chargesAnnounced { deliveries in
            #expect(deliveries.map(\.json.data.orderId) == ["order-0001", "order-0002"])
            for delivery in deliveries {
                #expect(delivery["TossPayments-Signature"] == signature(delivery, secret: "whsec").hex)
            }
        }
    }

    @Test(arguments: [("hex", "X-Toss-Signature"), ("base64", "X-TossPayments-Signature")])
    func `a dialect chooses header, encoding and names`(encoding: String, header: String) async throws {
        let shop = try await Shop.open()
        try await WebhookReceiver.serving { receiver in
            try await shop.listen(
                at: receiver.url,
                more: [
                    "secret": "whsec",
                    "profile": [
                        "header": .string(header), "algorithm": "hmac-sha256", "encoding": .string(encoding),
                        "events": ["DONE": "payment.approved"],
                    ],
                ]
            )
            try await shop.paid("order-0001", 15000)
            let delivery = try await receiver.delivery(1)
            let mac = signature(delivery, secret: "whsec")
            #expect(delivery[header] == (encoding == "hex" ? mac.hex : Data(mac).base64EncodedString()))
            #expect(delivery.json.eventType == "payment.approved")
        }
    }

    /// What an endpoint of the legacy profile is sent about a charge that works and one that is refused.
    private func chargesAnnounced(_ body: ([WebhookReceiver.Delivery]) throws -> Void) async throws {
        let shop = try await Shop.open()
        let charge: JSONText = ["attempts": ["approve", ["refuse": "REJECT_CARD_PAYMENT"]]]
        try await shop.load(["cards": ["4000000000009979": ["issue": "approve", "charge": charge]]])
        try await WebhookReceiver.serving { receiver in
            try await shop.listen(at: receiver.url, more: ["profile": "legacy", "secret": "whsec"])
            let issued = try await shop.call(
                "POST",
                "/v1/billing/authorizations/card",
                .merged(BillingTests.byCard, ["cardNumber": "4000000000009979"])
            )
            let key = try #require(issued.json.billingKey.text)
            for order in ["order-0001", "order-0002"] {
                let request: JSONText = [
                    "customerKey": "customer-1", "amount": 29000, "orderId": .string(order),
                    "orderName": "Monthly plan",
                ]
                _ = try await shop.call("POST", "/v1/billing/\(key)", request)
                try await shop.settle()
            }
            try body(try await receiver.deliveries(2))
        }
    }

    @Test func `the legacy profile names charges as the older guide does`() async throws {
        try await chargesAnnounced { deliveries in
            #expect(deliveries.map(\.json.type) == ["PAYMENT_APPROVED", "PAYMENT_FAILED"])
            #expect(deliveries.map(\.json.eventType) == ["payment.approved", "payment.failed"])
        }
    }
}
