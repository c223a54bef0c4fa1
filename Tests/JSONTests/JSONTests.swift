import JSON
import Testing

@Suite struct JSONTests {
    static let sameBytes = [
        #"{"b":1,"a":[true,false,null],"가":"나\"\\/\n"}"#, "[]", "{}", #""""#, "0", "-12.50e+3", #"[[[[]]]]"#,
        #""\u0000\u001f\b\f""#,
    ]

    @Test(arguments: sameBytes)
    func `what was read is written again to the byte`(text: String) throws {
        let node = try JSONNode(parsing: text)
        #expect(String(decoding: JSONWriter.bytes { $0.value(node) }, as: UTF8.self) == text)
    }

    @Test(arguments: [0, 1, 6, 7, 8, 9, 15, 16, 17])
    func `every character is written as it is or escaped, wherever it stands`(place: Int) throws {
        for scalar in [0...0xFF, 0x7F0...0x810].joined().compactMap(Unicode.Scalar.init) {
            let text =
                String(repeating: "가", count: place / 3) + String(repeating: "x", count: place % 3)
                + String(Character(scalar)) + "가나다라"
            let bytes = JSONWriter.bytes { $0.string(text) }
            let isPlain = scalar.value >= 0x20 && scalar != "\"" && scalar != "\\"
            #expect(bytes.elementsEqual("\"\(text)\"".utf8) == isPlain, "\(scalar.value)")
            #expect(try JSONNode(parsing: bytes) == JSONNode(.string(text)), "\(scalar.value)")
        }
    }

    static let refused: [(String, Int)] = [
        ("", 0), ("{", 1), ("[1,]", 3), (#"{"a":1,"a":2}"#, 7), (#"{"a" 1}"#, 5), ("01", 0), ("-", 1), ("1.", 2),
        ("1e", 2),
        ("nul", 0), ("[1] x", 4), ("\"a", 0), ("\"\n\"", 1), (#""\x""#, 1), (#""\ud800""#, 1), (#""\ud800\u0041""#, 1),
        (#""\u12g4""#, 5), ("{'a':1}", 1), ("NaN", 0), ("\u{FEFF}{}", 0), (String(repeating: "[", count: 100), 64),
    ]

    @Test(arguments: refused)
    func `a text that is not JSON is refused at the right byte`(text: String, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONNode(parsing: text) }
        #expect(error?.offset == offset)
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: JSONError.self) { try JSONNode(parsing: [0x22, 0xC3, 0x28, 0x22]) }
        #expect(throws: JSONError.self) { try JSONNode(parsing: [0xFF, 0xFE]) }
        for broken in [[0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE3, 0x81], [0x80]] as [[UInt8]] {
            #expect(throws: JSONError.self) { try JSONNode(parsing: [0x22] + broken + [0x22]) }
        }
    }

    @Test func `a duplicate among many names is found too`() {
        let names = (0..<40).map { "\"n\($0)\":0" } + ["\"n3\":1"]
        #expect(throws: JSONError.self) { try JSONNode(parsing: "{" + names.joined(separator: ",") + "}") }
    }

    static let integers: [(String, Int64?)] = [
        ("15000", 15000), ("15000.0", 15000), ("1.5e4", 15000), ("-3", -3), ("0.5", nil), ("9223372036854775807", .max),
        ("9223372036854775808", nil), ("1e400", nil), ("-0", 0), ("1e-400", nil),
        ("0.0", 0), ("0e9", 0), ("0e-400", 0), ("100e-2", 1), ("1.25e2", 125), ("1.25e1", nil), ("-1.0E+3", -1000),
        ("9223372036854775807.0", .max), ("922337203685477580.7e1", .max),
        ("9007199254740993.0", 9_007_199_254_740_993),
        ("1e99999999999999999999", nil), ("10000000000000000000", nil),
        // The least and the greatest Int: an exponent is no number to do sums with unseen.
        ("1e-9223372036854775808", nil), ("1e9223372036854775807", nil),
    ]

    @Test(arguments: integers)
    func `a number is whole or it is not`(text: String, expected: Int64?) throws {
        #expect(try JSONNode(parsing: text).integer == expected)
    }

    static let doubles: [(String, Double?)] = [
        ("0.5", 0.5), ("-0", -0.0), ("1e308", 1e308), ("1e309", nil), ("-1e400", nil), ("1e-400", 0),
        ("0.1000000000000000055511151231257827", 0.1), ("9007199254740993", 9_007_199_254_740_992),
    ]

    @Test(arguments: doubles)
    func `a number is the nearest double, and none is infinite`(text: String, expected: Double?) throws {
        #expect(try JSONNode(parsing: text).number?.double == expected)
    }

    @Test func `surrogate pairs become one character`() throws {
        #expect(try JSONNode(parsing: #""\ud83d\ude00""#).string == "😀")
    }

    @Test func `a place counts lines and characters, not bytes`() {
        let text = Array("{\n  \"가나\": x".utf8)
        #expect(TextPosition(offset: text.count - 1, in: text).description == "2:9")
    }
}
