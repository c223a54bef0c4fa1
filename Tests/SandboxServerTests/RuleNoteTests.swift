import HTTPServer
import JSON
import Testing

/// What the log says about rules, and the wire does not.
@Suite(.timeLimit(.minutes(3))) struct RuleNoteTests {
    private static let actions: [(then: String, fault: String?, note: String)] = [
        (#"{"refuse":"REJECT_CARD_COMPANY"}"#, nil, "Refused by the rule \"culprit\" (attempt 2)."),
        (
            #"{"refuse":"PROVIDER_ERROR","phase":"before-commit"}"#, nil,
            "Refused before the commit by the rule \"culprit\" (attempt 2)."
        ),
        (#"{"status":503}"#, nil, "Answered before the commit by the rule \"culprit\" (attempt 2)."),
        (
            #"{"status":503,"phase":"after-commit"}"#, nil,
            "Answered after the commit by the rule \"culprit\" (attempt 2); the key keeps the true answer."
        ),
        (#"{"fault":"wrong-content-type"}"#, "wrong-content-type before-commit", "Lost before the commit by the rule"),
        (
            #"{"fault":"close","phase":"after-commit"}"#, "close after-commit",
            "The answer was lost after the commit by the rule \"culprit\" (attempt 2); what the call did stands."
        ),
        (
            #"[{"refuse":"REJECT_CARD_COMPANY"},{"fault":"truncate","phase":"after-commit"}]"#, "truncate after-commit",
            "Refused by the rule \"culprit\" (attempt 2). The answer was lost"
        ),
        (
            #"[{"status":502},{"fault":"truncate"}]"#, "truncate before-commit",
            "Answered before the commit by the rule \"culprit\" (attempt 2). Lost on its way"
        ),
        (#"{"rateLimit":{"calls":1,"per":"PT1M"}}"#, nil, "More than 1 call in the window of the rule \"culprit\""),
    ]

    @Test(arguments: actions.indices)
    func `the log names the rule and the attempt, the wire does not`(index: Int) async throws {
        let (then, fault, note) = Self.actions[index]
        let attempts = then.contains("rateLimit") ? "" : #""attempts":[2],"#
        let gateway = try Gateway.with(
            rules: #"[{"name":"culprit","on":"payments.confirm",\#(attempts)"then":\#(then)}]"#
        )
        _ = try await gateway.paidPayment("order-1", 15_000)
        let key = try await gateway.approvedPayment("order-2", 15_000)
        let body = Gateway.confirmBody(key, "order-2", 15_000)
        let pending = gateway.start(.toss(.post, "/v1/payments/confirm", body))
        let answer = try? await pending.answer()
        #expect(answer?.text.contains("culprit") != true)
        #expect(answer?.headers.contains { $0.value.contains("culprit") } != true)
        #expect(!String(decoding: Array(pending.written.joined()), as: UTF8.self).contains("culprit"))
        let entry = try #require(try await gateway.control(.get, "/requests")["items"]?.array?.last)
        #expect(entry["rule"]?.string == "culprit")
        #expect(entry["fault"]?.string == fault)
        #expect(entry["note"]?.string?.contains(note) == true, "\(entry["note"]?.string ?? "")")
    }
}
