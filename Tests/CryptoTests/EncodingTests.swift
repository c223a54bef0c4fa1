import Crypto
import Testing

@Suite(.timeLimit(.minutes(3))) struct EncodingTests {
    @Test func `hexadecimal digits are in lower case, two a byte`() {
        #expect(hex([]) == "")
        #expect(hex([0x00, 0x0F, 0xA5, 0xFF]) == "000fa5ff")
    }

    static let samples: [(bytes: [UInt8], standard: String, urlSafe: String)] = [
        ([], "", ""), (Array("f".utf8), "Zg==", "Zg"), (Array("fo".utf8), "Zm8=", "Zm8"),
        (Array("foo".utf8), "Zm9v", "Zm9v"), (Array("foob".utf8), "Zm9vYg==", "Zm9vYg"),
        (Array("fooba".utf8), "Zm9vYmE=", "Zm9vYmE"), (Array("foobar".utf8), "Zm9vYmFy", "Zm9vYmFy"),
        ([0xFB, 0xFF, 0xBF], "+/+/", "-_-_"), ([0xFF], "/w==", "_w"),
    ]

    @Test(arguments: samples)
    func `Base64 goes there and back`(sample: (bytes: [UInt8], standard: String, urlSafe: String)) {
        #expect(base64(sample.bytes) == sample.standard)
        #expect(base64(sample.bytes, .urlSafe) == sample.urlSafe)
        #expect(decodeBase64(sample.standard) == sample.bytes)
        #expect(decodeBase64(sample.urlSafe, .urlSafe) == sample.bytes)
    }

    @Test(arguments: 0..<100) func `any bytes come back from Base64`(count: Int) {
        let bytes = randomBytes(count)
        #expect(decodeBase64(base64(bytes)) == bytes)
        #expect(decodeBase64(base64(bytes, .urlSafe), .urlSafe) == bytes)
    }

    @Test(arguments: [("Zg", "f"), ("Zm8", "fo")]) func `filling may be left out`(text: String, meaning: String) {
        #expect(decodeBase64(text) == Array(meaning.utf8))
    }

    @Test(arguments: [
        "Z", "Zg=", "Zg===", "=", "====", "Zh==", "Zm9", "Zm 9v", "Zm9v\n", "-_-_", "Zg==Zg==", "Zm9v=", "é",
    ])
    func `what is not Base64 has no bytes`(text: String) {
        #expect(decodeBase64(text) == nil)
    }

    @Test func `random bytes are as many as asked and never the same`() {
        #expect(randomBytes(0).isEmpty)
        #expect(randomBytes(32).count == 32)
        #expect(randomBytes(32) != randomBytes(32))
    }
}
