import Scenarios
import Testing
import TossAPI

/// A second API beside Toss: a rule can name its calls and its codes, and only they go together.
@Suite struct VocabularyTests {
    private static let pay = CallKind(rawValue: "hanok.pay")
    private static let undo = CallKind(rawValue: "hanok.undo")

    /// A made-up API of two calls; `*` keeps meaning the calls of Toss and means `hanok.pay` besides.
    private static let hanok = Vocabulary.API(
        name: "Hanok Pay",
        calls: [pay, undo],
        windows: [CallKind(rawValue: "hanok.window")],
        everyCall: [pay],
        unbuilt: ["hanok.points.*"],
        codes: [
            RefusalCode("-780", httpStatus: 400), RefusalCode("ROOF_LEAKS", httpStatus: 503),
            RefusalCode("DOOR_SHUT", httpStatus: nil), RefusalCode("NOT_FOUND_PAYMENT", httpStatus: 410),
        ]
    )

    private static let both = Vocabulary.toss.adding(hanok)

    private static func read(_ rule: String, _ vocabulary: Vocabulary = both) -> ScenarioReading {
        Scenario.read(
            Array(#"{"name": "n", "description": "d", "rules": [\#(rule)]}"#.utf8),
            vocabulary: vocabulary
        )
    }

    private static func outcome(_ rule: String) throws -> Outcome? {
        let reading = read(rule)
        #expect(reading.problems == [])
        return try #require(reading.scenario?.rules.first).action.outcome
    }

    static let accepted: [(on: String, code: String, status: Int?)] = [
        ("hanok.pay", "-780", 400), ("hanok.undo", "ROOF_LEAKS", 503), ("hanok.window", "DOOR_SHUT", nil),
        ("payments.confirm", "REJECT_CARD_COMPANY", 403),
        // A code that both have has the status of the call's API.
        ("payments.get", "NOT_FOUND_PAYMENT", 404), ("hanok.pay", "NOT_FOUND_PAYMENT", 410),
    ]

    @Test(arguments: accepted)
    func `a rule refuses calls of an API with its codes`(on: String, code: String, status: Int?) throws {
        let outcome = try Self.outcome(#"{"on": "\#(on)", "then": {"refuse": "\#(code)"}}"#)
        #expect(outcome == .refuse(RefusalCode(code, httpStatus: status), phase: nil))
    }

    static let refused: [(rule: String, path: String, message: String)] = [
        (
            #"{"on": "hanok.pai", "then": "approve"}"#, "on",
            #"unknown operation "hanok.pai"; did you mean "hanok.pay"?"#
        ),
        (#"{"on": "hanok.points.spend", "then": "approve"}"#, "on", #""hanok.points.spend" is not built yet"#),
        (#"{"on": "cash-receipts.issue", "then": "approve"}"#, "on", #""cash-receipts.issue" is not built yet"#),
        (
            #"{"on": "hanok.pay", "then": {"refuse": "ROOF_LEEKS"}}"#, "then.refuse",
            "unknown error code ROOF_LEEKS; did you mean ROOF_LEAKS?"
        ),
        (
            #"{"on": "hanok.pay", "then": {"refuse": "REJECT_CARD_COMPANY"}}"#, "then.refuse",
            "REJECT_CARD_COMPANY is a code of Toss, and none of Hanok Pay"
        ),
        (
            #"{"on": "payments.confirm", "then": {"refuse": "-780"}}"#, "then.refuse",
            "-780 is a code of Hanok Pay, and none of Toss"
        ),
        (
            #"{"on": "*", "then": {"refuse": "ROOF_LEAKS"}}"#, "then.refuse",
            "ROOF_LEAKS is a code of Hanok Pay, and none of Toss"
        ),
        (#"{"on": "hanok.pay", "then": {"refuse": "DOOR_SHUT"}}"#, "then.refuse", "DOOR_SHUT has no HTTP status"),
        (
            #"{"on": "hanok.window", "then": {"delay": "PT1S"}}"#, "then",
            #""hanok.window" is no call of the API"#
        ),
    ]

    @Test(arguments: refused)
    func `what one API lacks is a problem, whatever the other has`(rule: String, path: String, message: String) {
        let problems = Self.read(rule).problems
        #expect(problems.map(\.path) == ["$.rules[0].\(path)"])
        #expect(problems.first?.message.contains(message) == true, "\(problems)")
    }

    @Test func `Toss by itself knows none of it`() {
        let problems = Self.read(#"{"on": "hanok.pay", "then": {"refuse": "-780"}}"#, .toss).problems
        #expect(problems.map(\.path) == ["$.rules[0].on", "$.rules[0].then.refuse"])
    }

    @Test func `a star means the calls that each API says`() throws {
        let rule = try #require(Self.read(#"{"on": "*", "then": "approve"}"#).scenario?.rules.first)
        #expect(rule.subjects == Vocabulary.toss.everyCall.union([Self.pay]))
        #expect(!Vocabulary.toss.everyCall.contains(.checkout))
    }

    @Test func `a rule about a call of another API fires for it alone`() throws {
        let scenario = try #require(Self.read(#"{"on": "hanok.pay", "then": {"refuse": "-780"}}"#).scenario)
        var records: [RuleRecord] = []
        for (kind, fires) in [(Self.pay, true), (Self.undo, false), (.confirm, false)] {
            let firing = scenario.firing(for: CallFacts(kind: kind), at: RuleFiringTests.now, records: &records)
            #expect((firing != nil) == fires, "\(kind)")
        }
    }

    @Test func `cards and the buyer's window keep to the codes of Toss`() {
        let document = #"{"name": "n", "description": "d", "cards": {"42": {"refuse": "ROOF_LEAKS"}}}"#
        let problems = Scenario.read(Array(document.utf8), vocabulary: Self.both).problems
        #expect(problems.map(\.message) == ["ROOF_LEAKS is a code of Hanok Pay, and none of Toss"])
    }

    @Test func `a call that is described and an assertion may name it as well`() {
        let call = Array(#"{"on": "hanok.undo"}"#.utf8)
        #expect(CallDescription.read(call, vocabulary: Self.both).description?.kind == Self.undo)
        #expect(CallDescription.read(call).problems.map(\.path) == ["$.on"])
        let assertion = Array(#"{"requests": [{"code": "-780"}]}"#.utf8)
        #expect(Verification.read(assertion, vocabulary: Self.both).problems == [])
        #expect(Verification.read(assertion).problems.map(\.path) == ["$.requests[0].code"])
    }
}
