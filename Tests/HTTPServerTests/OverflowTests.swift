import HTTPServer
import Locking
import Testing

/// Requests that use up the memory the library has for a connection, or break off.
@Suite(.timeLimit(.minutes(3))) struct OverflowTests {
    static let query = (0..<5_000).map { "\($0 % 10)" }.joined(separator: "&")

    @Test func `a query of five thousand parameters arrives whole`() throws {
        try withServer(handler: echo) { server in
            let client = try WireClient(port: server.port)
            // More than one on a connection, and two at once.
            for path in ["/a", "/b"] {
                client.ask("GET \(path)?\(Self.query)")
                #expect(try client.readAnswer().body == "\(path)?\(Self.query)")
            }
            client.send("GET /c?\(Self.query) HTTP/1.1\r\nHost: x\r\n\r\nGET /d?e=f HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try client.readAnswer().body == "/c?\(Self.query)")
            #expect(try client.readAnswer().body == "/d?e=f")
            client.ask("HEAD /?\(Self.query)")
            #expect(try client.readAnswer(toHead: true).status == 200)
        }
    }

    @Test func `a query counts for the limit of the headers`() throws {
        try withServer(handler: echo) { server in
            let client = try WireClient(port: server.port)
            client.ask("GET /long?\(Self.query)&\(Self.query)")
            let answer = try client.readAnswer()
            #expect(answer.status == 431)
            #expect(answer.body == "\(Server.Violation.headersTooLarge(limit: 16384)) GET /long")
        }
    }

    @Test(arguments: ["", "Content-Length: x\r\n"])
    func `too many cookies get one refusal`(headers: String) throws {
        try withServer(handler: echo) { server in
            let client = try WireClient(port: server.port)
            let cookies = Array(repeating: "a=b", count: 3_000).joined(separator: ";")
            client.ask("GET /here", headers: "Cookie: \(cookies)\r\n\(headers)")
            let answer = try client.readAnswer()
            #expect(answer.status == (headers.isEmpty ? 431 : 400))
            if headers.isEmpty { #expect(answer.body == "\(Server.Violation.tooManyFields) GET /here") }
            let (rest, end) = client.readToEnd()
            #expect(rest == "")
            #expect(end == .closed)
        }
    }

    /// The first two hide their query behind a NUL; one of them pretends that the request line ends there.
    static let breaking = [
        "GET /\0HTTP/1.1\0?\(query) HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /\0?\(query) HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nCookie: \(query.replacing("&", with: ";"))\r\nContent-Length: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n" + (0..<1_500).map { "X\($0): a\r\n" }.joined() + "\r\n",
        "GET / HTTP/1.1\r\nHo",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\nhalf of what is too long",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
    ]

    @Test(arguments: breaking)
    func `a stop waits for no request that will never end`(request: String) throws {
        let server = try Server.start(handler: echo)
        for _ in 0..<20 {
            let client = try WireClient(port: server.port)
            client.send(request)
            client.finishSending()
        }
        // The server has seen the others by the time it answers.
        let last = try WireClient(port: server.port)
        last.ask("GET /last")
        #expect(try last.readAnswer().status == 200)
        let time = ContinuousClock().measure { server.stop(grace: .seconds(60)) }
        #expect(time < .seconds(20))
    }
}
