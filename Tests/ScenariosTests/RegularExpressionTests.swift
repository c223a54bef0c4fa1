import Scenarios
import Testing

@Suite struct RegularExpressionTests {
    static let matches: [(pattern: String, text: String, fits: Bool)] = [
        ("abc", "abc", true), ("abc", "abcd", false), ("abc", "ab", false), ("", "", true), ("^abc$", "abc", true),
        ("a*", "", true), ("a*", "aaa", true), ("a+", "", false), ("a+b?", "aa", true), ("a+b?", "aabb", false),
        ("a|bc|d", "bc", true), ("a|bc|d", "b", false), ("(a|b)*c", "abbac", true), ("(?:ab)+", "abab", true),
        ("a{2}", "aa", true), ("a{2}", "aaa", false), ("a{2,}", "aaaa", true), ("a{1,3}", "aaaa", false),
        ("a{0,2}", "", true), ("(ab?){2,3}", "aba", true), ("a+?b*?", "aab", true), ("a{0}b", "b", true),
        (".", "가", true), ("..", "가", false), ("[a-c]+", "abc", true), ("[^a-c]+", "xyz", true),
        ("[^a-c]", "b", false), ("[]a]", "]", true), ("[a-]", "-", true), (#"[\d.]+"#, "1.5", true),
        (#"\d+\-\w\s"#, "12-_ ", true), (#"\D\W\S"#, "a-b", true), (#"\D"#, "1", false), (#"\."#, "a", false),
        (#"[\D]"#, "x", true), (#"[^\d]"#, "7", false), ("(a*)*", "aaa", true), ("(|a)+", "aa", true),
        ("ORDER-[0-9]{4}(-[A-Z]{2})?", "ORDER-2026-KR", true),
    ]

    @Test(arguments: matches)
    func `a pattern fits the whole value or not at all`(pattern: String, text: String, fits: Bool) throws {
        #expect(try RegularExpression(pattern).matches(text) == fits)
    }

    static let broken: [(pattern: String, message: String)] = [
        ("(a", "the group is not closed"), ("a)", "without an opening"), ("[a", "the class is not closed"),
        ("[", "the class is not closed"), ("*a", "nothing to repeat"), ("a**", "nothing to repeat"),
        ("a{2", "the count is not closed"), ("a{b}", "a count is a number"), ("a{3,1}", "in the wrong order"),
        ("a{1001}", "up to 1000"), ("a{99999999999999999999}", "up to 1000"), ("[z-a]", "no order"),
        ("a\\", "inside an escape"), (#"\q"#, "unknown escape"), (#"\1"#, "unknown escape"), ("(?=a)", "only plain"),
        ("a^b", "belongs at an end"), ("((a{1000}){1000}){1000}", "too large"), ("[a-", "not closed"),
        (String(repeating: "(", count: 60), "nested deeper"), (String(repeating: "a", count: 3_000), "too long"),
        (String(repeating: "a", count: 2_000), "too large"),
    ]

    @Test(arguments: broken)
    func `a pattern that cannot be read says why`(pattern: String, message: String) throws {
        let error = try #require(throws: RegularExpressionError.self) { try RegularExpression(pattern) }
        #expect(error.message.contains(message), "\(error.message)")
    }

    @Test func `a pattern that makes others backtrack takes no time`() throws {
        let text = String(repeating: "a", count: 1_000)
        let started = ContinuousClock.now
        #expect(try !RegularExpression("(a+)+b").matches(text))
        #expect(try !RegularExpression("(a|a)*b").matches(text))
        #expect(try RegularExpression("(a?){400}a*").matches(text))
        #expect(ContinuousClock.now - started < .seconds(30))
    }
}
