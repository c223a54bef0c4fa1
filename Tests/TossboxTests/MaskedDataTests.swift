internal import Foundation
internal import TestSupport
import Testing

/// `tossbox serve --data DIR`: what of a card number gets into the file.
@Suite(.timeLimit(.minutes(3))) struct MaskedDataTests {
    private static let number = "4539578763621486"
    private static let spellings = [number, "4539 5787 6362 1486 12/27", "４５３９-5787.6362/1486"]

    /// A card number in each place that a journal keeps.
    private static func misplaceCards(in shop: Shop) async throws {
        for spelling in spellings {
            let text = JSONText.string(spelling)
            let more: JSONText = ["orderName": text, "customerName": text, "metadata": ["pan": text]]
            let key = try await shop.pay("order-\(spelling.utf8.count)", 1000, more: more)
            let headers = ["Cookie": "pan=\(number)", "X-Pan": number, "Idempotency-Key": number]
            let body: JSONText = ["cancelReason": text, "memo": ["list": [text]]]
            _ = try await shop.call("POST", "/v1/payments/\(key)/cancel", body, headers: headers)
            let card: JSONText = ["cardNumber": text, "customerKey": "c1"]
            _ = try await shop.call("POST", "/v1/billing/authorizations/card", card)
        }
        _ = try await shop.call("GET", "/v1/payments/orders/4539-5787-6362-1486")
        try await shop.paid(number, 1000)
        // A receiver would be another one after a restart, and a signature as well.
        let url = JSONText.string("http://127.0.0.1:9/\(number)")
        let secret: JSONText = ["url": "http://127.0.0.1:9/", "secret": .string(number), "profile": "legacy"]
        for endpoint in [["url": url], secret] {
            #expect(try await shop.call("POST", "/sandbox/webhooks/endpoints", endpoint).status == 400)
        }
        func alarm(_ url: JSONText) -> JSONText {
            ["id": .string(number), "at": "2096-01-05T09:00:00+09:00", "url": url]
        }
        #expect(try await shop.call("POST", "/sandbox/clock/alarms", alarm(url)).status == 400)
        try await shop.control("POST", "/clock/alarms", alarm("http://127.0.0.1:9/"))
        try await shop.control("PUT", "/scenario", ["name": "4539 5787 6362 1486", "description": "d"])
    }

    @Test func `no card number gets into the file, and a start goes on from the masked ones`() async throws {
        let folder = TemporaryFolder()
        let arguments = ["--quiet", "--data", folder.path]
        let one = try await LiveTossbox.start(arguments, environment: [:])
        let shop = Shop(at: one, secretKey: "test_sk_masked")
        try await Self.misplaceCards(in: shop)
        let count = try await shop.control("GET", "/payments").items.list.count
        one.signal(SIGTERM)
        #expect(await one.exitStatus() == 0)
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let bytes = try Data(contentsOf: URL(filePath: folder.path).appending(path: name))
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!Digits(in: text).contain(Self.number), "\(name)")
            #expect(!text.contains("Cookie"), "\(name)")
        }
        let two = try await LiveTossbox.start(arguments, environment: [:])
        let later = Shop(at: two, secretKey: "test_sk_masked")
        let payments = try await later.control("GET", "/payments").items.list
        #expect(payments.count == count)
        #expect(payments.last?.orderId == "4539xxxxxxxx1486")
        let bundle = try await later.call("GET", "/sandbox/bundle")
        #expect(!Digits(in: bundle.text).contain(Self.number))
        two.signal(SIGTERM)
        #expect(await two.exitStatus() == 0)
    }
}
