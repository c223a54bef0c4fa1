import JSON
import ScenarioRunner
import Testing

@Suite struct ExpectationTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let expect: String?
        let answer: StepAnswer
        let takesAnyStatus: Bool
        /// Nil when it fits.
        let message: String?

        init(_ expect: String?, _ status: Int, _ body: String = "{}", http: Bool = true, _ message: String? = nil) {
            self.expect = expect
            answer = .reply(HTTPReply(status: status, body: Array(body.utf8)))
            takesAnyStatus = http
            self.message = message
        }

        init(_ expect: String?, none reason: String, _ message: String? = nil) {
            self.expect = expect
            answer = .none(reason: reason)
            takesAnyStatus = true
            self.message = message
        }

        var testDescription: String { "\(expect ?? "nothing") of \(answer)" }
    }

    static let rows = [
        Row(nil, 200), Row(nil, 500), Row(nil, 204, http: false), Row(nil, 299, http: false),
        Row(nil, 300, http: false, "expected a status of 200 to 299, got 300"),
        Row(nil, 409, http: false, "expected a status of 200 to 299, got 409"),
        Row(#"{"status":409}"#, 409, http: false),
        Row(#"{"status":409}"#, 200, http: false, "expected status 409, got 200"),
        Row(#"{"status":"409"}"#, 409),
        Row(#"{"json":{"a":1}}"#, 500, #"{"a":1}"#),
        Row(#"{"json":{"a":1}}"#, 500, #"{"a":1}"#, http: false, "expected a status of 200 to 299, got 500"),
        Row(#"{"json":{"a":1}}"#, 200, #"{"a":2}"#, "the answer is not the one expected"),
        Row(#"{"json":{"a":1}}"#, 200, "<html>", "the answer is not the one expected"),
        Row(#"{"json":"plain"}"#, 200, "plain"),
        Row(#"{"noAnswer":true}"#, none: "reset"), Row(nil, none: "reset", "no answer came: reset"),
        Row(#"{"status":200}"#, none: "reset", "no answer came: reset"),
        Row(#"{"noAnswer":true}"#, 200, "{}", "expected no answer, but one came: 200"),
    ]

    @Test(arguments: rows) func `an answer fits or is refused for a reason`(row: Row) throws {
        let node = try row.expect.map { try JSONNode(parsing: $0) }
        let expectation = try Expectation(node, takesAnyStatus: row.takesAnyStatus)
        #expect(expectation.failure(of: row.answer)?.message == row.message)
    }

    @Test func `a status that is no number is told`() throws {
        let node = try JSONNode(parsing: #"{"status":"ok"}"#)
        #expect(throws: StepFailure.self) { try Expectation(node, takesAnyStatus: true) }
    }

    @Test func `a refusal shows its message and what it lists, not its bytes`() throws {
        let body = """
            {"code":"CONFLICT","message":"2 things are still pending.","pending":[{"kind":"delivery","id":"d1","at":"T1"}]}
            """
        let expectation = try Expectation(nil, takesAnyStatus: false)
        let failure = try #require(expectation.failure(of: .reply(HTTPReply(status: 409, body: Array(body.utf8)))))
        #expect(failure.details == ["CONFLICT: 2 things are still pending.", "pending: delivery d1 at T1"])
    }

    @Test func `many differences are cut, and a long body too`() throws {
        let wanted = "{" + (0..<30).map { "\"a\($0)\":1" }.joined(separator: ",") + "}"
        let expectation = try Expectation(try JSONNode(parsing: "{\"json\":\(wanted)}"), takesAnyStatus: true)
        let body = Array("{\"x\":\"\(String(repeating: "y", count: 9_000))\"}".utf8)
        let failure = try #require(expectation.failure(of: .reply(HTTPReply(status: 200, body: body))))
        #expect(failure.details.count == 10)
        #expect(failure.details.contains("… and 22 more"))
        #expect(failure.details.joined().count < 1200)
    }

    @Test func `what verify finds becomes the failure, with what is near`() throws {
        let json = """
            {"passed":false,"failures":[{"path":"$.payments[0].charges","message":"order-1 was charged twice.",
             "expected":1,"found":2,"near":["order-2: 1 charge"]},{"path":"$.webhooks[0]","expected":1,"found":0}]}
            """
        let failure = try #require(VerifyResult(try JSONNode(parsing: json)).failure)
        #expect(failure.message == "2 assertions do not hold")
        #expect(
            failure.details == [
                "$.payments[0].charges: order-1 was charged twice.", "  near: order-2: 1 charge",
                "$.webhooks[0]: expected 1, found 0",
            ]
        )
        #expect(VerifyResult(try JSONNode(parsing: #"{"passed":true,"failures":[]}"#)).failure == nil)
        #expect(VerifyResult(try JSONNode(parsing: "{}")).failure != nil)
    }
}
