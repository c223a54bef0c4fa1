import HTTPServer
import JSON
import Testing

/// "a real card typed by mistake; masked before anything logs or journals it, prints every number masked".
@Suite(.timeLimit(.minutes(3))) struct CardEchoTests {
    private static let real = "5555555555554444"

    @Test(arguments: [
        "5555555555554444", #""5555555555554444 and a remark that makes it longer than forty characters""#,
        "[5555555555554444]",
    ])
    func `a card number in the wrong form is never echoed by the buyer call`(number: String) async throws {
        let gateway = try Gateway()
        for (path, body) in [
            ("/payments", #"{"orderId":"order-1","amount":1000,"cardNumber":\#(number)}"#),
            ("/billing-authorizations", #"{"customerKey":"customer-1","cardNumber":\#(number)}"#),
        ] {
            let answer = try await gateway.control(.post, path, body)
            #expect(answer.status == 400)
            #expect(!answer.text.contains(Self.real), "\(answer)")
        }
    }

    /// Where a shop that is being written puts it by mistake.
    @Test(arguments: [
        ("card", #"{"customerKey":"customer-1","cardnumber":"5555555555554444"}"#),
        ("card", #"{"customerKey":"customer-1","number":"5555-5555-5555-4444"}"#),
        ("card", #"{"customerKey":"customer-1","card":{"number":"5555555555554444"}}"#),
        ("issue", #"{"customerKey":"customer-1","cardNumber":"5555555555554444"}"#),
    ])
    func `a real card number is masked in the log wherever it stands`(form: String, body: String) async throws {
        let gateway = try Gateway()
        _ = try await gateway.toss(.post, "/v1/billing/authorizations/\(form)", body)
        let log = try await gateway.control(.get, "/requests").text
        #expect(!log.replacing("-", with: "").contains(Self.real), "\(log)")
    }

    @Test func `a real card number in a confirm is masked in the log, read or not`() async throws {
        let gateway = try Gateway()
        for body in [
            #"{"paymentKey":"nothing","orderId":"order-1","amount":1000,"cardNumber":"5555555555554444"}"#,
            #"{"paymentKey":"nothing","cardNumber":"5555555555554444""#,
        ] {
            _ = try await gateway.toss(.post, "/v1/payments/confirm", body)
        }
        let log = try await gateway.control(.get, "/requests").text
        #expect(!log.contains(Self.real), "\(log)")
    }
}
