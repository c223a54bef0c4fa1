import SandboxCore
import Testing
import TossAPI

@Suite struct UnfiredRuleTests {
    /// The failures of a morning under this rule, with its one rule asked for.
    private func failures(_ rule: String, _ act: (inout Run) throws -> Void) throws -> [VerificationFailure] {
        var run = try Run(
            scenario: #"""
                { "name": "n", "description": "d", "clock": { "mode": "manual", "start": "2026-01-05T09:00:00+09:00" },
                  "rules": [\#(rule)] }
                """#
        )
        try act(&run)
        let verdict = try VerificationTests.verify(#"{"unfiredRules":"fail"}"#, in: run.sandbox)
        #expect(verdict.passed == verdict.failures.isEmpty)
        #expect(verdict.failures.allSatisfy { $0.path == "$.unfiredRules" })
        return verdict.failures
    }

    private func confirm(_ orderIds: [String]) -> (inout Run) throws -> Void {
        { run in for orderId in orderIds { try run.confirm(try run.pay(orderId, 15_000), orderId, 15_000) } }
    }

    @Test func `a rule that fired is no failure, and neither is one that is optional`() throws {
        let rules = """
            {"name": "a", "on": "payments.confirm", "times": 1, "then": "approve"},
            {"name": "b", "on": "payments.cancel", "optional": true, "then": "approve"}
            """
        #expect(try failures(rules, confirm(["order-1"])) == [])
    }

    static let rules: [(rule: String, orders: [String], message: String)] = [
        (
            #"{"name": "a", "on": "payments.cancel", "then": "approve"}"#, ["order-1"],
            #"the rule "a" never fired: there was no call of payments.cancel"#
        ),
        (
            #"{"name": "a", "on": "*", "then": "approve"}"#, [],
            #"the rule "a" never fired: there was no call of the Toss API"#
        ),
        (
            #"{"name": "a", "on": "payments.confirm", "when": {"orderId": "order-lost-1"}, "then": "approve"}"#,
            ["nothing-like-it", "order-lost-l", "another"],
            #"the rule "a" never fired: it matched none of the 3 calls that reached it; the nearest was "#
                + #"payments.confirm of order-lost-l (request 2): orderId is "order-lost-l", the rule wants "order-lost-1""#
        ),
        (
            #"""
            {"name": "a", "on": "payments.confirm", "when": {"amount": {"atLeast": 20000}, "customerKey": "c-1",
             "header": {"X-Shop": "seoul"}}, "then": "approve"}
            """#,
            ["order-1"],
            #"the rule "a" never fired: it did not match the one call that reached it; the nearest was "#
                + "payments.confirm of order-1 (request 1): amount is 15000, the rule wants at least 20000; "
                + #"the call has no customerKey, the rule wants "c-1"; the call has no header x-shop, the rule wants "seoul""#
        ),
        (
            #"{"name": "a", "on": "payments.confirm", "attempts": [3], "then": "approve"}"#, ["order-1", "order-2"],
            #"the rule "a" never fired: it matched 2 calls; of the last one: it is the rule's 2nd matching call, "#
                + "the rule fires for the 3rd only"
        ),
        (
            #"{"name": "a", "on": "payments.confirm", "from": "2026-01-06T09:00:00+09:00", "then": "approve"}"#,
            ["order-1"],
            #"the rule "a" never fired: it matched 1 call; of the last one: the clock shows "#
                + "2026-01-05T09:00:00+09:00, the rule begins at 2026-01-06T09:00:00+09:00"
        ),
        (
            #"{"name": "a", "on": "payments.confirm", "until": "2026-01-05T08:00:00+09:00", "then": "approve"}"#,
            ["order-1"],
            #"the rule "a" never fired: it matched 1 call; of the last one: the clock shows "#
                + "2026-01-05T09:00:00+09:00, the rule ended at 2026-01-05T08:00:00+09:00"
        ),
    ]

    @Test(arguments: rules)
    func `a rule that never fired says why`(rule: String, orders: [String], message: String) throws {
        #expect(try failures(rule, confirm(orders)).map(\.message) == [message])
    }

    @Test func `a rule that others stand before says which`() throws {
        let rules = """
            {"name": "first", "on": "payments.confirm", "times": 5, "then": "approve"},
            {"name": "second", "on": "payments.confirm", "then": "approve"}
            """
        #expect(
            try failures(rules, confirm(["order-1", "order-2"])).map(\.message) == [
                #"the rule "second" never fired: 2 calls of payments.confirm came, and none got as far; "#
                    + #"request 2 for order-2 was decided by the rule "first""#
            ]
        )
    }

    @Test func `calls that were answered before the rules say by what`() throws {
        let found = try failures(#"{"name": "a", "on": "payments.confirm", "then": "approve"}"#) { run in
            try run.confirm(
                try run.pay("order-1", 15_000),
                "order-1",
                15_000,
                headers: ["TossPayments-Test-Code": "REJECT_CARD_PAYMENT"]
            )
        }
        #expect(
            found.map(\.message) == [
                #"the rule "a" never fired: 1 call of payments.confirm came, and none got as far; "#
                    + "request 1 for order-1 Forced by TossPayments-Test-Code."
            ]
        )
    }

    @Test func `a miss by fewer conditions is nearer than an earlier one by more`() throws {
        let rule = """
            {"name": "a", "on": "payments.confirm", "when": {"orderId": "order-9", "amount": 15000}, "then": "approve"}
            """
        let found = try failures(rule) { run in
            try run.confirm(try run.pay("order-8", 100), "order-8", 100)
            try run.confirm(try run.pay("far-away", 15_000), "far-away", 15_000)
        }
        #expect(found.first?.near.first?.hasPrefix("the nearest was payments.confirm of far-away (request 2)") == true)
    }

    static let webhookRules: [(rule: String, near: String?, why: String)] = [
        (
            #"{"name": "w", "on": "*", "when": {"orderId": "order-7"}, "then": {"drop": true}}"#,
            #"the nearest was PAYMENT_STATUS_CHANGED of order-1 (request 1): orderId is "order-1", the rule wants "order-7""#,
            "no event came that it is about"
        ),
        (
            #"{"name": "w", "on": "*", "when": {"customerKey": "c-1"}, "then": {"drop": true}}"#,
            #"the nearest was PAYMENT_STATUS_CHANGED of order-1 (request 1): the event has no customerKey, the rule wants "c-1""#,
            "no event came that it is about"
        ),
        (
            #"{"name": "w", "on": "*", "attempts": [2], "then": {"drop": true}}"#, nil,
            "it matched 1 event, and its limits kept it from each; of the last one: it is the rule's 1st matching event, "
                + "the rule fires for the 2nd only"
        ),
        (
            #"{"name": "w", "on": "BILLING_DELETED", "then": {"drop": true}}"#, "PAYMENT_STATUS_CHANGED of order-1",
            "no event came that it is about"
        ),
    ]

    @Test(arguments: webhookRules)
    func `a webhook rule that never fired says why, and which event came near`(
        rule: String,
        near: String?,
        why: String
    ) throws {
        var run = try Run(
            scenario: #"""
                { "name": "n", "description": "d", "clock": { "mode": "manual", "start": "2026-01-05T09:00:00+09:00" },
                  "webhooks": { "endpoints": [{ "url": "http://localhost:3000/hook" }], "rules": [\#(rule)] } }
                """#
        )
        try run.confirm(try run.pay("order-1", 15_000), "order-1", 15_000)
        let verdict = try VerificationTests.verify(#"{"unfiredRules":"fail"}"#, in: run.sandbox)
        let failure = try #require(verdict.failures.first)
        let parts = [#"the webhook rule "w" never fired: \#(why)"#, near].compactMap { $0 }
        #expect(failure.message == parts.joined(separator: "; "))
        #expect(failure.near.first == near)
    }
}
