import Scenarios
import Testing
import TossAPI

@Suite struct RuleFiringTests {
    static let now = Instant("2026-01-05T09:00:00+09:00") ?? .earliest

    /// A confirm of which everything is known.
    static var call: CallFacts {
        CallFacts(
            kind: .confirm,
            orderId: "order-lost-7",
            paymentKey: "tviva20260105",
            customerKey: "customer-1",
            card: "4242-4242-4242-4242",
            method: "카드",
            status: "IN_PROGRESS",
            idempotencyKey: "k-12",
            amount: 15_000,
            header: { $0 == "x-shop" ? "A" : nil }
        )
    }

    static let conditions: [(when: String, holds: Bool)] = [
        ("{}", true),
        (#"{"orderId": "order-lost-7"}"#, true),
        (#"{"orderId": "order-lost-"}"#, false),
        (#"{"orderId": "order-*"}"#, true),
        (#"{"orderId": "*-?"}"#, true),
        (#"{"orderId": "*lost*lost*"}"#, false),
        (#"{"orderId": "order-lost-??"}"#, false),
        (#"{"orderId": {"in": ["a", "order-lost-7"]}}"#, true),
        (#"{"orderId": {"in": ["order-*"]}}"#, false),
        (#"{"orderId": {"matches": "order-[a-z]+-\\d"}}"#, true),
        (#"{"orderId": {"matches": "order"}}"#, false),
        (#"{"orderId": {"matches": "order-.*", "in": ["x"]}}"#, false),
        (#"{"paymentKey": "tviva*", "customerKey": "customer-1"}"#, true),
        (#"{"paymentKey": "tviva*", "customerKey": "customer-2"}"#, false),
        (#"{"billingKey": "*"}"#, false),
        (#"{"cancelReason": "*"}"#, false),
        (#"{"card": "4242 4242 4242 4242"}"#, true),
        (#"{"card": "4242*"}"#, true),
        (#"{"card": {"in": ["4242-4242-4242-4242"]}}"#, true),
        (#"{"card": "5*"}"#, false),
        (#"{"method": "카드"}"#, true),
        (#"{"method": "CARD"}"#, true),
        (#"{"method": "가상계좌"}"#, false),
        (#"{"status": "IN_PROGRESS"}"#, true),
        (#"{"status": {"in": ["DONE", "ABORTED"]}}"#, false),
        (#"{"idempotencyKey": "k-*"}"#, true),
        (#"{"amount": 15000}"#, true),
        (#"{"amount": 1.5e4}"#, true),
        (#"{"amount": 15001}"#, false),
        (#"{"amount": "*000"}"#, true),
        (#"{"amount": {"atLeast": 15000}}"#, true),
        (#"{"amount": {"atLeast": 15001}}"#, false),
        (#"{"amount": {"atMost": 15000}}"#, true),
        (#"{"amount": {"atMost": 14999}}"#, false),
        (#"{"amount": {"atLeast": 1, "atMost": 20000, "in": [15000]}}"#, true),
        (#"{"amount": {"in": [1, 2]}}"#, false),
        (#"{"amount": {"matches": "1\\d*"}}"#, true),
        (#"{"header": {"X-Shop": "A"}}"#, true),
        (#"{"header": {"X-Shop": "a"}}"#, false),
        (#"{"header": {"X-Other": "*"}}"#, false),
    ]

    @Test(arguments: conditions)
    func `a rule fires when all of its conditions hold`(when: String, holds: Bool) throws {
        let scenario = try readScenario(
            #""rules": [{"on": "payments.confirm", "when": \#(when), "then": "approve"}]"#
        )
        var records: [RuleRecord] = []
        #expect((scenario.firing(for: Self.call, at: Self.now, records: &records) != nil) == holds)
        #expect(records.map(\.matched) == [holds ? 1 : 0])
        #expect(records.map(\.fired) == [holds ? 1 : 0])
    }

    @Test(arguments: Vocabulary.toss.kinds)
    func `a rule is for its kind of call, and a star for every one`(kind: CallKind) throws {
        let scenario = try readScenario(
            #""rules": [{"on": "\#(kind)", "then": "approve"}, {"on": "*", "then": "approve"}]"#
        )
        for called in Vocabulary.toss.kinds {
            var records: [RuleRecord] = []
            let firing = scenario.firing(for: CallFacts(kind: called), at: Self.now, records: &records)
            // The payment window is no call of the API.
            let other = called == .checkout ? nil : "rules[1]"
            #expect(firing?.rule.name == (called == kind ? "rules[0]" : other))
        }
    }

    /// The names of the rules that fire for so many confirms of one order.
    private func fired(_ rules: String, calls: Int, minutesApart: Int = 0) throws -> [String] {
        let scenario = try readScenario("\"rules\": [\(rules)]")
        var records: [RuleRecord] = []
        return (0..<calls).map { call in
            let now = Self.now + .seconds(call * minutesApart * 60)
            return scenario.firing(for: Self.call, at: now, records: &records)?.rule.name ?? "-"
        }
    }

    @Test func `the first rule in the file wins`() throws {
        let rules = """
            {"name": "a", "on": "*", "when": {"amount": 1}, "then": "approve"},
            {"name": "b", "on": "*", "when": {"amount": 15000}, "then": "approve"},
            {"name": "c", "on": "*", "then": "approve"}
            """
        #expect(try fired(rules, calls: 2) == ["b", "b"])
    }

    @Test func `attempts count the calls that match, and the others let the next rule try`() throws {
        let rules = """
            {"name": "a", "on": "*", "attempts": [2, 4], "then": "approve"},
            {"name": "b", "on": "*", "times": 1, "then": "approve"}
            """
        #expect(try fired(rules, calls: 5) == ["b", "a", "-", "a", "-"])
    }

    @Test func `times end a rule`() throws {
        let rule = #"{"name": "a", "on": "*", "times": 2, "then": "approve"}"#
        #expect(try fired(rule, calls: 4) == ["a", "a", "-", "-"])
    }

    @Test func `from is the first instant, until the first no more`() throws {
        let rules = """
            {"name": "a", "on": "*", "from": "2026-01-05T09:01:00+09:00", "until": "2026-01-05T00:03:00Z", "then": "approve"}
            """
        #expect(try fired(rules, calls: 5, minutesApart: 1) == ["-", "a", "a", "-", "-"])
    }

    @Test func `a rule that matches without firing still counts its match`() throws {
        let scenario = try readScenario(
            #""rules": [{"on": "*", "attempts": [3], "then": "approve"}, {"on": "*", "then": "approve"}]"#
        )
        var records: [RuleRecord] = []
        for _ in 0..<4 { _ = scenario.firing(for: Self.call, at: Self.now, records: &records) }
        #expect(records.map(\.matched) == [4, 3])
        #expect(records.map(\.fired) == [1, 3])
    }

    @Test func `records of the wrong number grow instead of trapping`() throws {
        let scenario = try readScenario(#""rules": [{"on": "*", "then": "approve"}]"#)
        var records: [RuleRecord] = []
        #expect(scenario.firing(for: Self.call, at: Self.now, records: &records)?.rule.name == "rules[0]")
        #expect(records.map(\.fired) == [1])
    }
}
