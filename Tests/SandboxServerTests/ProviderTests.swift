import HTTPServer
import JSON
import SandboxCore
import SandboxServer
import TestSupport
import Testing
import TinyPay

/// A second provider is served by the same list, over a real socket: its paths, its host, its keys and its errors.
@Suite(.timeLimit(.minutes(3))) struct ProviderTests {
    private struct Stage {
        let port: UInt16

        /// Sends a request on a connection of its own, and waits for the answer on a thread of its own.
        func send(_ method: String, _ path: String, _ body: String = "", _ fields: String...) async throws -> WireAnswer
        {
            let host = fields.contains { $0.hasPrefix("Host") } ? [] : ["Host: localhost"]
            let head = ["\(method) \(path) HTTP/1.1"] + host + fields
            let all = head + ["Content-Length: \(body.utf8.count)", "Connection: close"]
            let text = all.joined(separator: "\r\n") + "\r\n\r\n" + body
            return try await onThread { [port] in
                let socket = try Wire(port: port)
                socket.send(Array(text.utf8))
                return try socket.readAnswer()
            }
        }

        /// Calls TinyPay with a key that opens the sandbox `shop`; says the status and the body.
        func tiny(
            _ method: String,
            _ path: String,
            _ body: String = "",
            key: String? = "tiny-shop"
        ) async throws -> String {
            let fields = key.map { "X-Tiny-Key: \($0)" } ?? "X-Other: 1"
            let answer = try await send(method, path, body, fields)
            return "\(answer.status) \(String(decoding: answer.body, as: UTF8.self))"
        }

        /// Calls the control API about the sandbox `shop`.
        func control(_ method: String, _ path: String, _ body: String = "") async throws -> JSONNode {
            let answer = try await send(method, "/sandbox\(path)?key=test_sk_shop", body, "Accept: application/json")
            return try JSONNode(parsing: answer.body)
        }

        func obey(_ action: String) async throws {
            let rules = #"[{"on":"tiny.pay","times":1,"then":\#(action)}]"#
            let loaded = try await control(
                "PUT",
                "/scenario",
                #"{"name":"n","description":"d","seed":1,"rules":\#(rules)}"#
            )
            #expect(loaded["problems"] == nil, "\(loaded)")
        }

        var charges: Int {
            get async throws { try await control("GET", "/ledger")["items"]?.array?.count ?? -1 }
        }
    }

    private func withProviders(_ test: (Stage) async throws -> Void) async throws {
        var configuration = Tossbox.Configuration()
        configuration.providers = [TossProvider(), TinyProvider()]
        try await withLiveTossbox(configuration) { port in try await test(Stage(port: port)) }
    }

    private static let order = "order=o-1&won=900"

    @Test func `it is called with its own key, and its payments are in the sandbox that the key opens`() async throws {
        try await withProviders { stage async throws in
            let paid = try await stage.tiny("POST", "/tiny/pay", Self.order)
            #expect(paid.hasPrefix("200 ok=yes&id=tiny-"))
            let id = try #require(paid.split(separator: "&").first { $0.hasPrefix("id=") }).dropFirst(3)
            #expect(try await stage.tiny("GET", "/tiny/pay/\(id)") == paid)
            #expect(
                try await stage.tiny("GET", "/tiny/pay/\(id)", key: "tiny-other")
                    == "200 ok=no&why=of%20somebody%20else"
            )
            #expect(try await stage.tiny("GET", "/tiny/pay/none") == "200 ok=no&why=unknown")
            #expect(try await stage.charges == 1)
            let types = try await stage.control("GET", "/events")["items"]?.array?.compactMap { $0["type"]?.string }
            #expect(types?.contains("tiny.paid") == true)
            let verified = try await stage.control(
                "POST",
                "/verify",
                #"{"payments":[{"orderId":"o-1","status":"PAID"}]}"#
            )
            #expect(verified["passed"]?.bool == true, "\(verified)")
        }
    }

    @Test(
        arguments: [
            ("POST", "/tiny/pay", nil, "200 ok=no&why=no%20key"),
            ("POST", "/tiny/pay", "little-shop", "200 ok=no&why=unknown%20key"),
            ("PUT", "/tiny/pay", "tiny-shop", "405 ok=no&why=another%20method"),
            ("GET", "/tiny/nothing", "tiny-shop", "404 ok=no&why=nothing%20here"),
            ("GET", "/tiny/pay/%zz", "tiny-shop", "400 ok=no&why=broken%20path"),
        ] as [(String, String, String?, String)]
    )
    func `it refuses in its own shape what reaches no sandbox`(
        method: String,
        path: String,
        key: String?,
        answer: String
    ) async throws {
        try await withProviders { stage async throws in
            #expect(try await stage.tiny(method, path, Self.order, key: key) == answer)
        }
    }

    @Test func `a body and headers that are too long are refused in its shape, and in the first one's elsewhere`()
        async throws
    {
        try await withProviders { stage async throws in
            let long = String(repeating: "a", count: 2 << 20)
            #expect(try await stage.tiny("POST", "/tiny/pay", long) == "413 ok=no&why=too%20much")
            let path = "/tiny/" + String(repeating: "a", count: 20_000)
            #expect(try await stage.tiny("GET", path) == "431 ok=no&why=too%20much")
            #expect(try await stage.tiny("POST", "/v1/payments/confirm", long).contains("INVALID_REQUEST"))
        }
    }

    @Test func `a host alone can tell whose a request is`() async throws {
        try await withProviders { stage async throws in
            let own = try await stage.send("GET", "/nothing", "", "Host: tiny.localhost")
            #expect(String(decoding: own.body, as: UTF8.self) == "ok=no&why=nothing%20here")
            let others = try await stage.send("GET", "/nothing")
            #expect(others.status == 404 && others.body.isEmpty)
        }
    }

    @Test(
        arguments: [
            (#"{"refuse":"OUT_OF_SHELLS"}"#, "200 ok=no&why=OUT_OF_SHELLS", 0),
            (#"{"status":503}"#, "503 ok=no&why=trouble", 0), (#"{"delay":"PT0.01S"}"#, nil, 1),
            (#"{"fault":"close"}"#, "lost", 0), (#"{"fault":"close","phase":"after-commit"}"#, "lost", 1),
        ] as [(String, String?, Int)]
    )
    func `rules and faults work on both sides of its commit`(
        action: String,
        answer: String?,
        charges: Int
    ) async throws {
        try await withProviders { stage async throws in
            try await stage.obey(action)
            do {
                let found = try await stage.tiny("POST", "/tiny/pay", Self.order)
                if let answer { #expect(found == answer) } else { #expect(found.hasPrefix("200 ok=yes")) }
            } catch is Wire.Broken {
                #expect(answer == "lost")
            }
            #expect(try await stage.charges == charges)
            // The rule has had its turn.
            let again = try await stage.tiny("POST", "/tiny/pay", Self.order)
            #expect(again.hasPrefix(charges == 0 ? "200 ok=yes" : "200 ok=no&why=paid%20before"))
        }
    }

    @Test func `two providers that answer the same requests do not start`() {
        var configuration = Tossbox.Configuration()
        configuration.providers = [TinyProvider(), TinyProvider()]
        #expect(throws: (any Error).self) { try Tossbox.start(configuration) }
    }
}
