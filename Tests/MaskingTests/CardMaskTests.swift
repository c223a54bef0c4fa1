import Masking
import TestSupport
import Testing

/// The one mask, by itself.
@Suite(.timeLimit(.minutes(1))) struct CardMaskTests {
    /// One number, in the ways that people, forms and programs write it.
    static let spellings = [
        "4539578763621486", "4539 5787 6362 1486", "4539-5787-6362-1486", "4539.5787.6362.1486", "4539/5787/6362/1486",
        "4539_5787_6362_1486", "4539,5787,6362,1486", "4539\t5787\t6362\t1486", "4539\n5787\r\n6362\n1486",
        "4539\u{A0}5787\u{A0}6362\u{A0}1486", "4539\u{2009}5787\u{3000}6362\u{202F}1486", "4539–5787—6362−1486",
        "4 5 3 9 5 7 8 7 6 3 6 2 1 4 8 6", "4539 - 5787 - 6362 - 1486", "4539\u{200B}5787\u{2060}6362\u{AD}1486",
        "４５３９５７８７６３６２１４８６", "４５３９－５７８７－６３６２－１４８６", "٤٥٣٩٥٧٨٧٦٣٦٢١٤٨٦", "𝟒𝟓𝟑𝟗𝟓𝟕𝟖𝟕𝟔𝟑𝟔𝟐𝟏𝟒𝟖𝟔",
        #"\u0034539578763621486"#, #"4539\u002d5787\u00206362\t1486"#, #"\\u0034539578763621486"#,
        #"\uff14539578763621486"#, "%34539%3578763621486", "4539%205787+6362%2D1486", "%EF%BC%94539578763621486",
        "4539·5787·6362·1486", "4️⃣539578763621486", "4539:5787:6362:1486", "4539|5787|6362|1486",
        "4539;5787;6362;1486", "4539 | 5787 | 6362 | 1486", "4539%3A5787%3a6362%7C1486",
        #"4539\u003a5787:6362\u007c1486"#,
        "4:5:3:9:5:7:8:7:6:3:6:2:1:4:8:6", "4539: 5787-6362;1486",
    ]

    /// What may stand around it.
    static let surroundings: [(String, String)] = [
        ("", ""), ("", " 12/27"), ("", "12/27"), ("", "1227 123"), ("카드 ", "입니다"), ("ORDER", ""), ("x", "x"),
        ("*", "*"),
        ("order-1-", "-1"), ("", " 5555555555554444"), ("1 2 3 ", " 4 5 6"), ("2026-01-05 ", " 15000"), ("\"", "\":1"),
        ("[", "]"), ("card=", "&cvc=123"), ("0", ""), ("", "0"), ("45395787636", "5787"), ("12:", ":27"), ("1|", "|2"),
        ("2026-01-05T09:00:00:", ";15000"), ("4:", ""),
    ]

    @Test(arguments: spellings, surroundings)
    func `a card number is found however it is written, and whatever stands around it`(
        spelling: String,
        around: (String, String)
    ) {
        let text = around.0 + spelling + around.1
        let masked = MaskedText(text).text
        #expect(!Digits(in: masked).contain("4539578763621486"), "\(masked)")
        #expect(MaskedText(masked).text == masked)
        #expect(masked.unicodeScalars.count <= text.unicodeScalars.count)
    }

    @Test(arguments: [
        ("4222222222222", "4222xxxxx2222"), ("30569309025904", "3056xxxxxx5904"),
        ("378282246310005", "3782xxxxxxx0005"),
        ("5555555555554444", "5555xxxxxxxx4444"), ("2223000048400011", "2223xxxxxxxx0011"),
        ("3530111333300000", "3530xxxxxxxx0000"), ("6011111111111117", "6011xxxxxxxx1117"),
        ("9410001234567892", "9410xxxxxxxx7892"), ("6304000000000000000", "6304xxxxxxxxxxx0000"),
        ("4539 5787 6362 1486 12/27", "4539 xxxx xxxx 1486 12/27"),
        ("3782:822463:10005", "3782:xxxxxx:x0005"), ("3056|930902|5904", "3056|xxxxxx|5904"),
        (#"{"4539578763621486":1}"#, #"{"4539xxxxxxxx1486":1}"#),
    ])
    func `the first four digits stay, and the last four`(text: String, masked: String) {
        #expect(MaskedText(text).text == masked)
    }

    @Test(arguments: [
        "2026-01-05T09:00:00.123456+09:00", "20260105090000", "1767571200123", "1767571200123456", "2026-01-05 15,000",
        "010-1234-5678", "+82 10-1234-5678", "010-1234-5678 2026-01-05", "02-123-4567, 031-234-5678", "1,234,567,890",
        "999999999999", "550e8400-e29b-41d4-a716-446655440000", "tgen_20260105090000AbCd1",
        "tviva20260105090000Xy9z2", "txrd_a01jg8yk3v5q0r7c2m9n4p6s8t1w3z", "order-20260105-000123",
        "ORDER_2026010512345678",
        "ps_0123456789abcdefghijklmnopqr", "4539578763621487", "1234-5678-9012", "커피 2잔, 15000원", "1111222233334444",
        "1234567812345678", "192.168.100.101:3000", "9007199254740991", "000000000000000000",
        "2026-11-28T13:12:33.123456+09:00", "2026-01-30 10:00:00.123456", "53275080****161*", "4539****1486 5787:6362",
        "1,2,3", "1;2;3;4", "00:1B:44:11:3A:B7", "4539:5787:6362", "45:39:57:87:63:62:14:86",
        "127.0.0.1:49152:50022:8080",
    ])
    func `what is no card number stays as it is`(text: String) {
        #expect(MaskedText(text).text == text)
    }

    @Test(arguments: ["T", " "], ["", ".123", ".123456"])
    func `no time of any day is a card number`(divider: String, fraction: String) {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        for minute in 0..<(24 * 60) {
            // Days, seconds and offsets run through as well, each in its own step.
            let time = [minute / 60, minute % 60, minute * 7 % 60].map(two).joined(separator: ":")
            let text = "2026-11-\(two(minute % 30 + 1))\(divider)\(time)\(fraction)+\(two(minute % 14)):00"
            #expect(MaskedText(text).text == text)
        }
    }

    @Test(arguments: [
        ("4539578763621486", "4539xxxxxxxx1486"), ("4539-5787-6362-1486", "4539-57xx-xxxx-1486"),
        ("order-4539578763621486", "order-4539578763621486"), ("4539578763621486-1", "4539578763621486-1"),
        ("550e8400-e29b-41d4-a716-4539578763621486", "550e8400-e29b-41d4-a716-4539578763621486"),
    ])
    func `a name is masked when all of it is a card number`(name: String, masked: String) {
        #expect(MaskedText(name: name).text == masked.replacing("57xx-xxxx", with: "xxxx-xxxx"))
        #expect(
            MaskedText(path: "/v1/payments/orders/" + name).text == MaskedText(path: "/v1/payments/orders/").text
                + MaskedText(name: name).text
        )
    }

    @Test(arguments: [
        ("http://localhost:3000/4539578763621486", false), ("http://localhost/?pan=4539-5787-6362-1486&x=1", false),
        ("http://localhost/a4539578763621486", true), ("http://localhost/94539578763621486f", true),
    ])
    func `a URL is masked when a card number stands apart in it`(url: String, stays: Bool) {
        #expect((MaskedText(address: url).text == url) == stays)
    }

    @Test func `a megabyte of digits is read in one go`() {
        let text = String(repeating: "4539578763621486 5555", count: 50_000)
        #expect(!Digits(in: MaskedText(text).text).contain("4539578763621486"))
    }

    @Test(arguments: [#"\"#, #"\u"#, #"\u003"#, #"\x"#, #"\u004"#, "%", "%2", "4", "4 ", "4-"])
    func `a megabyte of what may begin a number is read once`(part: String) {
        let text = String(repeating: part, count: (1 << 20) / part.utf8.count)
        // It would take minutes if each part began a look at all behind it.
        #expect(MaskedText(text).text.utf8.count == text.utf8.count)
    }
}
