import HTTPServer
import Testing

@Suite(.timeLimit(.minutes(3))) struct LimitTests {
    static let limit = 1 << 20
    static let twice = String(repeating: "x", count: 2 * limit)

    struct Upload: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let headers: String
        let body: String
    }

    static let uploads = [
        Upload(testDescription: "by length", headers: "Content-Length: \(2 * limit)\r\n", body: twice),
        Upload(
            testDescription: "in one chunk",
            headers: "Transfer-Encoding: chunked\r\n",
            body: "200000\r\n\(twice)\r\n0\r\n\r\n"
        ),
        Upload(
            testDescription: "in small chunks",
            headers: "Transfer-Encoding: chunked\r\n",
            body: String(repeating: "1000\r\n\(String(repeating: "x", count: 4096))\r\n", count: 512) + "0\r\n\r\n"
        ),
    ]

    @Test(arguments: uploads)
    func `a client that sends all of too long a body can read the refusal`(upload: Upload) throws {
        try withServer(handler: echo) { server in
            let client = try WireClient(port: server.port)
            client.ask("POST /up?x=1", headers: upload.headers, body: upload.body)
            let answer = try client.readAnswer()
            #expect(answer.status == 413)
            #expect(answer.head.contains("Connection: close"))
            #expect(answer.body == "\(Server.Violation.bodyTooLarge(limit: Self.limit)) POST /up")
            #expect(client.readToEnd().end == .closed)
        }
    }

    @Test func `a client that asks first is refused before it sends`() throws {
        try withServer(handler: echo) { server in
            let client = try WireClient(port: server.port)
            client.ask("POST /", headers: "Content-Length: \(2 * Self.limit)\r\nExpect: 100-continue\r\n")
            #expect(try client.readAnswer().status == 413)
            #expect(client.readToEnd().end == .closed)
        }
    }

    @Test func `a path may have a limit of its own`() throws {
        var configuration = Server.Configuration()
        configuration.maximumBodySize = 10
        configuration.bodySizes = ["/long": 20]
        try withServer(configuration, handler: echo) { server in
            let body = String(repeating: "x", count: 20)
            for (path, size, status) in [
                ("/long", 20, 200), ("/long?x=1", 20, 200), ("/long/", 20, 413), ("/", 10, 200), ("/", 11, 413),
            ] {
                let client = try WireClient(port: server.port)
                client.ask("POST \(path)", headers: "Content-Length: \(size)\r\n", body: String(body.prefix(size)))
                #expect(try client.readAnswer().status == status, "\(path) \(size)")
            }
            let client = try WireClient(port: server.port)
            client.ask("POST /long", headers: "Content-Length: 21\r\n", body: body + "x")
            #expect(
                try client.readAnswer().body == "The body is longer than the 20 bytes that are taken here. POST /long"
            )
        }
    }

    @Test func `a body of exactly the limit is taken`() throws {
        try withServer { request, exchange in
            exchange.respond(ok("\(request.body.count)"))
        } _: { server in
            let client = try WireClient(port: server.port)
            let body = String(repeating: "x", count: Self.limit)
            client.ask("POST /", headers: "Content-Length: \(Self.limit)\r\n", body: body)
            #expect(try client.readAnswer().body == "\(Self.limit)")
            client.ask("POST /", headers: "Transfer-Encoding: chunked\r\n", body: "100000\r\n\(body)\r\n0\r\n\r\n")
            #expect(try client.readAnswer().body == "\(Self.limit)")
        }
    }

    @Test(arguments: [17, 32, 44])
    func `too long a header is refused`(kilobytes: Int) throws {
        try withServer(handler: echo) { server in
            let filler = String(repeating: "x", count: kilobytes << 10)
            let client = try WireClient(port: server.port)
            client.ask("GET /", headers: "X-Long: \(filler)\r\n")
            let answer = try client.readAnswer()
            #expect(answer.status == 431)
            #expect(answer.body == "\(Server.Violation.headersTooLarge(limit: 16384)) GET /")
            #expect(client.readToEnd().end == .closed)
            let other = try WireClient(port: server.port)
            other.ask("GET /\(filler)")
            #expect(try other.readAnswer().status == 431)
        }
    }

    @Test func `a header just below the limit is taken`() throws {
        try withServer(handler: echo) { server in
            let client = try WireClient(port: server.port)
            client.ask("GET /", headers: "X-Long: \(String(repeating: "x", count: 16_300))\r\n")
            #expect(try client.readAnswer().status == 200)
        }
    }

    @Test func `a header beyond the library's memory still gets a 431`() throws {
        try withServer(handler: echo) { server in
            let client = try WireClient(port: server.port)
            client.ask("GET /", headers: "X-Long: \(String(repeating: "x", count: 49_000))\r\n")
            #expect(try client.readAnswer().status == 431)
        }
    }

    @Test func `a connection too many gets a 503, and one that closes makes room`() throws {
        var configuration = Server.Configuration()
        configuration.maximumConnections = 2
        try withServer(configuration, handler: echo) { server in
            var open = [try WireClient(port: server.port), try WireClient(port: server.port)]
            for client in open {
                client.ask("GET /")
                #expect(try client.readAnswer().status == 200)
            }
            let third = try WireClient(port: server.port)
            third.ask("GET /third")
            let answer = try third.readAnswer()
            #expect(answer.status == 503)
            #expect(answer.body == "\(Server.Violation.tooManyConnections(limit: 2)) GET /third")
            #expect(third.readToEnd().end == .closed)
            open.removeLast()
            var status = 503
            while status == 503 {
                let next = try WireClient(port: server.port)
                next.ask("GET /")
                status = try next.readAnswer().status
            }
            #expect(status == 200)
        }
    }
}
