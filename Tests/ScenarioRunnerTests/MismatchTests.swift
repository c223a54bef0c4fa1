import JSON
import ScenarioRunner
import Scenarios
import Testing

@Suite struct MismatchTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let expected: String
        let found: String
        let differences: [String]

        init(_ expected: String, _ found: String, _ differences: String...) {
            self.expected = expected
            self.found = found
            self.differences = differences
        }

        var testDescription: String { "\(expected) in \(found)" }
    }

    static let rows = [
        Row(#"{"a":1}"#, #"{"a":1,"b":2}"#),
        Row(#"{}"#, #"{"a":1}"#),
        Row(#"{"a":{"b":[{"c":1}]}}"#, #"{"a":{"b":[{"c":1,"d":2}],"e":3}}"#),
        Row("15000", "15000.0"), Row("1.5", "1.50"), Row("null", "null"), Row("true", "true"),
        Row(#"{"a":1}"#, #"{"b":1}"#, "$.a: 1, nothing"),
        Row(#"{"a":null}"#, #"{}"#, "$.a: null, nothing"),
        Row(#"{"a":1,"b":"x"}"#, #"{"a":2,"b":"y"}"#, "$.a: 1, 2", #"$.b: "x", "y""#),
        Row("[1,2]", "[1]", "$: 2 elements, 1 element"),
        Row("[]", "[1]", "$: 0 elements, 1 element"),
        Row("[1,[2]]", "[1,[3]]", "$[1][0]: 2, 3"),
        Row(#"{"a b":1}"#, #"{"a b":2}"#, #"$["a b"]: 1, 2"#),
        Row("15000", #""15000""#, #"$: 15000, "15000""#),
        Row("null", "0", "$: null, 0"), Row("true", "false", "$: true, false"),
        Row(#"{"a":{}}"#, #"{"a":[]}"#, "$.a: {}, []"),
        Row(#""\u00e9""#, #""e\u0301""#, "$: \"\u{E9}\", \"e\u{301}\""),
        Row("9007199254740993", "9007199254740992", "$: 9007199254740993, 9007199254740992"),
    ]

    @Test(arguments: rows) func `only what was named counts, and each difference has its place`(row: Row) throws {
        let differences = Mismatch.between(try JSONNode(parsing: row.expected), try JSONNode(parsing: row.found))
        #expect(differences.map { "\($0.path): \($0.expected), \($0.found)" } == row.differences)
    }

    @Test func `a long value is cut`() throws {
        let long = JSONNode(.string(String(repeating: "x", count: 10_000)))
        let difference = try #require(Mismatch.between(try JSONNode(parsing: "1"), long).first)
        #expect(difference.found.count < 200)
        #expect(difference.found.contains("10002 characters"))
    }
}
