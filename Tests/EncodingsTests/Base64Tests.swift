import Encodings
import Testing

@Suite(.timeLimit(.minutes(3))) struct Base64Tests {
    struct Sample: Sendable {
        let bytes: [UInt8]
        let standard: String
        let urlSafe: String

        init(_ bytes: [UInt8], _ standard: String, _ urlSafe: String) {
            (self.bytes, self.standard, self.urlSafe) = (bytes, standard, urlSafe)
        }

        init(_ text: String, _ standard: String, _ urlSafe: String) {
            self.init(Array(text.utf8), standard, urlSafe)
        }
    }

    static let samples = [
        // RFC 4648, section 10.
        Sample("", "", ""), Sample("f", "Zg==", "Zg"), Sample("fo", "Zm8=", "Zm8"), Sample("foo", "Zm9v", "Zm9v"),
        Sample("foob", "Zm9vYg==", "Zm9vYg"), Sample("fooba", "Zm9vYmE=", "Zm9vYmE"),
        Sample("foobar", "Zm9vYmFy", "Zm9vYmFy"),
        // RFC 4648, section 9, after RFC 3548.
        Sample([0x14, 0xFB, 0x9C, 0x03, 0xD9, 0x7E], "FPucA9l+", "FPucA9l-"),
        Sample([0x14, 0xFB, 0x9C, 0x03, 0xD9], "FPucA9k=", "FPucA9k"),
        Sample([0x14, 0xFB, 0x9C, 0x03], "FPucAw==", "FPucAw"),
        // Where the two alphabets differ, and the ends of both.
        Sample([0xFB, 0xFF, 0xBF], "+/+/", "-_-_"), Sample([0xFF], "/w==", "_w"), Sample([0xFB], "+w==", "-w"),
        Sample([0], "AA==", "AA"), Sample([0, 0, 0], "AAAA", "AAAA"), Sample("한", "7ZWc", "7ZWc"),
    ]

    @Test(arguments: samples) func `bytes go there and back`(sample: Sample) {
        #expect(base64(sample.bytes) == sample.standard)
        #expect(base64(sample.bytes, .urlSafe) == sample.urlSafe)
        for rule in [Base64Rule.exact, .lenient] {
            #expect(decodeBase64(sample.standard, .standard, rule) == sample.bytes)
            #expect(decodeBase64(sample.urlSafe, .urlSafe, rule) == sample.bytes)
        }
    }

    @Test(arguments: 0..<100) func `any bytes come back`(count: Int) {
        var state = UInt64(count) &+ 0x9E37_79B9_7F4A_7C15
        let bytes = (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
        #expect(decodeBase64(base64(bytes)) == bytes)
        #expect(decodeBase64(base64(bytes, .urlSafe), .urlSafe) == bytes)
    }

    @Test func `each alphabet has its 64 characters in order`() {
        for alphabet in [Base64Alphabet.standard, .urlSafe] {
            #expect(Set(alphabet.characters).count == 64)
            for (value, character) in alphabet.characters.enumerated() {
                let text = String(decoding: [0x41, character], as: UTF8.self)
                // The low four bits must be none, so that the text is exact.
                let expected: [UInt8]? = value % 16 == 0 ? [UInt8(value >> 4)] : nil
                #expect(decodeBase64(text, alphabet) == expected)
            }
        }
    }

    /// What differs by the rule: nil is what is refused.
    static let ends: [(text: String, exact: String?, lenient: String?)] = [
        // The filling left out is fine for both.
        ("Zg", "f", "f"), ("Zm8", "fo", "fo"), ("Zm9vYg", "foob", "foob"),
        // Filling of a wrong length.
        ("Zg=", nil, "f"), ("Zm8==", nil, "fo"), ("Zm9v=", nil, "foo"), ("Zm9v==", nil, "foo"), ("=", nil, ""),
        ("==", nil, ""),
        // Bits that stand for nothing.
        ("Zh==", nil, "f"), ("Zh", nil, "f"), ("Zm9", nil, "fo"), ("Zm9=", nil, "fo"),
        // Refused by both: too much filling, filling inside, six bits too many, other characters.
        ("Zg===", nil, nil), ("====", nil, nil), ("Zg==Zg==", nil, nil), ("Z=g=", nil, nil), ("=Zg=", nil, nil),
        ("Z", nil, nil), ("Zm9vY", nil, nil), ("Z===", nil, nil), ("Zm 9v", nil, nil), ("Zm9v\n", nil, nil),
        ("Zm9v\r\nZm9v", nil, nil), ("-_-_", nil, nil), ("Zm9v.", nil, nil), ("é", nil, nil), ("\0", nil, nil),
        ("Zm\u{FF19}v", nil, nil),
    ]

    @Test(arguments: ends)
    func `a wrong end is forgiven or not`(text: String, exact: String?, lenient: String?) {
        #expect(decodeBase64(text) == exact.map { Array($0.utf8) })
        #expect(decodeBase64(text, .standard, .lenient) == lenient.map { Array($0.utf8) })
    }

    @Test(arguments: ["+/+/", "/w", "+w==", "Zg==\n"]) func `the URL-safe alphabet is not the other one`(text: String) {
        #expect(decodeBase64(text, .urlSafe) == nil)
        #expect(decodeBase64(text, .urlSafe, .lenient) == nil)
    }
}
