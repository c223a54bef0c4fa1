internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct TossboxPaymentTests {
    static let members = [
        "mId", "lastTransactionKey", "paymentKey", "orderId", "orderName", "taxExemptionAmount", "status",
        "requestedAt",
        "approvedAt", "useEscrow", "cultureExpense", "card", "virtualAccount", "transfer", "mobilePhone",
        "giftCertificate", "cashReceipt", "cashReceipts", "discount", "cancels", "secret", "type", "easyPay", "country",
        "failure", "isPartialCancelable", "receipt", "checkout", "currency", "totalAmount", "balanceAmount",
        "suppliedAmount", "vat", "taxFreeAmount", "method", "version", "metadata",
    ]
    static let cardMembers = [
        "issuerCode", "acquirerCode", "number", "installmentPlanMonths", "isInterestFree", "interestPayer", "approveNo",
        "useCardPoint", "cardType", "ownerType", "acquireStatus", "amount",
    ]

    @Test func `the buyer call answers what the browser would be told`() async throws {
        let shop = try await Shop.open()
        let answer = try await shop.call(
            "POST",
            "/sandbox/payments",
            [
                "orderId": "order-0001", "amount": 15000, "successUrl": "http://localhost:3000/ok?a=1",
                "failUrl": "http://localhost:3000/no",
            ]
        )
        #expect(answer.status == 201)
        let json = answer.json
        #expect(json.names == ["paymentKey", "orderId", "amount", "status", "redirectUrl", "code", "message"])
        #expect(json.status == "IN_PROGRESS")
        #expect(json.amount == 15000)
        #expect(json.code == .null)
        let key = try #require(json.paymentKey.text)
        let redirect = try #require(json.redirectUrl.text)
        #expect(redirect.hasPrefix("http://localhost:3000/ok?a=1&"))
        for part in ["paymentType=NORMAL", "orderId=order-0001", "paymentKey=\(key)", "amount=15000"] {
            #expect(redirect.contains(part))
        }
    }

    @Test func `a card payment goes from the buyer to DONE`() async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 15000, more: ["orderName": "원두 1kg"])
        #expect(try await shop.payment(key).status == "IN_PROGRESS")
        let answer = try await shop.confirm(key, "order-0001", 15000)
        #expect(answer.status == 200)
        let done: JSONText = [
            "paymentKey": .string(key), "orderId": "order-0001", "orderName": "원두 1kg", "status": "DONE",
            "type": "NORMAL", "method": "카드", "currency": "KRW", "country": "KR", "totalAmount": 15000,
            "balanceAmount": 15000, "suppliedAmount": 13636, "vat": 1364, "taxFreeAmount": 0,
            "taxExemptionAmount": 0, "useEscrow": false, "cultureExpense": false, "isPartialCancelable": true,
            "cancels": .null, "failure": .null, "virtualAccount": .null, "metadata": .null,
        ]
        #expect(answer.json.contains(done))
        #expect(try await shop.payment(key) == answer.json)
        #expect(try await shop.call("GET", "/v1/payments/orders/order-0001").body == answer.body)
    }

    @Test func `a Payment has every member in the order of the wire`() async throws {
        let shop = try await Shop.open()
        let payment = try await shop.paid("order-0001", 27500)
        #expect(payment.names == Self.members)
        #expect(payment.card.names == Self.cardMembers)
        #expect(payment.receipt.names == ["url"])
        #expect(payment.checkout.names == ["url"])
    }

    @Test func `an unfinished Payment has every member as well`() async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 27500)
        let payment = try await shop.payment(key)
        #expect(payment.names == Self.members)
        #expect(payment.approvedAt == .null)
        #expect(payment.lastTransactionKey == .null)
        #expect(payment.receipt == .null)
    }

    @Test func `a card is shown masked and in test mode`() async throws {
        let shop = try await Shop.open()
        let card = try await shop.paid("order-0001", 15000).card
        #expect(card.number == "42424242****424*")
        #expect(card.approveNo == "00000000")
        #expect(card.acquireStatus == "READY")
        #expect(card.amount == 15000)
        #expect(card.interestPayer == .null)
        #expect(card.isInterestFree == false)
    }

    @Test func `instants are Seoul time to the second and URLs keep Toss's hosts`() async throws {
        let shop = try await Shop.open()
        try await shop.stopClock(at: "2026-03-04T10:15:30+09:00")
        let key = try await shop.pay("order-0001", 15000)
        try await shop.advance(by: "PT32S")
        let payment = try await shop.confirm(key, "order-0001", 15000).json
        #expect(payment.requestedAt == "2026-03-04T10:15:30+09:00")
        #expect(payment.approvedAt == "2026-03-04T10:16:02+09:00")
        #expect(payment.checkout.url == "https://api.tosspayments.com/v1/payments/\(key)/checkout")
        #expect(payment.receipt.url.text?.hasPrefix("https://dashboard-sandbox.tosspayments.com/receipt/") == true)
    }

    @Test(arguments: [
        (50000, 0, 45455, 4545), (9026, 0, 8205, 821), (10000, 3000, 6364, 636), (120_000, 30000, 81818, 8182),
    ])
    func `tax is an eleventh of what is not free of it`(amount: Int, free: Int, supplied: Int, vat: Int) async throws {
        let shop = try await Shop.open()
        let payment = try await shop.paid("order-0001", amount, more: ["taxFreeAmount": JSONText(free)])
        #expect(payment.vat == JSONText(vat))
        #expect(payment.suppliedAmount == JSONText(supplied))
        #expect(payment.taxFreeAmount == JSONText(free))
    }

    @Test func `metadata comes back as it was given`() async throws {
        let shop = try await Shop.open()
        let payment = try await shop.paid("order-0001", 15000, more: ["metadata": ["cart": "7", "from": "앱"]])
        #expect(payment.metadata == ["cart": "7", "from": "앱"])
    }

    @Test func `every answer has a trace id of its own`() async throws {
        let shop = try await Shop.open()
        let first = try await shop.call("GET", "/v1/payments/none")
        let second = try await shop.call("GET", "/v1/payments/none")
        let one = try #require(first.headers["x-tosspayments-trace-id"])
        let two = try #require(second.headers["x-tosspayments-trace-id"])
        #expect(one != two)
    }

    @Test(
        arguments: [
            ("cancel", "PAY_PROCESS_CANCELED", true), ("abandon", nil, false),
        ] as [(String, String?, Bool)]
    )
    func `a buyer who does not pay leaves the payment READY`(
        buyer: String,
        code: String?,
        redirects: Bool
    )
        async throws
    {
        let shop = try await Shop.open()
        let answer = try await shop.control(
            "POST",
            "/payments",
            ["orderId": "order-0001", "amount": 15000, "buyer": .string(buyer), "failUrl": "http://localhost/no"]
        )
        #expect(answer.status == "READY")
        #expect(answer.code.text == code)
        #expect((answer.redirectUrl != .null) == redirects)
        // A closed window does not say which order it was for.
        #expect(answer.redirectUrl.text?.contains("orderId=") != true)
        #expect(try await shop.payment(try #require(answer.paymentKey.text)).status == "READY")
    }

    @Test func `a buyer can fail with a code of choice`() async throws {
        let shop = try await Shop.open()
        let answer = try await shop.control(
            "POST",
            "/payments",
            [
                "orderId": "order-0001", "amount": 15000, "buyer": ["fail": "PAY_PROCESS_ABORTED"],
                "failUrl": "http://localhost/no",
            ]
        )
        #expect(answer.status == "READY")
        #expect(answer.code == "PAY_PROCESS_ABORTED")
        #expect(answer.redirectUrl.text?.contains("code=PAY_PROCESS_ABORTED") == true)
        #expect(answer.redirectUrl.text?.contains("orderId=order-0001") == true)
    }

    @Test func `without the URL it needs there is no redirect`() async throws {
        let shop = try await Shop.open()
        let answer = try await shop.control("POST", "/payments", ["orderId": "order-0001", "amount": 15000])
        #expect(answer.redirectUrl == .null)
    }

    @Test func `an orderId that is paid cannot be paid again`() async throws {
        let shop = try await Shop.open()
        try await shop.paid("order-0001", 15000)
        let again = try await shop.control("POST", "/payments", ["orderId": "order-0001", "amount": 15000])
        #expect(again.code == "DUPLICATED_ORDER_ID")
    }

    @Test func `a buyer who left can still authenticate`() async throws {
        let shop = try await Shop.open()
        let open = try await shop.control(
            "POST",
            "/payments",
            ["orderId": "order-0001", "amount": 15000, "buyer": "abandon"]
        )
        let key = try #require(open.paymentKey.text)
        let payment = try await shop.control(
            "POST",
            "/payments/\(key)/authenticate",
            ["cardNumber": "4242424242424242"]
        )
        #expect(payment.names == Self.members)
        #expect(payment.status == "IN_PROGRESS")
        #expect(try await shop.confirm(key, "order-0001", 15000).json.status == "DONE")
    }

    @Test func `nobody authenticates a payment twice`() async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 15000)
        let answer = try await shop.call("POST", "/sandbox/payments/\(key)/authenticate", [:])
        #expect(answer.status == 409)
        #expect(answer.code == "CONFLICT")
    }

    @Test func `closing the window changes nothing`() async throws {
        let shop = try await Shop.open()
        let open = try await shop.control(
            "POST",
            "/payments",
            ["orderId": "order-0001", "amount": 15000, "buyer": "abandon"]
        )
        let key = try #require(open.paymentKey.text)
        let before = try await shop.payment(key)
        #expect(try await shop.control("POST", "/payments/\(key)/close", [:]) == before)
        #expect(try await shop.payment(key) == before)
    }

    @Test func `a payment can be expired at once, but not a paid one`() async throws {
        let shop = try await Shop.open()
        let key = try await shop.pay("order-0001", 15000)
        #expect(try await shop.control("POST", "/payments/\(key)/expire", [:]).status == "EXPIRED")
        let paid = try await shop.paid("order-0002", 15000)
        let answer = try await shop.call("POST", "/sandbox/payments/\(try #require(paid.paymentKey.text))/expire", [:])
        #expect(answer.status == 409)
    }

    @Test func `payments are listed page by page`() async throws {
        let shop = try await Shop.open()
        for number in 1...5 { _ = try await shop.pay("order-000\(number)", 15000) }
        var found: [JSONText] = []
        var after: String?
        repeat {
            let page = try await shop.control("GET", "/payments?limit=2" + (after.map { "&after=\($0)" } ?? ""))
            #expect(page.items.list.count <= 2)
            found += page.items.list.map(\.orderId)
            after = page.next.text
        } while after != nil && found.count < 10
        #expect(found.count == 5)
        #expect(Set(found.compactMap(\.text)) == Set((1...5).map { "order-000\($0)" }))
    }

    @Test func `instalments show on the card`() async throws {
        let shop = try await Shop.open()
        let card = try await shop.paid("order-0001", 120_000, more: ["installmentPlanMonths": 3]).card
        #expect(card.installmentPlanMonths == 3)
        #expect(card.amount == 120_000)
    }
}
