import JSON
import Scenarios
import Testing

@Suite struct ValuePathTests {
    static let paths: [(path: String, found: String?)] = [
        ("$.a.b[1]", "2"), ("$.a", nil), ("$.a.b[9]", nil), ("$.c", "3"), ("$[0]", nil),
    ]

    @Test(arguments: paths)
    func `a path leads to its value, or to none`(path: String, found: String?) throws {
        let root = try JSONNode(parsing: "{\"a\": {\"b\": [1, \"2\"]}, \"c\": \"3\"}")
        #expect(try #require(ValuePath(path)).value(in: root)?.string == found)
    }

    @Test(arguments: ["", "a", "$.", "$a", "$.a[", "$.a[]", "$.a[-1]", "$..a", "$.a[99999999999999999999]", "$[0]a"])
    func `a path that cannot be followed is none`(path: String) {
        #expect(ValuePath(path) == nil)
    }
}
