import Scenarios
import Testing

/// What a `verify` may not say.
@Suite struct VerificationReadingTests {
    static let mistakes: [(document: String, path: String, message: String)] = [
        ("[]", "$", "expected an object, found an array"), ("{}", "$", "there is nothing to verify"),
        (#"{"payment":[]}"#, "$.payment", "did you mean \"payments\"?"),
        (#"{"payments":{}}"#, "$.payments", "expected a list"),
        (#"{"payments":[]}"#, "$.payments", "the list is empty"),
        (#"{"payments":[1]}"#, "$.payments[0]", "expected an object"),
        (#"{"payments":[{"state":"x"}]}"#, "$.payments[0].state", "did you mean \"status\"?"),
        (#"{"payments":[{"status":"DON"}]}"#, "$.payments[0].status", "did you mean \"DONE\"?"),
        (#"{"payments":[{"charges":-1}]}"#, "$.payments[0].charges", "a whole number from 0, found -1"),
        (#"{"payments":[{"charges":{"min":1}}]}"#, "$.payments[0].charges.min", "unknown member \"min\""),
        (#"{"payments":[{"charges":{}}]}"#, "$.payments[0].charges", "\"atLeast\" or \"atMost\""),
        (
            #"{"payments":[{"charges":{"atLeast":2,"atMost":1}}]}"#, "$.payments[0].charges.atMost",
            "no number is at least 2 and at most 1"
        ),
        (#"{"payments":[{"orderId":""}]}"#, "$.payments[0].orderId", "a text that is not empty"),
        (#"{"requests":[{"method":"PST"}]}"#, "$.requests[0].method", "did you mean \"POST\"?"),
        (#"{"requests":[{"code":"REJECT_CARD_COMPANI"}]}"#, "$.requests[0].code", "did you mean REJECT_CARD_COMPANY?"),
        (#"{"webhooks":[{"state":"sent"}]}"#, "$.webhooks[0].state", "unknown state \"sent\""),
        (#"{"webhooks":[{"eventType":"PAYMENT_DONE"}]}"#, "$.webhooks[0].eventType", "unknown event"),
        (#"{"ledger":[{"kind":"refund"}]}"#, "$.ledger[0].kind", "unknown kind \"refund\""),
        (#"{"unfiredRules":true}"#, "$.unfiredRules", "expected one of \"fail\", \"ignore\""),
    ]

    @Test(arguments: mistakes)
    func `a document that is wrong says where, and what would do`(
        document: String,
        path: String,
        message: String
    ) throws {
        let (verification, problems) = Verification.read(Array(document.utf8))
        #expect(verification == nil)
        #expect(problems.map(\.path) == [path])
        #expect(problems.first?.message.contains(message) == true, "\(problems)")
    }
}
