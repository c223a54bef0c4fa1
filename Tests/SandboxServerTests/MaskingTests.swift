import HTTPServer
import JSON
import SandboxCore
import Testing

@Suite(.timeLimit(.minutes(3))) struct MaskingTests {
    /// Passes the Luhn check and is in no test table: it may be real.
    private static let real = "5555555555554444"
    private static let windows = ["/requests", "/payments", "/billing-keys", "/webhooks/deliveries", "/clock/alarms"]

    /// Whether any card number that these tests use stands whole in a text, however it is grouped.
    private func showsCard(_ text: String) -> Bool {
        let digits = text.replacing(" ", with: "").replacing("-", with: "")
        return digits.contains(Self.real) || digits.contains("4242424242424242")
    }

    private func expectMasked(_ gateway: Gateway, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for path in Self.windows {
            let answer = try await gateway.control(.get, path)
            #expect(answer.status == 200)
            #expect(!showsCard(answer.text), "\(path): \(answer.text)", sourceLocation: sourceLocation)
        }
    }

    private static func cardBody(_ number: String) -> String {
        TossForm.issueByCard.body(replacing: "cardNumber", with: number)
    }

    @Test func `the life of a card leaves no number behind`() async throws {
        let (gateway, standing) = try await Standing.gateway()
        var answers = [try await gateway.confirm(standing.waiting, "order-waiting", 15_000)]
        answers.append(try await gateway.cancel(standing.done, TossForm.cancel.body()))
        answers.append(try await gateway.charge(standing.billing, "customer-1", "order-1"))
        answers.append(
            try await gateway.toss(.post, "/v1/billing/authorizations/card", Self.cardBody(#""4242-4242-4242-4242""#))
        )
        gateway.deliver()
        for answer in answers {
            #expect(answer.status == 200)
            #expect(!showsCard(answer.text), "\(answer)")
        }
        #expect(answers[0]["card"]?["number"]?.string == "42424242****424*")
        for transmission in gateway.post.sent {
            #expect(!showsCard(String(decoding: transmission.body, as: UTF8.self)))
        }
        try await expectMasked(gateway)
    }

    @Test(arguments: [#""5555555555554444""#, #""5555 5555 5555 4444""#, #""5555-5555-5555-4444""#])
    func `a number that may be real is refused by the buyer calls and never echoed`(number: String) async throws {
        let (gateway, standing) = try await Standing.gateway()
        let before = try await gateway.state()
        for (path, body) in [
            ("/payments", #"{"orderId":"order-1","amount":1000,"cardNumber":\#(number)}"#),
            ("/billing-authorizations", #"{"customerKey":"customer-1","cardNumber":\#(number)}"#),
            ("/payments/\(standing.waiting)/authenticate", #"{"cardNumber":\#(number)}"#),
        ] {
            let answer = try await gateway.control(.post, path, body)
            #expect(answer.status == 400, "\(answer)")
            #expect(!showsCard(answer.text), "\(answer)")
        }
        #expect(try await gateway.state() == before)
        try await expectMasked(gateway)
    }

    @Test(arguments: [#""5555555555554444""#, #""5555 5555 5555 4444""#])
    func `a number that may be real is refused when a billing key is issued, and is not logged`(
        number: String
    ) async throws {
        let gateway = try Gateway()
        let answer = try await gateway.toss(.post, "/v1/billing/authorizations/card", Self.cardBody(number))
        #expect(answer.status == 400)
        #expect(answer.code == "INVALID_CARD_NUMBER")
        #expect(!showsCard(answer.text))
        try await expectMasked(gateway)
    }

    @Test func `a scenario that names a number lets it in, and it is masked all the same`() async throws {
        let gateway = try Gateway.with(cards: #"{"*":"approve"}"#)
        let key = try await gateway.paidPayment("order-1", 15_000, more: #","cardNumber":"5555555555554444""#)
        let payment = try await gateway.toss(.get, "/v1/payments/\(key)")
        #expect(payment["card"]?["number"]?.string == "55555555****444*")
        try await expectMasked(gateway)
    }

    /// Bodies of the card call that are refused before anybody knows where the number stands.
    @Test(arguments: [
        #"{"cardNumber":5555555555554444}"#, #"{"cardNumber":["5555555555554444"]}"#,
        #"{"cardNumber":"5555555555554444"#,
        #"{"cardNumber":"5555555555554444","cardNumber":"5555555555554444"}"#, #"["5555555555554444"]"#,
        #""5555555555554444""#, #"cardNumber=5555555555554444"#, #"{"vbv":{"pan":"5555555555554444"}}"#,
        #"{"cardPassword":"5555555555554444"}"#,
    ])
    func `a refused registration by card is not logged with its number`(body: String) async throws {
        let gateway = try Gateway()
        let answer = try await gateway.toss(.post, "/v1/billing/authorizations/card", body)
        #expect(answer.status == 400)
        #expect(!showsCard(answer.text))
        try await expectMasked(gateway)
    }

    @Test func `password and identity number are not logged`() async throws {
        let gateway = try Gateway()
        let body = """
            {"customerKey":"customer-1","cardNumber":"4242424242424242","cardExpirationYear":"30",
             "cardExpirationMonth":"12","customerIdentityNumber":"881231","cardPassword":"97"}
            """
        #expect(try await gateway.toss(.post, "/v1/billing/authorizations/card", body).status == 200)
        let log = try await gateway.control(.get, "/requests")["items"]?[0]?["request"]
        #expect(log?["customerIdentityNumber"]?.string == "***")
        #expect(log?["cardPassword"]?.string == "***")
        #expect(log?["customerKey"]?.string == "customer-1")
    }
}
