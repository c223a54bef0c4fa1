import HTTPClient
import Testing

@Suite(.timeLimit(.minutes(3))) struct ClientFailureTests {
    let client = Client()

    static let badURLs = [
        "", "/path", "127.0.0.1:80", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://a b/", "http://a/ü",
        "http://a/\r\nX: 1", "http://127.0.0.1:99999/",
    ]

    @Test(arguments: badURLs)
    func `an address that is not one is refused`(url: String) async throws {
        let error = await #expect(throws: ClientError.self) { try await client.send(ClientRequest(url: url)) }
        guard case .invalidURL = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    static let badRequests: [(method: String, name: String, value: String)] = [
        ("GE T", "X-A", "1"), ("", "X-A", "1"), ("GET\r\n", "X-A", "1"), ("GET", "X A", "1"), ("GET", "", "1"),
        ("GET", "X:A", "1"), ("GET", "X-A", "1\r\nX-B: 2"), ("GET", "X-A", "1\n"), ("GET", "X-A", "1\u{0}2"),
    ]

    @Test(arguments: badRequests)
    func `a method or header that would break the framing is refused`(
        bad: (method: String, name: String, value: String)
    ) async throws {
        let request = ClientRequest(method: bad.method, url: "http://127.0.0.1:1/", headers: [(bad.name, bad.value)])
        let error = await #expect(throws: ClientError.self) { try await client.send(request) }
        guard case .invalidRequest = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a port where nobody listens refuses`() async throws {
        let port = closedPort()
        await #expect(throws: ClientError.connectionRefused("127.0.0.1:\(port)")) {
            try await client.send(ClientRequest(url: "http://127.0.0.1:\(port)/"))
        }
    }

    @Test func `a host without an address is told apart from one that refuses`() async throws {
        await #expect(throws: ClientError.unresolvedHost("nowhere.invalid")) {
            try await client.send(ClientRequest(url: "http://nowhere.invalid/"))
        }
    }

    @Test func `time that runs out after sending says so`() async throws {
        try await withResponder({ _ in .hold }) { responder in
            // Long enough for a busy machine to send the request within it.
            await #expect(throws: ClientError.timedOut(connected: true)) {
                try await client.send(ClientRequest(url: responder.url, timeout: .milliseconds(500)))
            }
        }
    }

    @Test func `time that runs out while waiting for a connection says that nothing was sent`() async throws {
        let client = Client(.init(maximumConnectionsPerHost: 1))
        try await withResponder({ _ in .hold }) { responder in
            let holder = client.start(ClientRequest(url: responder.url)) { _ in }
            await responder.received(1)
            await #expect(throws: ClientError.timedOut(connected: false)) {
                try await client.send(ClientRequest(url: responder.url, timeout: .milliseconds(50)))
            }
            holder.cancel()
        }
    }

    static let cuts: [(name: String, text: String)] = [
        ("before the answer", ""), ("in the headers", "HTTP/1.1 200 OK\r\nContent-Le"),
        ("in the body", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
        ("in a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf"),
    ]

    @Test(arguments: cuts) func `a connection that is cut is lost`(cut: (name: String, text: String)) async throws {
        try await withResponder({ _ in .answerAndClose(cut.text) }) { responder in
            let error = await #expect(throws: ClientError.self) {
                try await client.send(ClientRequest(method: "POST", url: responder.url, body: [0x61]))
            }
            guard case .connectionLost = error else {
                Issue.record("\(cut.name): \(String(describing: error))")
                return
            }
        }
    }

    @Test(arguments: ["GET", "POST"])
    func `a request is not sent again when a kept connection dies under it`(method: String) async throws {
        try await withResponder({ $0.head.contains("/cut") ? .answerAndClose("") : .answer(answer()) }) { responder in
            await #expect(throws: Never.self) { try await client.send(ClientRequest(url: responder.url)) }
            let error = await #expect(throws: ClientError.self) {
                try await client.send(ClientRequest(method: method, url: responder.url + "cut"))
            }
            #expect(error?.mayHaveReachedServer == true)
            guard case .connectionLost = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(responder.requests.count(where: { $0.head.contains("/cut") }) == 1)
        }
    }

    @Test func `an answer without HTTP is refused`() async throws {
        try await withResponder({ _ in .answerAndClose("hello\r\n") }) { responder in
            let error = await #expect(throws: ClientError.self) {
                try await client.send(ClientRequest(url: responder.url))
            }
            #expect(error?.mayHaveReachedServer == true)
        }
    }

    @Test func `a server that speaks no TLS gets nothing of the request`() async throws {
        try await withResponder({ _ in .answer(answer()) }) { responder in
            let lure = client.start(ClientRequest(url: responder.url)) { _ in }
            await responder.received(1)
            lure.cancel()
            // The responder waits for the end of a head that a TLS greeting never brings.
            let url = "https://127.0.0.1:\(responder.port)/"
            await #expect(throws: ClientError.timedOut(connected: false)) {
                try await client.send(ClientRequest(url: url, connectTimeout: .milliseconds(100)))
            }
        }
    }

    @Test func `an answer of just the limit is taken and one byte more is not`() async throws {
        let client = Client(.init(maximumResponseSize: 1000))
        try await withResponder({ .answer(answer(200, String(repeating: "x", count: Int($0.body) ?? 0))) }) {
            let responder = $0
            func fetch(_ size: Int) async throws -> Int {
                let request = ClientRequest(method: "POST", url: responder.url, body: Array("\(size)".utf8))
                return try await client.send(request).body.count
            }
            let size = try await fetch(1000)
            #expect(size == 1000)
            await #expect(throws: ClientError.responseTooLarge(limit: 1000)) { try await fetch(1001) }
        }
    }

    @Test func `headers without end are too large`() async throws {
        let headers = String(repeating: "X-A: \(String(repeating: "a", count: 1000))\r\n", count: 300)
        try await withResponder({ _ in .answer(answer(headers: headers)) }) { responder in
            await #expect(throws: ClientError.responseTooLarge(limit: 4 << 20)) {
                try await client.send(ClientRequest(url: responder.url))
            }
        }
    }

    @Test(arguments: ["http://192.0.2.1/", "http://[2001:db8::1]/", "http://169.254.169.254/latest"])
    func `only private addresses are called when the client is told so`(url: String) async throws {
        let client = Client(.init(onlyPrivateAddresses: true))
        let address = try #require(url.firstMatch(of: /\/\/\[?([^\/\]]+)/)).1
        await #expect(throws: ClientError.addressForbidden(String(address))) {
            try await client.send(ClientRequest(url: url))
        }
        try await withResponder({ _ in .answer(answer()) }) {
            let status = try await client.send(ClientRequest(url: $0.url)).status
            #expect(status == 200)
        }
    }
}
