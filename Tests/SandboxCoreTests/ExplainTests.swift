import JSON
import SandboxCore
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

    /// A confirm of which everything is said, as the table of conditions in `RuleFiringTests` has it.
    static let whole = #"""
        {"on": "payments.confirm", "orderId": "order-lost-7", "paymentKey": "tviva20260105", "customerKey": "customer-1",
         "card": "4242-4242-4242-4242", "method": "CARD", "status": "IN_PROGRESS", "idempotencyKey": "k-12",
         "amount": 15000, "header": {"X-Shop": "A"}}
        """#

    @Test(arguments: RuleFiringTests.conditions)
    func `what is explained is what happens, and a rule that does not match has a reason`(
        when: String,
        holds: Bool
    ) throws {
        let run = try Self.run(#"{"name": "a", "on": "payments.confirm", "when": \#(when), "then": "approve"}"#)
        let explanation = try Self.explain(Self.whole, in: run.sandbox)
        let rule = try #require(explanation.rules.first)
        #expect(rule.matches == holds)
        #expect(rule.fires == holds)
        #expect(explanation.fires == (holds ? "a" : nil))
        #expect(rule.why.contains("the rule wants") == !holds)
    }

    static let reasons: [(when: String, why: String)] = [
        (#"{"orderId": "order-lost-"}"#, #"orderId is "order-lost-7", the rule wants "order-lost-""#),
        (#"{"orderId": "*lost*lost*"}"#, #"orderId is "order-lost-7", the rule wants "*lost*lost*""#),
        (#"{"orderId": {"in": ["b", "a"]}}"#, #"orderId is "order-lost-7", the rule wants one of "a", "b""#),
        (#"{"orderId": {"matches": "order"}}"#, #"orderId is "order-lost-7", the rule wants a match of "order""#),
        (
            #"{"orderId": {"matches": "order-.*", "in": ["x"]}}"#,
            #"orderId is "order-lost-7", the rule wants one of "x" and a match of "order-.*""#
        ),
        (#"{"billingKey": "*"}"#, #"the call has no billingKey, the rule wants "*""#),
        (#"{"cancelReason": "*"}"#, #"the call has no cancelReason, the rule wants "*""#),
        (#"{"customerKey": "customer-2"}"#, #"customerKey is "customer-1", the rule wants "customer-2""#),
        (#"{"paymentKey": "a"}"#, #"paymentKey is "tviva20260105", the rule wants "a""#),
        (#"{"card": "5*"}"#, #"card is "42424242****424*", the rule wants "5*""#),
        (#"{"method": "가상계좌"}"#, #"method is "카드", the rule wants "가상계좌""#),
        (
            #"{"status": {"in": ["DONE", "ABORTED"]}}"#,
            #"status is "IN_PROGRESS", the rule wants one of "ABORTED", "DONE""#
        ),
        (#"{"idempotencyKey": "z"}"#, #"idempotencyKey is "k-12", the rule wants "z""#),
        (#"{"amount": 15001}"#, "amount is 15000, the rule wants 15001"),
        (#"{"amount": {"atLeast": 15001}}"#, "amount is 15000, the rule wants at least 15001"),
        (#"{"amount": {"atMost": 14999}}"#, "amount is 15000, the rule wants at most 14999"),
        (#"{"amount": {"in": [2, 1]}}"#, "amount is 15000, the rule wants one of 1, 2"),
        (#"{"amount": "1?"}"#, #"amount is 15000, the rule wants "1?""#),
        (#"{"amount": {"matches": "2\\d*"}}"#, #"amount is 15000, the rule wants a match of "2\d*""#),
        (
            #"{"amount": {"atLeast": 1, "atMost": 9}}"#, "amount is 15000, the rule wants at least 1 and at most 9"
        ),
        (#"{"header": {"X-Shop": "a"}}"#, #"header x-shop is "A", the rule wants "a""#),
        (#"{"header": {"X-Other": "*"}}"#, #"the call has no header x-other, the rule wants "*""#),
        (
            #"{"orderId": "a", "amount": 1, "status": "DONE"}"#,
            #"amount is 15000, the rule wants 1; orderId is "order-lost-7", the rule wants "a"; "#
                + #"status is "IN_PROGRESS", the rule wants "DONE""#
        ),
    ]

    @Test(arguments: reasons)
    func `a rule that does not match says what it found and what it wants`(when: String, why: String) throws {
        let run = try Self.run(#"{"on": "payments.confirm", "when": \#(when), "then": "approve"}"#)
        #expect(try Self.explain(Self.whole, in: run.sandbox).rules.map(\.why) == [why])
    }

    @Test func `every field a rule can ask about has a reason above`() {
        for field in RuleConditions.Field.allCases {
            #expect(Self.reasons.contains { $0.when.contains("\"\(field.rawValue)\"") }, "\(field.rawValue)")
        }
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
        #expect(run.sandbox.counters == RuleCounters(ruleCount: 1))
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

    static let mistakes: [(description: String, place: String, path: String, message: String)] = [
        ("{", "1:2", "$", "this is no JSON"),
        ("[]", "1:1", "$", "expected an object"),
        ("{}", "1:1", "$", "\"on\" is missing"),
        (#"{"on": "payment.confirm"}"#, "1:8", "$.on", "did you mean \"payments.confirm\"?"),
        (#"{"on": "*"}"#, "1:8", "$.on", "unknown operation \"*\""),
        (#"{"on": "payments.confirm", "ordrId": "a"}"#, "1:28", "$.ordrId", "did you mean \"orderId\"?"),
        (#"{"on": "payments.confirm", "orderId": 1}"#, "1:39", "$.orderId", "expected a text, found 1"),
        (#"{"on": "payments.confirm", "status": "DON"}"#, "1:38", "$.status", "did you mean \"DONE\"?"),
        (#"{"on": "payments.confirm", "method": "CARDS"}"#, "1:38", "$.method", "did you mean \"CARD\"?"),
        (#"{"on": "payments.confirm", "amount": "1"}"#, "1:38", "$.amount", "a whole number"),
        (#"{"on": "payments.confirm", "header": 1}"#, "1:38", "$.header", "expected an object"),
        (#"{"on": "payments.confirm", "header": {"a b": "x"}}"#, "1:39", "$.header[\"a b\"]", "no header name"),
        (#"{"on": "payments.confirm", "scenario": 1}"#, "1:40", "$.scenario", "expected a scenario document"),
        (
            #"{"on": "payments.confirm", "scenario": {"name": "n"}}"#, "1:40", "$.scenario",
            "\"description\" is missing"
        ),
        (
            #"{"on": "payments.get", "scenario": {"name": "n", "description": "d", "rules": [{"on": "x", "then": "approve"}]}}"#,
            "1:87", "$.scenario.rules[0].on", "unknown operation \"x\""
        ),
    ]

    @Test(arguments: mistakes)
    func `a description that is wrong says where, and what would do`(
        description: String,
        place: String,
        path: String,
        message: String
    ) throws {
        let (read, problems) = CallDescription.read(Array(description.utf8))
        #expect(read == nil)
        let problem = try #require(problems.first)
        #expect(problems.count == 1)
        #expect("\(problem.line):\(problem.column)" == place)
        #expect(problem.path == path)
        #expect(problem.message.contains(message), "\(problem.message)")
    }
}

extension Explanation.RuleReason {
    fileprivate init(_ name: String, _ fires: Bool, _ matches: Bool, _ why: String) {
        self.init(name: name, fires: fires, matches: matches, why: why)
    }
}
