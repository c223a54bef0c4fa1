internal import Foundation
internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct TossboxAuthenticationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let authorization: String?
        let status: Int
        let code: String

        init(_ description: String, _ authorization: String?, _ status: Int = 401, _ code: String = "UNAUTHORIZED_KEY")
        {
            testDescription = description
            self.authorization = authorization
            self.status = status
            self.code = code
        }
    }

    private static func basic(_ text: String) -> String { "Basic " + Data(text.utf8).base64EncodedString() }

    static let cases = [
        Case("no header", nil),
        Case("a key nobody issued", basic("test_sk_unknown1:")),
        Case("a key that is invalid", basic("test_sk_invalid1:")),
        Case("a live key", basic("live_sk_zXLkKEypNArWmo50nX3lmeaxYG5R:")),
        Case("a client key", basic("test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq:")),
        Case("no key of Toss", basic("sk_test_4eC39HqLyjWDarjtT1zdp7dc:")),
        Case("a byte order mark before the key", basic("\u{feff}test_sk_alpha:")),
        Case("no colon", basic("test_sk_alpha"), 403, "INCORRECT_BASIC_AUTH_FORMAT"),
    ]

    @Test(arguments: cases) func `a request that does not say who it is is refused`(row: Case) async throws {
        let tossbox = try await SharedTossbox.get()
        let headers = row.authorization.map { ["Authorization": $0] } ?? [:]
        for (method, path) in [("GET", "/v1/payments/none"), ("POST", "/v1/payments/confirm")] {
            let answer = try await tossbox.call(method, path, headers: headers, body: method == "POST" ? [0x7b] : nil)
            #expect(answer.status == row.status)
            #expect(answer.code == row.code)
            #expect(answer.json.names == ["code", "message"])
        }
    }

    @Test(arguments: ["test_sk_unknown1", "live_sk_abc", "nonsense", "test_sk_invalid"])
    func `the control API calls a bad key a bad request`(key: String) async throws {
        let tossbox = try await SharedTossbox.get()
        let byHeader = try await tossbox.call(
            "GET",
            "/sandbox/clock",
            headers: ["Authorization": Self.basic(key + ":")]
        )
        let byQuery = try await tossbox.call("GET", "/sandbox/clock?key=\(key)")
        for answer in [byHeader, byQuery] {
            #expect(answer.status == 400)
            #expect(answer.code == "INVALID_REQUEST")
        }
    }

    @Test func `both documented pairs of keys are in the default sandbox`() async throws {
        try await withTossbox(arguments: ["--quiet"]) { tossbox in
            for secret in [
                "test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R", "test_gsk_docs_OaPz8L5KdmQXkzRz3y47BMw6",
            ] {
                let shop = Shop(at: tossbox, secretKey: secret)
                _ = try await shop.pay("order-\(secret.count)", 15000)
            }
            let all = try await tossbox.call("GET", "/sandbox/payments").json
            #expect(all.items.list.count == 2)
            let client = "test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq"
            let same = try await tossbox.call("GET", "/sandbox/payments?key=\(client)").json
            #expect(same == all)
        }
    }

    @Test func `a client key in the query means its secret key's sandbox`() async throws {
        let shop = try await Shop.open()
        let answer = try await shop.tossbox.call(
            "POST",
            "/sandbox/payments?key=\(shop.clientKey)",
            body: Array(#"{"orderId":"order-0001","amount":15000}"#.utf8)
        )
        let key = try #require(answer.json.paymentKey.text)
        #expect(try await shop.confirm(key, "order-0001", 15000).status == 200)
    }

    @Test func `with a token every control call needs it`() async throws {
        try await withTossbox(arguments: ["--quiet", "--token", "s3cret-token"]) { tossbox in
            for headers in [[:], ["Tossbox-Token": "wrong"]] {
                let answer = try await tossbox.call("GET", "/sandbox/clock", headers: headers)
                #expect(answer.status == 401)
                #expect(answer.code == "UNAUTHORIZED")
            }
            let right = try await tossbox.call("GET", "/sandbox/clock", headers: ["Tossbox-Token": "s3cret-token"])
            #expect(right.status == 200)
            #expect(try await Shop(at: tossbox).call("GET", "/v1/payments/none").status == 404)
        }
    }

    @Test func `with a file of keys no other key is taken`() async throws {
        let file = try TemporaryFile(
            #"{"keys":[{"clientKey":"test_ck_front","secretKey":"test_sk_back"}]}"#
        )
        try await withTossbox(arguments: ["--quiet", "--keys", file.path]) { tossbox in
            let listed = Shop(at: tossbox, secretKey: "test_sk_back")
            let other = Shop(at: tossbox)
            #expect(try await listed.call("GET", "/v1/payments/none").status == 404)
            let refused = try await other.call("GET", "/v1/payments/none")
            #expect(refused.status == 401)
            #expect(refused.code == "UNAUTHORIZED_KEY")
            #expect(try await other.call("GET", "/sandbox/clock").status == 400)
            // Neither do keys that the file does not list open anything by another way.
            for key in ["test_ck_other", "test_sk_other", "test_gck_front"] {
                #expect(try await tossbox.call("GET", "/sandbox/payments?key=\(key)").status == 400)
            }
            for pair in [("test_ck_other", "test_sk_back"), ("test_ck_front", "test_sk_other")] {
                let body = Array(#"{"clientKey":"\#(pair.0)","secretKey":"\#(pair.1)"}"#.utf8)
                #expect(try await tossbox.call("POST", "/sandbox/keys", body: body).status == 400)
            }
            #expect(try await tossbox.call("GET", "/sandbox/payments?key=test_ck_front").status == 200)
        }
    }

    @Test func `health needs no key`() async throws {
        let answer = try await SharedTossbox.get().call("GET", "/sandbox/health")
        #expect(answer.status == 200)
        #expect(answer.json.status == "ok")
        #expect(answer.json.version.text?.isEmpty == false)
    }
}
