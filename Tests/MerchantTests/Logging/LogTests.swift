import JSON
import Locking
import Merchant
import Testing
import TossAPI

@Suite struct LogTests {
    /// The one line that an event makes.
    static func line(_ fields: KeyValuePairs<String, LogValue>, secrets: [Secret] = []) -> String {
        let lines = Locked<[UInt8]>([])
        let log = Log(now: { Instant(microseconds: 0) }, mask: Mask(secrets: secrets)) { bytes in
            lines.withLock { $0 += bytes }
        }
        log.info("happened", fields)
        return String(decoding: lines.withLock { $0 }, as: UTF8.self)
    }

    @Test func `an event is one JSON line with its trace`() throws {
        let trace = try #require(Trace("trace-0001"))
        let line = Trace.$current.withValue(trace) {
            Self.line(["orderId": "ORDER_7_9_1767225600", "amount": 15_000, "again": true, "text": "한\n줄"])
        }
        #expect(
            line == #"{"time":"1970-01-01T09:00:00+09:00","level":"info","event":"happened","trace":"trace-0001","#
                + #""orderId":"ORDER_7_9_1767225600","amount":15000,"again":true,"text":"한\n줄"}"# + "\n"
        )
    }

    static let hidden: [(text: String, secret: String)] = [
        ("key test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R, see", "zXLkKEypNArWmo50nX3lmeaxYG5R"),
        ("LIVE_SK_abcdefgh", "abcdefgh"),
        ("test_gsk_docs_OaPz8L5KdmQXkzRz3y47BMw6", "OaPz8L5KdmQXkzRz3y47BMw6"),
        ("card 4242424242424242.", "424242424242"),
        ("card 4242-4242-4242-4242", "4242-4242"),
        ("card 4242 4242 4242 4242", "4242 4242"),
        ("card=378282246310005", "37828224631"),
        ("x378282246310005y", "37828224631"),
        ("x4242424242424242y", "424242424242"),
        ("Authorization: Basic dGVzdF9za19hbHBoYTo=", "dGVzdF9za19hbHBoYTo"),
        ("authorization: bearer abcdefgh", "abcdefgh"),
        ("token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "c2lnbmF0dXJl"),
        ("the process's own: hunter2-hunter2", "hunter2-hunter2"),
    ]

    @Test(arguments: hidden) func `a secret inside a text is not printed, wherever it stands`(
        text: String,
        secret: String
    ) {
        let own = [Secret("hunter2-hunter2")]
        let node = JSONNode(.object(JSONObject(members: [.init(name: text, node: JSONNode(.string(text)))])))
        let line = Self.line(["note": .text(text), "body": .json(node)], secrets: own)
        #expect(!line.contains(secret))
        #expect(line.contains("***"))
    }

    @Test(arguments: [
        "password", "PASSWORD", "user_password", "secret", "webhookSecret", "token", "access-token", "Authorization",
        "billingKey", "billing_key", "authKey", "cardNumber", "card_number", "ENCRYPTION_KEY", "jwt", "cvc",
        "customerIdentityNumber",
    ]) func `a member whose name tells is not printed, at any depth`(name: String) throws {
        let inner = JSONNode(.object(JSONObject(members: [.init(name: name, node: JSONNode(.string("abc123")))])))
        let outer = JSONNode(.object(JSONObject(members: [.init(name: "list", node: JSONNode(.array([inner])))])))
        let lines = Locked("")
        let log = Log(now: { .earliest }) { bytes in
            lines.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
        }
        log.error("happened", ["body": .json(outer)])
        switch name {
        case "password": log.error("happened", ["password": "abc123"])
        case "billingKey": log.error("happened", ["billingKey": "abc123"])
        default: break
        }
        let text = lines.withLock { $0 }
        #expect(!text.contains("abc123"))
        #expect(text.contains("\"\(name)\":\"***\""))
    }

    @Test(arguments: [
        "ORDER_7_9_1767225600", "trk_pro_1767225600000", "tviva20240213121757MvuS8", "94100012****789*",
        "2026-03-01T09:00:00+09:00", "test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq", "010-1234-5678", "basic facts",
        "0f8fad5b-d9cb-469f-a165-70867728950e", "cust_5f0c9d1e",
    ]) func `what helps and is no secret stays`(text: String) {
        #expect(Self.line(["note": .text(text)]).contains("\"note\":\"\(text)\""))
    }

    @Test func `a number that looks like a card is not printed`() {
        #expect(!Self.line(["amount": 4_242_424_242_424_242]).contains("42424242424"))
    }

    @Test func `what matters less than the minimum is not written`() {
        let count = Locked(0)
        let log = Log(now: { .earliest }, minimum: .warning) { _ in count.withLock { $0 += 1 } }
        log.info("a")
        log.warning("b")
        log.error("c")
        #expect(count.withLock { $0 } == 2)
    }
}
