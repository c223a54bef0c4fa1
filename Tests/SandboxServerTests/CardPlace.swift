import HTTPServer
import JSON
import Testing

/// Somewhere in a call where a card number may stand by mistake, and what is to be seen of it afterwards.
struct CardPlace: Sendable, CustomTestStringConvertible {
    let name: String
    /// The ways to write the number here.
    let spellings: [String]
    /// Whether the caller gets back in full what it sent.
    let isAnswered: Bool
    let call: @Sendable (Gateway, Standing, String) async throws -> Answer

    var testDescription: String { name }

    static let number = "4539578763621486"
    /// In texts of JSON.
    static let texts = [
        number, "4539 5787 6362 1486 12/27", "카드 4539-5787-6362-1486입니다", "4539.5787.6362.1486", "4539/5787/6362/1486",
        number + "5555555555554444", #"\u0034539578763621486"#, #"4539\u00205787\t6362\u20131486"#, "４５３９５７８７６３６２１４８６",
    ]
    /// Where all of a text is a name.
    static let names = [number, "4539 5787-6362.1486", #"\u0034539578763621486"#, "４５３９５７８７６３６２１４８６"]
    /// In a URL.
    static let escaped = [
        number, "4539-5787-6362-1486", "%34539%3578763621486", "4539%205787%206362%201486", "%EF%BC%94539578763621486",
    ]
    /// Where only letters, digits, dashes and the like are taken.
    static let plain = [number, "4539-5787-6362-1486"]

    init(
        _ name: String,
        _ spellings: [String] = texts,
        isAnswered: Bool = false,
        call: @escaping @Sendable (Gateway, Standing, String) async throws -> Answer
    ) {
        self.name = name
        self.spellings = spellings
        self.isAnswered = isAnswered
        self.call = call
    }

    /// A call of the Toss API, with `{card}` for the number.
    static func toss(
        _ method: HTTPMethod,
        _ path: String,
        _ body: String? = nil,
        _ spellings: [String] = texts,
        headers: [String: String] = [:]
    ) -> CardPlace {
        let fields = headers.map { "\($0.key): \($0.value)" }.joined()
        return CardPlace("\(method.rawValue) \(path) \(body ?? "") \(fields)", spellings, isAnswered: true) {
            gateway,
            standing,
            card in
            func fill(_ text: String) -> String { standing.fill(text).replacing("{card}", with: card) }
            var filled = HTTPHeaders()
            for (name, value) in headers { filled.add(fill(name), fill(value)) }
            return try await gateway.toss(method, fill(path), body.map(fill), headers: filled)
        }
    }

    /// A call of the control API.
    static func control(
        _ method: HTTPMethod,
        _ path: String,
        _ body: String? = nil,
        _ spellings: [String] = texts,
        isAnswered: Bool = false,
        headers: HTTPHeaders = [:]
    ) -> CardPlace {
        CardPlace("\(method.rawValue) /sandbox\(path) \(body ?? "")", spellings, isAnswered: isAnswered) {
            gateway,
            standing,
            card in
            func fill(_ text: String) -> String { standing.fill(text).replacing("{card}", with: card) }
            return try await gateway.control(method, fill(path), body.map(fill), headers: headers)
        }
    }
}

extension CardPlace {
    static let inTossBodies: [CardPlace] =
        [
            #""memo":"{card}""#, #""memo":{"card":[{"pan":"{card}"}]}"#, #""memo":["{card}"]"#, #""{card}":1"#,
            #""memo":{"a":{"{card}":"1"}}"#, #""cardNumber":"{card}""#, #""customerName":"{card}""#,
        ].map {
            .toss(
                .post,
                "/v1/payments/confirm",
                #"{"paymentKey":"{waiting}","orderId":"order-waiting","amount":15000,"# + $0 + "}"
            )
        } + [
            .toss(.post, "/v1/payments/confirm", #"{"paymentKey":"{waiting}","memo":{card}}"#, [number]),
            .toss(.post, "/v1/payments/confirm", #"{"memo":[4539,5787,6362,1486]}"#, [""]),
            .toss(.post, "/v1/payments/confirm", #"{"memo":["4539","5787","6362","1486"]}"#, [""]),
            .toss(.post, "/v1/payments/confirm", #"{"amount":{card}}"#, [number]),
            .toss(.post, "/v1/payments/confirm", #"{"amount":"{card}"}"#),
            .toss(.post, "/v1/payments/confirm", #"{"memo":"{card}"#),
            .toss(.post, "/v1/payments/confirm", "{card}"),
            .toss(.post, "/v1/payments/confirm", "card={card}&cvc=123", escaped),
            .toss(.post, "/v1/payments/confirm", #"{"memo":"{card}"}"#, headers: ["Content-Type": "text/plain"]),
            .toss(.post, "/v1/payments/{done}/cancel", #"{"cancelReason":"{card}"}"#),
            .toss(.post, "/v1/payments/{done}/cancel", #"{"cancelReason":"r","cancelAmount":{card}}"#, [number]),
            .toss(.post, "/v1/payments/{done}/cancel", #"{"cancelReason":"r","currency":"{card}"}"#),
            .toss(
                .post,
                "/v1/billing/{billing}",
                #"{"customerKey":"customer-1","amount":9900,"orderId":"order-1","orderName":"{card}","customerName":"{card}"}"#
            ),
            .toss(
                .post,
                "/v1/billing/{billing}",
                #"{"customerKey":"customer-1","amount":9900,"orderId":"order-1","orderName":"o","customerEmail":"{card}"}"#
            ),
            .toss(.post, "/v1/billing/authorizations/card", #"{"customerKey":"c1","cardNumber":"{card}"}"#),
            .toss(.post, "/v1/billing/authorizations/card", #"{"customerKey":"c1","number":"{card}"}"#),
            .toss(
                .post,
                "/v1/billing/authorizations/card",
                TossForm.issueByCard.body(replacing: "cardNumber", with: #""{card}""#)
            ),
            .toss(.get, "/v1/payments/{done}", "{card}"), .toss(.delete, "/v1/billing/{billing}", #"{"a":"{card}"}"#),
        ]

    static let inTossNames: [CardPlace] = [
        .toss(.post, "/v1/payments/confirm", #"{"paymentKey":"{card}","orderId":"order-1","amount":1000}"#, names),
        .toss(.post, "/v1/payments/confirm", #"{"paymentKey":"{waiting}","orderId":"{card}","amount":1000}"#, names),
        .toss(.post, "/v1/payments/confirm", #"{"paymentKey":"{waiting}","orderId":"{card}","amount":"x"}"#, names),
        .toss(
            .post,
            "/v1/payments/{done}/cancel",
            #"{"cancelReason":"r","cancelRequestId":"{card}"}"#,
            plain + [#"\u0034539578763621486"#]
        ),
        .toss(.post, "/v1/billing/authorizations/issue", #"{"authKey":"{card}","customerKey":"customer-1"}"#, names),
        .toss(.post, "/v1/billing/authorizations/issue", #"{"authKey":"{auth}","customerKey":"{card}"}"#, names),
        .toss(
            .post,
            "/v1/billing/{billing}",
            #"{"customerKey":"customer-1","amount":9900,"orderId":"{card}","orderName":"o"}"#,
            plain
        ),
        .toss(.get, "/v1/payments/{card}", nil, escaped), .toss(.get, "/v1/payments/orders/{card}", nil, escaped),
        .toss(.post, "/v1/payments/{card}/cancel", #"{"cancelReason":"r"}"#, escaped),
        .toss(.delete, "/v1/billing/{card}", nil, escaped),
        .toss(.post, "/v1/billing/authorizations/{card}", #"{"customerKey":"customer-1"}"#, escaped),
        .toss(.get, "/v1/payments/{done}?pan={card}", nil, escaped), .toss(.get, "/v1/{card}", nil, escaped),
    ]

    static let inHeaders: [CardPlace] =
        ["X-Shop", "X-Other", "Cookie", "User-Agent", "TossPayments-Test-Code", "Content-Type", "Accept-Language"]
        .map {
            .toss(
                .post,
                "/v1/payments/{done}/cancel",
                #"{"cancelReason":"r"}"#,
                [number, "4539 5787 6362 1486 12/27", "4539-5787-6362-1486; pan"],
                headers: [$0: "{card}"]
            )
        } + [
            .toss(
                .post,
                "/v1/payments/{done}/cancel",
                #"{"cancelReason":"r"}"#,
                plain,
                headers: ["Idempotency-Key": "{card}"]
            ),
            .toss(.get, "/v1/payments/{done}", nil, plain, headers: ["X-{card}": "1"]),
        ]
}
