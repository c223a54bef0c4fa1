internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct CancelTests {
    private func paid(_ amount: Int = 50000) async throws -> (Shop, String) {
        let shop = try await Shop.open()
        return (shop, try #require(try await shop.paid("order-0001", amount).paymentKey.text))
    }

    @Test func `a full cancel gives everything back`() async throws {
        let (shop, key) = try await paid()
        let before = try await shop.payment(key)
        let answer = try await shop.cancel(key, ["cancelReason": "고객 변심"])
        #expect(answer.status == 200)
        let payment = answer.json
        #expect(payment.status == "CANCELED")
        for amount in [payment.balanceAmount, payment.suppliedAmount, payment.vat] { #expect(amount == 0) }
        #expect(payment.totalAmount == 50000)
        #expect(payment.card == before.card)
        #expect(payment.approvedAt == before.approvedAt)
        #expect(payment.names == TossboxPaymentTests.members)
        #expect(try await shop.payment(key) == payment)
    }

    @Test func `a cancel is an entry with every member in the order of the wire`() async throws {
        let (shop, key) = try await paid()
        let payment = try await shop.cancel(key, ["cancelReason": "고객 변심", "cancelAmount": 20000]).json
        let entry = payment.cancels[0]
        let members = [
            "transactionKey", "cancelReason", "taxExemptionAmount", "canceledAt", "cardDiscountAmount",
            "transferDiscountAmount", "easyPayDiscountAmount", "receiptKey", "cancelStatus", "cancelRequestId",
            "cancelAmount", "taxFreeAmount", "refundableAmount",
        ]
        #expect(entry.names == members)
        #expect(entry.cancelReason == "고객 변심")
        #expect(entry.cancelAmount == 20000)
        #expect(entry.refundableAmount == 30000)
        #expect(entry.cancelStatus == "DONE")
        #expect(entry.transactionKey == payment.lastTransactionKey)
    }

    @Test func `partial cancels down to nothing stay PARTIAL_CANCELED`() async throws {
        let (shop, key) = try await paid()
        var payment = JSONText.null
        for (amount, balance) in [(20000, 30000), (20000, 10000), (10000, 0)] {
            payment = try await shop.cancel(key, ["cancelReason": "part", "cancelAmount": JSONText(amount)]).json
            #expect(payment.status == "PARTIAL_CANCELED")
            #expect(payment.balanceAmount == JSONText(balance))
        }
        #expect(payment.cancels.list.map(\.refundableAmount) == [30000, 10000, 0])
        #expect(payment.vat == 0)
        #expect(try await shop.payment(key) == payment)
    }

    @Test func `cancelling the rest after a part stays PARTIAL_CANCELED`() async throws {
        let (shop, key) = try await paid()
        _ = try await shop.cancel(key, ["cancelReason": "part", "cancelAmount": 20000])
        let payment = try await shop.cancel(key, ["cancelReason": "rest"]).json
        #expect(payment.status == "PARTIAL_CANCELED")
        #expect(payment.balanceAmount == 0)
        #expect(payment.cancels[1].cancelAmount == 30000)
    }

    @Test func `what is left is taxed anew`() async throws {
        let (shop, key) = try await paid(50000)
        let payment = try await shop.cancel(key, ["cancelReason": "part", "cancelAmount": 20000]).json
        #expect(payment.suppliedAmount == 27273)
        #expect(payment.vat == 2727)
    }

    @Test(
        arguments: [
            (["cancelAmount": 50001], 403, "NOT_CANCELABLE_AMOUNT"),
            (["cancelAmount": 20000, "refundableAmount": 49999], 400, "NOT_MATCHES_REFUNDABLE_AMOUNT"),
        ] as [(JSONText, Int, String)]
    )
    func `a cancel that does not fit is refused and changes nothing`(
        request: JSONText,
        status: Int,
        code: String
    )
        async throws
    {
        let (shop, key) = try await paid()
        let before = try await shop.payment(key)
        let answer = try await shop.cancel(key, .merged(["cancelReason": "x"], request))
        #expect(answer.status == status)
        #expect(answer.code == code)
        #expect(try await shop.payment(key) == before)
    }

    @Test func `a fitting refundableAmount lets the cancel through`() async throws {
        let (shop, key) = try await paid()
        let answer = try await shop.cancel(
            key,
            ["cancelReason": "x", "cancelAmount": 20000, "refundableAmount": 50000]
        )
        #expect(answer.status == 200)
    }

    @Test func `what is cancelled cannot be cancelled again`() async throws {
        let (shop, key) = try await paid()
        _ = try await shop.cancel(key, ["cancelReason": "x"])
        let answer = try await shop.cancel(key, ["cancelReason": "x"])
        #expect(answer.status == 400)
        #expect(answer.code == "ALREADY_CANCELED_PAYMENT")
    }

    @Test(arguments: [[:], ["cancelAmount": 1]] as [JSONText])
    func `after partial cancels to nothing the amount is refused`(request: JSONText) async throws {
        let (shop, key) = try await paid()
        _ = try await shop.cancel(key, ["cancelReason": "x", "cancelAmount": 20000])
        _ = try await shop.cancel(key, ["cancelReason": "x", "cancelAmount": 30000])
        let answer = try await shop.cancel(key, .merged(["cancelReason": "x"], request))
        #expect(answer.status == 403)
        #expect(answer.text == #"{"code":"NOT_CANCELABLE_AMOUNT","message":"취소 할 수 없는 금액 입니다."}"#)
    }

    @Test(arguments: [#"{}"#, #"{"cancelReason":""}"#, #"{"cancelReason":"x","cancelAmount":0}"#, "{"])
    func `a cancel without a reason or with a broken body is refused`(body: String) async throws {
        let (shop, key) = try await paid()
        let answer = try await shop.tossbox.call(
            "POST",
            "/v1/payments/\(key)/cancel",
            headers: ["Authorization": "Basic \(shop.basic)"],
            body: Array(body.utf8)
        )
        #expect(answer.status == 400)
        #expect(answer.code == "INVALID_REQUEST")
        #expect(try await shop.payment(key).status == "DONE")
    }

    @Test func `an unknown payment is not found`() async throws {
        let answer = try await Shop.open().cancel("none", ["cancelReason": "x"])
        #expect(answer.status == 404)
        #expect(answer.code == "NOT_FOUND_PAYMENT")
    }

    @Test(arguments: ["4242424242424242", "4000000000000002"])
    func `what was never approved cannot be cancelled`(card: String) async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 15000, card: card)
        if card != "4242424242424242" { _ = try await shop.confirm(key, "order-0001", 15000) }
        let answer = try await shop.cancel(key, ["cancelReason": "x"])
        #expect(answer.status == 403)
        #expect(answer.code == "NOT_CANCELABLE_PAYMENT")
    }

    @Test func `of cancels at once those that fit the balance win`() async throws {
        let (shop, key) = try await paid(50000)
        let statuses = try await withThrowingTaskGroup { group in
            for _ in 1...5 {
                group.addTask { try await shop.cancel(key, ["cancelReason": "x", "cancelAmount": 20000]).status }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.filter { $0 == 200 }.count == 2)
        #expect(statuses.filter { $0 == 403 }.count == 3)
        #expect(try await shop.payment(key).balanceAmount == 10000)
    }
}
