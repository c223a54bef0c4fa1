import Scenarios
import Testing
import TossAPI

/// What rules remember from call to call: draws and windows.
@Suite struct RuleMemoryTests {
    private static let now = RuleFiringTests.now

    /// Which of so many confirms each rule fires for, by the names of the rules.
    private func fired(_ rules: String, seed: UInt64 = 7, calls: Int = 200) throws -> [String] {
        let scenario = try readScenario("\"rules\": [\(rules)]")
        var records = [RuleRecord](for: scenario.rules, seed: seed)
        return (0..<calls).map { _ in
            scenario.firing(for: RuleFiringTests.call, at: Self.now, records: &records)?.rule.name ?? "-"
        }
    }

    private static let half = #"{"name": "half", "on": "*", "chance": 0.5, "then": "approve"}"#

    @Test func `the same seed draws the same, another draws otherwise`() throws {
        let first = try fired(Self.half)
        #expect(try fired(Self.half) == first)
        #expect(try fired(Self.half, seed: 8) != first)
        #expect((60...140).contains(first.count { $0 == "half" }))
    }

    @Test(arguments: [(0.0, 0), (1.0, 200)])
    func `the ends of the range are never and always`(chance: Double, count: Int) throws {
        let rule = #"{"name": "r", "on": "*", "chance": \#(chance), "then": "approve"}"#
        #expect(try fired(rule).count { $0 == "r" } == count)
    }

    @Test func `a rule that loses its draw lets the next one try`() throws {
        let both = try fired(Self.half + #", {"name": "rest", "on": "*", "then": "approve"}"#)
        #expect(Set(both) == ["half", "rest"])
    }

    @Test func `another rule with a chance changes nobody's draws`() throws {
        let alone = try fired(Self.half)
        let other = #"{"name": "other", "on": "payments.cancel", "chance": 0.5, "then": "approve"}"#
        #expect(try fired(other + "," + Self.half) == alone)
        #expect(try fired(Self.half + "," + other) == alone)
    }

    @Test func `two rules of one name draw apart`() throws {
        let rules = ["payments.confirm", "payments.cancel"].map { operation in
            #"{"name": "half", "on": "\#(operation)", "chance": 0.5, "then": "approve"}"#
        }
        let scenario = try readScenario("\"rules\": [\(rules.joined(separator: ","))]")
        var records = [RuleRecord](for: scenario.rules, seed: 7)
        let draws = [CallKind.confirm, .cancel].map { kind in
            (0..<64).map { _ in
                scenario.firing(for: CallFacts(kind: kind), at: Self.now, records: &records) != nil
            }
        }
        #expect(draws[0] != draws[1])
    }

    @Test func `a rule draws only when all else lets it fire`() throws {
        let alone = try fired(Self.half, calls: 100)
        let scenario = try readScenario(
            #""rules": [{"name": "half", "on": "*", "chance": 0.5, "from": "2026-01-05T09:01:00+09:00", "then": "approve"}]"#
        )
        var records = [RuleRecord](for: scenario.rules, seed: 7)
        for _ in 0..<50 {
            #expect(scenario.firing(for: RuleFiringTests.call, at: Self.now, records: &records) == nil)
        }
        let later = (0..<100).map { _ in
            let firing = scenario.firing(for: RuleFiringTests.call, at: Self.now + .seconds(60), records: &records)
            return firing?.rule.name ?? "-"
        }
        #expect(later == alone)
    }

    /// The seconds that are left of the window for each call that is beyond the limit, else nil.
    private func limited(_ rules: String, at seconds: [Int]) throws -> [Int?] {
        let scenario = try readScenario("\"rules\": [\(rules)]")
        var records = [RuleRecord](for: scenario.rules, seed: 7)
        return seconds.map { second in
            let now = Self.now + .seconds(second)
            let firing = scenario.firing(for: RuleFiringTests.call, at: now, records: &records)
            return firing?.limitedUntil.map { Int(($0 - now).components.seconds) }
        }
    }

    @Test func `a window begins with its first call and ends after its time`() throws {
        let rule = #"{"on": "*", "then": {"rateLimit": {"calls": 2, "per": "PT1M"}}}"#
        #expect(
            try limited(rule, at: [10, 20, 30, 69, 70, 100, 129, 130]) == [nil, nil, 40, 1, nil, nil, 1, nil]
        )
    }

    @Test func `every rule counts a window of its own`() throws {
        let rules = """
            {"on": "*", "then": {"rateLimit": {"calls": 3, "per": "PT1M"}}},
            {"on": "*", "then": {"rateLimit": {"calls": 1, "per": "PT10S"}}}
            """
        #expect(try limited(rules, at: [0, 1, 2, 3, 11]) == [nil, 9, 8, 57, 49])
    }

    @Test func `a limit lets the rules behind it try while it is not used up`() throws {
        let rules = """
            {"name": "limit", "on": "*", "then": {"rateLimit": {"calls": 2, "per": "PT1M"}}},
            {"name": "rest", "on": "*", "then": "approve"}
            """
        #expect(try fired(rules, calls: 4) == ["rest", "rest", "limit", "limit"])
    }

    @Test func `a limit counts only in the time it holds`() throws {
        let rule = """
            {"on": "*", "from": "2026-01-05T09:01:00+09:00", "then": {"rateLimit": {"calls": 1, "per": "PT1M"}}}
            """
        #expect(try limited(rule, at: [0, 30, 60, 61]) == [nil, nil, nil, 59])
    }
}
