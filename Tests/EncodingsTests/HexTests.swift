import Encodings
import Testing

@Suite(.timeLimit(.minutes(3))) struct HexTests {
    static let samples: [(text: String, bytes: [UInt8])] = [
        // RFC 4648, section 10, in lower case.
        ("", []), ("66", [0x66]), ("666f6f626172", Array("foobar".utf8)), ("000fa5ff", [0x00, 0x0F, 0xA5, 0xFF]),
    ]

    @Test(arguments: samples) func `two digits stand for a byte`(text: String, bytes: [UInt8]) {
        #expect(hex(bytes) == text)
        #expect(decodeHex(text) == bytes)
        #expect(decodeHex(text.uppercased()) == bytes)
    }

    @Test(arguments: ["0", "000", "0g", "g0", "0x", " 00", "0 0", "00\n", "é", "\u{FF10}\u{FF10}", "-1", "0000:00"])
    func `anything else stands for none`(text: String) {
        #expect(decodeHex(text) == nil)
    }

    @Test func `each digit has its value, and no other character has one`() {
        for value: UInt8 in 0..<16 {
            #expect(HexDigit.value(HexDigit.lowerCase(value)) == value)
            #expect(HexDigit.value(HexDigit.upperCase(value)) == value)
        }
        let digits = Set("0123456789abcdefABCDEF".utf8)
        for byte in UInt8.min...UInt8.max { #expect((HexDigit.value(byte) != nil) == digits.contains(byte)) }
    }
}
