internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct LookUpTests {
    @Test(arguments: ["/v1/payments/none", "/v1/payments/orders/order-none"])
    func `what nobody has is not found`(path: String) async throws {
        let answer = try await Shop.open().call("GET", path)
        #expect(answer.status == 404)
        #expect(answer.text == #"{"code":"NOT_FOUND_PAYMENT","message":"존재하지 않는 결제 정보 입니다."}"#)
    }

    @Test func `a paymentKey of another merchant is refused, not hidden`() async throws {
        let owner = try await Shop.open()
        let other = try await Shop.open()
        let key = try await owner.pay("order-0001", 15000)
        let answers = [
            try await other.call("GET", "/v1/payments/\(key)"),
            try await other.confirm(key, "order-0001", 15000),
            try await other.cancel(key, ["cancelReason": "x"]),
        ]
        for answer in answers {
            #expect(answer.status == 400)
            #expect(answer.code == "INVALID_API_KEY")
        }
        #expect(try await owner.payment(key).status == "IN_PROGRESS")
    }

    @Test func `the two pairs of one sandbox do not see each other's payments`() async throws {
        let shop = try await Shop.open()
        let widget = Shop(at: shop.tossbox, secretKey: shop.secretKey.replacing("_sk_", with: "_gsk_"))
        let key = try await shop.pay("order-0001", 15000)
        let answer = try await widget.call("GET", "/v1/payments/\(key)")
        #expect(answer.status == 400)
        #expect(answer.code == "INVALID_API_KEY")
        #expect(try await widget.control("GET", "/clock").mode == "system")
    }

    @Test func `of several payments of an order the paid one is found`() async throws {
        let shop = try await Shop.open()
        let first = try await shop.pay("order-0001", 15000)
        _ = try await shop.pay("order-0001", 15000)
        #expect(try await shop.confirm(first, "order-0001", 15000).status == 200)
        let found = try await shop.call("GET", "/v1/payments/orders/order-0001").json
        #expect(found.paymentKey == .string(first))
    }

    @Test func `of several unpaid payments of an order the newest is found`() async throws {
        let shop = try await Shop.open()
        _ = try await shop.pay("order-0001", 15000)
        let second = try await shop.pay("order-0001", 15000)
        let found = try await shop.call("GET", "/v1/payments/orders/order-0001").json
        #expect(found.paymentKey == .string(second))
    }

    @Test func `an unknown path is a plain 404 without Toss's error object`() async throws {
        let answer = try await Shop.open().call("GET", "/v1/nothing-here")
        #expect(answer.status == 404)
        #expect(answer.json.code == .absent)
    }

    @Test func `a known path with another method says so`() async throws {
        let answer = try await Shop.open().call("GET", "/v1/payments/key/cancel")
        #expect(answer.status == 404)
        #expect(answer.code == "NOT_FOUND_HTTP_METHOD")
    }
}
