internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct KeyTests {
    private func pay(
        _ tossbox: LiveTossbox,
        _ clientKey: String,
        _ orderId: String = "order-0001"
    ) async throws -> String {
        let answer = try await tossbox.call(
            "POST",
            "/sandbox/payments?key=\(clientKey)",
            body: Array(#"{"orderId":"\#(orderId)","amount":15000}"#.utf8)
        )
        return try #require(answer.json.paymentKey.text, "\(answer.text)")
    }

    private func bind(_ tossbox: LiveTossbox, _ clientKey: String, _ secretKey: String) async throws -> Answer {
        try await tossbox.call(
            "POST",
            "/sandbox/keys",
            body: Array(#"{"clientKey":"\#(clientKey)","secretKey":"\#(secretKey)"}"#.utf8)
        )
    }

    @Test func `a client key is bound to a secret key of another name`() async throws {
        let shop = try await Shop.open()
        let client = shop.clientKey + "front"
        let bound = try await bind(shop.tossbox, client, shop.secretKey)
        #expect((200...201).contains(bound.status))
        let key = try await pay(shop.tossbox, client)
        #expect(try await shop.confirm(key, "order-0001", 15000).status == 200)
    }

    @Test func `a bound client key is not bound elsewhere`() async throws {
        let shop = try await Shop.open()
        let other = try await Shop.open()
        let client = shop.clientKey + "front"
        _ = try await bind(shop.tossbox, client, shop.secretKey)
        let answer = try await bind(shop.tossbox, client, other.secretKey)
        #expect(answer.status == 409)
        #expect(answer.code == "CONFLICT")
        #expect((200...201).contains(try await bind(shop.tossbox, client, shop.secretKey).status))
    }

    @Test(arguments: [
        ("test_sk_a", "test_sk_b"), ("test_ck_a", "test_ck_b"), ("test_gck_a", "test_sk_b"), ("x", "test_sk_b"),
    ])
    func `only a client key and a secret key of one kind make a pair`(client: String, secret: String) async throws {
        let answer = try await bind(try await SharedTossbox.get(), client, secret)
        #expect(answer.status == 400)
        #expect(answer.code == "INVALID_REQUEST")
    }

    @Test func `the first confirm of an unpaired client key's payment binds the key`() async throws {
        let shop = try await Shop.open()
        let client = "test_ck_" + "lonely" + shop.secretKey.dropFirst(8)
        let key = try await pay(shop.tossbox, client)
        let second = try await pay(shop.tossbox, client, "order-0002")
        #expect(try await shop.confirm(key, "order-0001", 15000).status == 200)
        #expect(try await shop.payment(second).status == "IN_PROGRESS")
        let list = try await shop.tossbox.call("GET", "/sandbox/payments?key=\(client)").json
        #expect(list.items.list.count == 2)
        let third = try await pay(shop.tossbox, client, "order-0003")
        #expect(try await shop.confirm(third, "order-0003", 15000).status == 200)
    }

    @Test func `a bound key's payments are nobody else's`() async throws {
        let shop = try await Shop.open()
        let other = try await Shop.open()
        let client = "test_ck_" + "lonely" + shop.secretKey.dropFirst(8)
        let first = try await pay(shop.tossbox, client)
        _ = try await shop.confirm(first, "order-0001", 15000)
        let second = try await pay(shop.tossbox, client, "order-0002")
        let answer = try await other.confirm(second, "order-0002", 15000)
        #expect(answer.status == 400)
        #expect(answer.code == "INVALID_API_KEY")
    }

    @Test func `adopted payments keep the time they had left`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock(at: "2030-06-01T12:00:00+09:00")
        let client = "test_ck_" + "lonely" + shop.secretKey.dropFirst(8)
        let tossbox = shop.tossbox
        _ = try await tossbox.call(
            "PUT",
            "/sandbox/clock?key=\(client)",
            body: Array(#"{"mode":"manual","now":"2026-01-05T09:00:00+09:00"}"#.utf8)
        )
        let first = try await pay(tossbox, client)
        let second = try await pay(tossbox, client, "order-0002")
        _ = try await tossbox.call(
            "POST",
            "/sandbox/clock/advance?key=\(client)",
            body: Array(#"{"by":"PT4M"}"#.utf8)
        )
        #expect(try await shop.confirm(first, "order-0001", 15000).status == 200)
        try await shop.advance(by: "PT5M59S")
        #expect(try await shop.payment(second).status == "IN_PROGRESS")
        #expect(try await shop.advance(by: "PT1S").ran.list.map(\.kind) == ["expiry"])
        #expect(try await shop.payment(second).status == "EXPIRED")
    }
}
