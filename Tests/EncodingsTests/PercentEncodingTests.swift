import Encodings
import Testing

@Suite(.timeLimit(.minutes(3))) struct PercentEncodingTests {
    static let decoded: [(text: String, meaning: String?)] = [
        ("", ""), ("plain", "plain"), ("a%20b", "a b"), ("%2F%2f", "//"), ("%ED%95%9C", "한"), ("한", "한"),
        ("한%20글", "한 글"), ("%00", "\0"), ("%7E%7e", "~~"),
        // Once, so what comes out may look like an escape again.
        ("%2541", "%41"), ("%25", "%"), ("%25%25", "%%"),
        // A plus is a blank in forms alone, and a query here is no form.
        ("a+b", "a+b"), ("a%2Bb+c", "a+b+c"), ("+", "+"),
        // Cut short.
        ("%", nil), ("%4", nil), ("a%", nil), ("%41%", nil), ("%41%4", nil),
        // Not hexadecimal.
        ("%zz", nil), ("a%4g", nil), ("%g4", nil), ("%%41", nil), ("% 41", nil), ("%-1", nil), ("%0x", nil),
        ("%\u{FF14}1", nil), ("%4한", nil),
        // Bytes that are no UTF-8: alone, cut short, overlong, a surrogate, beyond the last character.
        ("%FF", nil), ("%80", nil), ("%ED%95", nil), ("%C0%AF", nil), ("%ED%A0%80", nil), ("%F4%90%80%80", nil),
        ("%ED%95x", nil),
    ]

    @Test(arguments: decoded) func `escapes are replaced once or refused`(text: String, meaning: String?) {
        #expect(percentDecoded(text) == meaning)
        let around = "%41\(text)%41"
        #expect(percentDecoded(around.dropFirst(3).dropLast(3)) == meaning)
    }

    static let encoded: [(text: String, unreserved: String, component: String)] = [
        ("", "", ""), ("aZ09-._~", "aZ09-._~", "aZ09-._~"), ("!*'()", "%21%2A%27%28%29", "!*'()"),
        ("a b+c", "a%20b%2Bc", "a%20b%2Bc"),
        (
            "/?#[]@:;=&$,%", "%2F%3F%23%5B%5D%40%3A%3B%3D%26%24%2C%25",
            "%2F%3F%23%5B%5D%40%3A%3B%3D%26%24%2C%25"
        ), ("한", "%ED%95%9C", "%ED%95%9C"),
        ("\0\u{7F}\"", "%00%7F%22", "%00%7F%22"), ("😀", "%F0%9F%98%80", "%F0%9F%98%80"),
    ]

    @Test(arguments: encoded)
    func `what is not kept is escaped byte by byte`(text: String, unreserved: String, component: String) {
        #expect(percentEncoded(text) == unreserved)
        #expect(percentEncoded(text, keeping: .component) == component)
        #expect(percentDecoded(unreserved) == text)
        #expect(percentDecoded(component) == text)
    }
}
