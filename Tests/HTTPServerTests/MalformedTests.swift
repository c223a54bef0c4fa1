import HTTPServer
import Locking
import Testing

@Suite(.timeLimit(.minutes(3))) struct MalformedTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let request: String
        let reason: String

        init(_ request: String, _ reason: String) {
            self.request = request
            self.reason = reason
        }

        var testDescription: String { String(reflecting: request) }
    }

    static let noNumber = "a Content-Length that is no number"
    static let nullByte = "a NUL byte in the request line or the headers"
    static let earlyEnd = "a header without a name, or a NUL byte in the headers"

    static let malformed = [
        Sample("GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", "a space in the request target"),
        Sample("GET / HTTP/1.1\r\n\r\n", "no Host header"),
        Sample("GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", "more than one Host header"),
        Sample("GET / HTTP/1.0\r\nHost: x\r\nhOST: y\r\n\r\n", "more than one Host header"),
        Sample(
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "both Content-Length and Transfer-Encoding"
        ),
        Sample(
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "both Content-Length and Transfer-Encoding"
        ),
        Sample(
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "more than one Transfer-Encoding header"
        ),
        Sample(
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "a Transfer-Encoding other than chunked"
        ),
        Sample(
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
            "two different Content-Length headers"
        ),
        Sample(
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: +1\r\n\r\na",
            "two different Content-Length headers"
        ),
        Sample("POST / HTTP/1.1\r\nHost: x\r\nContent-Length : 1\r\n\r\n", "a space before the colon of a header"),
        Sample("POST / HTTP/1.1\r\nHost: x\r\nContent-Length\t: 1\r\n\r\n", "a space before the colon of a header"),
        Sample("GET / HTTP/1.1\r\n X: a\r\nHost: x\r\n\r\n", "a space before the name of a header"),
        Sample("GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\nY: c\r\n\r\n", "a header that goes on in the next line"),
        Sample("GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n\tb\r\n\r\n", "a header that goes on in the next line"),
    ]

    static let nullBytes = [
        Sample("GET /a\0b HTTP/1.1\r\nHost: x\r\n\r\n", nullByte),
        Sample("GET /a\0 HTTP/1.1\r\nHost: x\r\n\r\n", nullByte),
        Sample("GET /?a=\0b HTTP/1.1\r\nHost: x\r\n\r\n", nullByte),
        Sample("GET /\0HTTP/1.1\0 HTTP/1.1\r\nHost: x\r\n\r\n", nullByte),
        Sample("GE\0T / HTTP/1.1\r\nHost: x\r\n\r\n", nullByte),
        Sample("GET\0 / HTTP/1.1\r\nHost: x\r\n\r\n", nullByte),
        Sample("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\0\r\nX: y\r\n\r\n0\r\n\r\n", nullByte),
        Sample("GET / HTTP/1.1\r\nHost: x\0y\r\nX: y\r\n\r\n", nullByte),
        Sample("GET / HTTP/1.1\r\nX: \0a\r\nHost: x\r\n\r\n", nullByte),
        Sample("GET / HTTP/1.1\r\nHost: x\r\nX: a\0\r\n\r\n", earlyEnd),
        Sample("GET / HTTP/1.1\r\nHost: x\r\n\0X: a\r\n\r\n", earlyEnd),
        Sample("GET / HTTP/1.1\r\nHost: x\r\n\0\r\nX: a\r\n\r\n", earlyEnd),
        Sample("GET / HTTP/1.1\r\nHost: x\r\n: a\r\n\r\n", earlyEnd),
        Sample("GET / HTTP/1.1\r\n: a\r\nHost: x\r\n\r\n", "a header without a name"),
    ]

    static let lengths = ["x", "-1", "+5", "5x", "5, 5", ""].map {
        Sample("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \($0)\r\n\r\nhello", noNumber)
    }

    @Test(arguments: malformed + nullBytes + lengths)
    func `a malformed request gets our own refusal, once`(sample: Sample) throws {
        try withServer(handler: echo) { server in
            let client = try WireClient(port: server.port)
            client.send(sample.request)
            let answer = try client.readAnswer()
            #expect(answer.status == 400)
            #expect(answer.body.hasPrefix("The request breaks a rule of HTTP/1.1: \(sample.reason). "))
            let (rest, end) = client.readToEnd()
            #expect(rest == "")
            #expect(end == .closed)
        }
    }

    @Test(arguments: [
        "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616",
        "99999999999999999999999999999999999999999",
    ])
    func `a length beyond all numbers is too long a body`(length: String) throws {
        try withServer(handler: echo) { server in
            let client = try WireClient(port: server.port)
            client.ask("POST /up", headers: "Content-Length: \(length)\r\n", body: "some")
            let answer = try client.readAnswer()
            #expect(answer.status == 413)
            #expect(answer.body.hasPrefix("\(Server.Violation.bodyTooLarge(limit: 1 << 20)) "))
            let (rest, end) = client.readToEnd()
            #expect(rest == "")
            #expect(end == .closed)
        }
    }

    static let chunkSizes = [
        "ffffffffffffffff", "FFFFFFFFFFFFFFFE", "8000000000000000", "7fffffffffffffff", "fffffffff", "0000ffffffff",
        "ffffffff;name=value",
    ]

    /// Parts that arrive one by one; an interim answer tells when the head has.
    enum Arrival: String, CaseIterable {
        case withHead = "with the head"
        case withHeadAndBytes = "with the head and some bytes"
        case later = "later, with some bytes"
        case second = "as the second chunk"
    }

    @Test(arguments: chunkSizes, Arrival.allCases)
    func `a chunk beyond all sizes is too long a body, and is told so at once`(size: String, arrival: Arrival) throws {
        try withServer(handler: echo) { server in
            let client = try WireClient(port: server.port)
            let chunked = "Transfer-Encoding: chunked\r\n"
            switch arrival {
            case .withHead: client.ask("POST /up", headers: chunked, body: "\(size)\r\n")
            case .withHeadAndBytes: client.ask("POST /up", headers: chunked, body: "\(size)\r\nsome")
            case .later, .second:
                client.ask("POST /up", headers: chunked + "Expect: 100-continue\r\n")
                #expect(try client.readAnswer().status == 100)
                client.send((arrival == .second ? "4\r\nsome\r\n" : "") + "\(size)\r\nmore")
            }
            let answer = try client.readAnswer()
            #expect(answer.status == 413)
            #expect(answer.body == "\(Server.Violation.bodyTooLarge(limit: 1 << 20)) POST /up")
            let (rest, end) = client.readToEnd()
            #expect(rest == "")
            #expect(end == .closed)
        }
    }

    @Test(arguments: [
        "4\r\n\r\nff\r\n0\r\n\r\n", "10\r\nffffffffffffffff\r\n14\r\n\r\nffffffffffffffff\r\n\r\n0\r\n\r\n",
    ])
    func `a body that looks like the size of a chunk is none`(body: String) throws {
        try withServer(handler: echo) { server in
            let client = try WireClient(port: server.port)
            client.ask("POST /up", headers: "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n")
            #expect(try client.readAnswer().status == 100)
            // Byte by byte, each of which the server may read by itself.
            for byte in body.utf8 { client.send([byte]) }
            #expect(try client.readAnswer().status == 200)
        }
    }

    @Test func `the refusal of a bad length finds its request among many that have only begun`() throws {
        try withServer(handler: echo) { server in
            let others = try (0..<50).map { _ in try WireClient(port: server.port) }
            for other in others { other.send("GET /slow HTTP/1.1\r\n") }
            let client = try WireClient(port: server.port)
            client.send("POST /mine HTTP/1.1\r\nHost: x\r\n")
            for other in others { other.send("Host: x\r\n") }
            client.send("Content-Length: x\r\n\r\n")
            #expect(try client.readAnswer().body.hasSuffix(" /mine"))
            for other in others {
                other.send("\r\n")
                #expect(try other.readAnswer().body == "/slow")
            }
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\nHost: x\n\n", "GET / HTTP/1.1\r\nHost: x\n\r\n", "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost:x\r\nX:\r\nY: \t z \r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\ncontent-length: 00\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n",
    ])
    func `what is only unusual is taken`(request: String) throws {
        try withServer(handler: echo) { server in
            let client = try WireClient(port: server.port)
            client.send(request)
            #expect(try client.readAnswer().status == 200)
        }
    }

    static let unreadable = [
        ("GET /\r\n\r\n", "HTTP/1.1 400"),
        ("GET / HTTP/x.y\r\nHost: x\r\n\r\n", "HTTP/1.1 400"),
        ("GET / HTTP/1.1\0\r\nHost: x\r\n\r\n", "HTTP/1.1 400"),
        ("GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", "HTTP/1.1 400"),
        ("GET / HTTP/1.1\r\nHost: x\r\nX\0: a\r\n\r\n", "HTTP/1.1 400"),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "HTTP/1.1 400"),
        ("PRI * HTTP/2.0\r\n\r\n", "HTTP/1.1 505"),
        ("garbage\r\n\r\n", ""),
    ]

    @Test(arguments: unreadable)
    func `an unreadable request is refused by the library and never reaches the handler`(
        request: String,
        answer: String
    ) throws {
        let calls = Locked(0)
        try withServer { _, exchange in
            calls.withLock { $0 += 1 }
            exchange.respond(ok())
        } _: { server in
            let client = try WireClient(port: server.port)
            client.send(request)
            let (text, end) = client.readToEnd()
            #expect(text.hasPrefix(answer))
            #expect(text.isEmpty == answer.isEmpty)
            #expect(text.split(separator: "HTTP/1.1 ").count <= 1)
            #expect(end != .silence)
        }
        #expect(calls.withLock { $0 } == 0)
    }
}
