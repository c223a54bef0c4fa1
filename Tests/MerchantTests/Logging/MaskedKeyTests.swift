import Merchant
import Testing

/// Which digits are a card, and that no key of Toss is damaged.
@Suite struct MaskedKeyTests {
    static let mask = Mask()

    static let keys = [
        "tviva20240213121757MvuS8", "tgen_20240213121757MvuS8", "emulm20260304101530Qa7Lk", "tvivarepublica4",
        "5zJ4xY7m0kODnyRpQWGrN2xqGlNvLrKwv1M9ENjbeoPaZdL6", "9C62B18EEF0DE3EB7F4422EB6D14BC6E",
        "B7103F204998813B889C77C043D09502", "txrd_a01kp50c3e7h1l5o9s3v7y1b4dg", "ps_Zk3Rw8mTq1Vb6Xn0Yd5Ls2Pf9HcG",
        "test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq", "test_gck_docs_Ovk5rk1EwkEbP0W43n07xlzm",
        "4a3a7e71-b6d4-48bf-bddb-c4dd3a307885", "cust_5f0c9d1e-7a44-4b9c-9f0e-1c2d3e4f5a6b",
        "ORDER_4242424242_4242_4242424242", "ORDER_9876543210_sns-strategy_1767225600", "trk_pro_1767225600000",
        "53354643****123*", "010-1234-5678", "2026-03-01T09:00:00.000000+09:00", "20260301090000", "1234567890123456",
        "n4Ht9VzKc2Xq7Lm0Rb5Ws8Yd3Pf6Tj1G", "eyJhIjoxfQ", "EYJ0A1B2C3D4E5F60718293A4B5C6D7E",
        "1 0 1 2 3", "amount 4242 of 4242", "4000 1234 5678", "0123456789012345678901234567890123456789",
    ]

    @Test(arguments: keys) func `what is no card and no token stays whole`(text: String) {
        #expect(Self.mask.text(text) == text)
        #expect(Self.mask.text("{\"key\":\"\(text)\"}") == "{\"key\":\"\(text)\"}")
        #expect(Self.mask.text("/v1/payments/\(text)/cancel?x=1") == "/v1/payments/\(text)/cancel?x=1")
    }

    @Test func `of ten thousand keys as Toss makes them none is damaged`() {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func draw(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
        let characters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".unicodeScalars)
        func text(_ count: Int, of kinds: Int) -> String {
            var text = String.UnicodeScalarView()
            for _ in 0..<count { text.append(characters[draw(kinds)]) }
            return String(text)
        }
        for number in 0..<10_000 {
            let second = "202\(draw(10))\(10 + draw(3))\(10 + draw(19))\(10 + draw(14))\(10 + draw(50))\(10 + draw(50))"
            let key =
                switch number % 6 {
                case 0: "tviva\(second)\(text(5, of: 62))"
                case 1: "tgen_\(second)\(text(5, of: 62))"
                case 2: text(48, of: 62)
                case 3: text(32, of: 16)
                case 4:
                    "ORDER_\(1_000_000_000 + draw(9_000_000_000))_\(draw(10_000))_\(1_700_000_000 + draw(300_000_000))"
                default: "txrd_a01\(text(24, of: 62))"
                }
            let masked = Self.mask.text(key)
            if masked != key { Issue.record("\(key) became \(masked)") }
        }
    }

    /// Cards of every scheme, as the sandbox and the schemes' own papers have them.
    static let cards = [
        "4242424242424242", "4000000000000002", "5555555555554444", "5105105105105100", "2223003122003222",
        "378282246310005", "371449635398431", "30569309025904", "38520000023237", "3530111333300000",
        "3566002020360505",
        "6011111111111117", "6200000000000005", "9490123412341230", "6304000000000000", "4222222222222",
        "4000000000000000006",
    ]

    @Test(arguments: cards) func `no card gets through, however it is written`(card: String) {
        let groups = { (sizes: [Int], separator: String) -> String in
            var rest = card[...]
            var parts: [Substring] = []
            for size in sizes + [4, 4, 4] where !rest.isEmpty {
                parts.append(rest.prefix(size))
                rest = rest.dropFirst(size)
            }
            return parts.joined(separator: separator)
        }
        let sizes = card.utf8.count == 15 ? [4, 6, 5] : card.utf8.count == 14 ? [4, 6, 4] : [4, 4, 4, 4]
        let wide = String(
            String.UnicodeScalarView(card.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) })
        )
        let spelled = [
            card, "card \(card).", "card=\(card)", "x\(card)y", "카드번호\(card)입니다", "{\"n\":\"\(card)\"}", wide,
            groups(sizes, "-"), groups(sizes, " "), groups(sizes, "."), groups(sizes, "_"), groups(sizes, "%20"),
            groups(sizes, " - "), groups(sizes, "+"), "5000 \(groups(sizes, " ")) 1200", "/pay/\(card)/\(card)",
            card.map { String($0) }.joined(separator: " "), "_\(card)_", "1,\(card)", "a1 \(card) b2",
        ]
        for text in spelled {
            let masked = Self.mask.text(text)
            #expect(masked.count { $0 == "*" } == (card.utf8.count - 4) * (text.hasPrefix("/pay") ? 2 : 1), "\(text)")
            #expect(!masked.contains(card.dropLast(4)), "\(text)")
        }
    }

    @Test(arguments: ["4242424242424241", "1234567812345670", "42424242424242424242", "a4242424242424242b1"])
    func `what fails the check, begins as no card, or is a part of more is none`(text: String) {
        #expect(Self.mask.text(text) == text)
    }

    @Test func `a key of bytes is hidden in the digits that it is written in`() {
        let bytes = (0..<32).map { UInt8(truncatingIfNeeded: $0 * 37 + 200) }
        let mask = Mask(secrets: [Secret(bytes)])
        let digits = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        #expect(mask.text("key \(digits)") == "key ***")
    }
}
