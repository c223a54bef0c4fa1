import JSON
import SandboxCore
import Scenarios
import Testing
import TossAPI

@Suite struct ExplainTests {
    static func explain(_ description: String, in sandbox: Sandbox, at wall: Instant = Run.start) throws -> Explanation
    {
        let (read, problems) = CallDescription.read(Array(description.utf8))
        #expect(problems == [])
        return sandbox.explain(try #require(read), at: wall)
    }

    static func run(_ rules: String, cards: String = "{}") throws -> Run {
        try Run(
            scenario: #"""
                { "name": "n", "description": "d", "clock": { "mode": "manual", "start": "2026-01-05T09:00:00+09:00" },
                  "cards": \#(cards), "rules": [\#(rules)] }
                """#
        )
    }

    static let limits: [(limit: String, why: String)] = [
        (
            #""attempts": [2, 4]"#,
            "it matches, but it is the rule's 3rd matching call, the rule fires for the 2nd, 4th only"
        ),
        (#""times": 1"#, #"it matches, but the rule has fired 1 time, which is as often as its "times" allow"#),
        (
            #""from": "2026-01-05T10:00:00+09:00""#,
            "it matches, but the clock shows 2026-01-05T09:00:00+09:00, the rule begins at 2026-01-05T10:00:00+09:00"
        ),
        (
            #""until": "2026-01-05T09:00:00+09:00""#,
            "it matches, but the clock shows 2026-01-05T09:00:00+09:00, the rule ended at 2026-01-05T09:00:00+09:00"
        ),
    ]

    @Test(arguments: limits)
    func `a rule that matches without firing says what holds it back`(limit: String, why: String) throws {
        var run = try Self.run(#"{"on": "payments.confirm", \#(limit), "then": "approve"}"#)
        for orderId in ["order-1", "order-2"] { try run.confirm(try run.pay(orderId, 1000), orderId, 1000) }
        let rule = try #require(try Self.explain(#"{"on": "payments.confirm"}"#, in: run.sandbox).rules.first)
        #expect(rule.matches)
        #expect(!rule.fires)
        #expect(rule.why == why)
    }

    @Test func `one rule fires, and those behind it say so`() throws {
        let run = try Self.run(
            #"""
            {"name": "cancels", "on": "payments.cancel", "then": "approve"},
            {"name": "first", "on": "payments.confirm", "times": 1,
             "then": [{"fault": "reset", "phase": "after-commit"}, {"delay": "PT1.5S"}]},
            {"name": "second", "on": "payments.confirm", "then": {"refuse": "FDS_ERROR"}}
            """#
        )
        let explanation = try Self.explain(#"{"on": "payments.confirm"}"#, in: run.sandbox)
        #expect(explanation.fires == "first")
        #expect(explanation.does == "delay PT1.5S, after-commit; reset, after-commit")
        #expect(
            explanation.rules == [
                .init("cancels", false, false, "the rule is for payments.cancel, not for payments.confirm"),
                .init("first", true, true, "the rule has no conditions"),
                .init(
                    "second",
                    false,
                    true,
                    #"it matches, but the rule "first" stands before it and decides the call"#
                ),
            ]
        )
    }

    @Test func `explaining counts nothing and changes nothing`() throws {
        let run = try Self.run(#"{"on": "payments.confirm", "times": 1, "then": "approve"}"#)
        for _ in 1...3 {
            #expect(try Self.explain(#"{"on": "payments.confirm"}"#, in: run.sandbox).fires == "rules[0]")
        }
        #expect(run.sandbox.counters == [RuleRecord()])
    }

    @Test func `what is not said comes from the payment, by its key or its order, and what is said stays`() throws {
        let rule = #"""
            {"on": "*", "when": {"orderId": "order-1", "customerKey": "c-1", "card": "4000*", "method": "CARD",
             "status": "IN_PROGRESS", "amount": 15000}, "then": "approve"}
            """#
        var run = try Self.run(rule)
        var terms = PaymentTerms(orderId: "order-1", orderName: "x", amount: 15_000)
        terms.customerKey = "c-1"
        let key = try run.pay(terms, card: "4000000000000002")
        for call in [
            #"{"on": "payments.confirm", "paymentKey": "\#(key)"}"#, #"{"on": "payments.get", "orderId": "order-1"}"#,
            #"{"on": "payments.cancel", "paymentKey": "\#(key)"}"#,
        ] {
            #expect(try Self.explain(call, in: run.sandbox).fires == "rules[0]", "\(call)")
        }
        let other = #"{"on": "payments.confirm", "paymentKey": "\#(key)", "amount": 1, "status": "DONE"}"#
        #expect(
            try Self.explain(other, in: run.sandbox).rules.map(\.why) == [
                #"amount is 1, the rule wants 15000; status is "DONE", the rule wants "IN_PROGRESS""#
            ]
        )
    }

    @Test func `a card says what it will say to its next attempt`() throws {
        let cards = #"{"4000000000000341": {"attempts": ["approve", {"refuse": "REJECT_CARD_PAYMENT"}]}}"#
        var run = try Self.run("", cards: cards)
        let confirm = #"{"on": "payments.confirm", "card": "4000-0000-0000-0341"}"#
        let before = try #require(try Self.explain(confirm, in: run.sandbox).card)
        #expect(before.verdict == .approve)
        #expect(before.attempt == 1)
        #expect(before.maskedNumber == "40000000****034*")
        try run.confirm(try run.pay("order-1", 1000, card: "4000000000000341"), "order-1", 1000)
        let after = try #require(try Self.explain(confirm, in: run.sandbox).card)
        #expect(after.verdict == .refuse(.rejectCardPayment))
        #expect(after.attempt == 2)
        #expect(
            try Self.explain(#"{"on": "payments.cancel", "card": "4242424242424242"}"#, in: run.sandbox).card == nil
        )
        #expect(try Self.explain(#"{"on": "payments.confirm"}"#, in: run.sandbox).card == nil)
    }

    @Test func `a scenario of its own is asked in a sandbox that has just been opened`() throws {
        var run = try Self.run(#"{"name": "loaded", "on": "*", "times": 1, "then": "approve"}"#)
        try run.confirm(try run.pay("order-1", 1000), "order-1", 1000)
        let call = #"""
            {"on": "payments.confirm", "scenario": {"name": "n", "description": "d",
             "clock": {"mode": "manual", "start": "2030-01-05T09:00:00+09:00"},
             "rules": [{"name": "own", "on": "*", "times": 1, "from": "2030-01-01T00:00:00+09:00", "then": "approve"}],
             "steps": [{"comment": "${anything}"}]}}
            """#
        #expect(try Self.explain(call, in: run.sandbox).fires == "own")
        #expect(try Self.explain(#"{"on": "payments.confirm"}"#, in: run.sandbox).fires == nil)
    }
}

extension RuleReason {
    fileprivate init(_ name: String, _ fires: Bool, _ matches: Bool, _ why: String) {
        self.init(name: name, fires: fires, matches: matches, why: why)
    }
}
