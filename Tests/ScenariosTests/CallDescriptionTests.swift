import Scenarios
import Testing

/// What may be asked of `POST /sandbox/scenario/explain`.
@Suite struct CallDescriptionTests {
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
