import Scenarios
import Testing

/// Why a rule would decide a call, or not.
@Suite struct RuleReasonTests {
    /// A confirm of which everything is said, as the table of conditions in `RuleFiringTests` has it.
    static let whole = #"""
        {"on": "payments.confirm", "orderId": "order-lost-7", "paymentKey": "tviva20260105", "customerKey": "customer-1",
         "card": "4242-4242-4242-4242", "method": "CARD", "status": "IN_PROGRESS", "idempotencyKey": "k-12",
         "amount": 15000, "header": {"X-Shop": "A"}}
        """#

    /// What is said to that confirm by these rules, none of which has been asked before.
    private static func reasons(of rules: String) throws -> [RuleReason] {
        let (description, problems) = CallDescription.read(Array(whole.utf8))
        #expect(problems == [])
        let call = try #require(description).facts
        let scenario = try readScenario("\"rules\": [\(rules)]")
        return scenario.reasons(for: call, at: RuleFiringTests.now, records: [])
    }

    @Test(arguments: RuleFiringTests.conditions)
    func `what is said of a rule is what happens, and one that does not match has a reason`(
        when: String,
        holds: Bool
    ) throws {
        let rules = #"{"name": "a", "on": "payments.confirm", "when": \#(when), "then": "approve"}"#
        let rule = try #require(try Self.reasons(of: rules).first)
        #expect(rule.matches == holds)
        #expect(rule.fires == holds)
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
        let rules = #"{"on": "payments.confirm", "when": \#(when), "then": "approve"}"#
        #expect(try Self.reasons(of: rules).map(\.why) == [why])
    }

    @Test func `every field a rule can ask about has a reason above`() {
        for field in RuleConditions.Field.allCases {
            #expect(Self.reasons.contains { $0.when.contains("\"\(field.rawValue)\"") }, "\(field.rawValue)")
        }
    }
}
