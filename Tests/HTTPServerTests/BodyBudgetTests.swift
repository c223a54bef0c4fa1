import HTTPServer
import Locking
import Testing

@Suite(.timeLimit(.minutes(3))) struct BodyBudgetTests {
    /// Bodies above 10 bytes on `/long` share 100.
    static var configuration: Server.Configuration {
        var configuration = Server.Configuration()
        configuration.maximumBodySize = 10
        configuration.bodySizes = ["/long": 80]
        configuration.maximumBodiesInFlight = 100
        return configuration
    }

    static let refusal = "\(Server.Violation.tooManyBodies(limit: 100)) POST /long"

    static func headers(_ count: Int, isChunked: Bool) -> String {
        isChunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: \(count)\r\n"
    }

    static func body(_ count: Int, isChunked: Bool) -> String {
        let text = String(repeating: "x", count: count)
        return isChunked ? "\(String(count, radix: 16))\r\n\(text)\r\n0\r\n\r\n" : text
    }

    @Test(arguments: [false, true])
    func `long bodies share a budget for as long as somebody holds them`(isChunked: Bool) throws {
        let kept = Locked<[Request]>([])
        try withServer(Self.configuration) { request, exchange in
            kept.withLock { $0.append(request) }
            exchange.respond(ok("\(request.body.count)"))
        } _: { server in
            func send(_ count: Int, to path: String = "/long") throws -> WireClient.Answer {
                let client = try WireClient(port: server.port)
                client.ask(
                    "POST \(path)",
                    headers: Self.headers(count, isChunked: isChunked),
                    body: Self.body(count, isChunked: isChunked)
                )
                return try client.readAnswer()
            }
            #expect(try send(60).body == "60")
            let refused = try send(41)
            #expect(refused.status == 503)
            #expect(refused.body == Self.refusal)
            #expect(refused.head.contains("Retry-After: 1"))
            #expect(refused.head.contains("Connection: close"))
            // Short ones have nothing to do with it, wherever they go, and what fits is taken.
            #expect(try send(10).status == 200)
            #expect(try send(10, to: "/").status == 200)
            #expect(try send(40).status == 200)
            #expect(try send(11).status == 503)
            kept.withLock { $0 = [] }
            #expect(try send(80).body == "80")
        }
    }

    @Test func `a body that breaks off gives its share back`() throws {
        try withServer(Self.configuration, handler: echo) { server in
            for _ in 0..<20 {
                let client = try WireClient(port: server.port)
                client.ask("POST /long", headers: "Content-Length: 80\r\n", body: Self.body(60, isChunked: false))
                client.finishSending()
                #expect(client.readToEnd().end != .silence)
            }
            let client = try WireClient(port: server.port)
            client.ask("POST /long", headers: "Content-Length: 80\r\n", body: Self.body(80, isChunked: false))
            #expect(try client.readAnswer().status == 200)
        }
    }

    @Test func `a client that asks first hears that there is no room`() throws {
        let shelf = Shelf()
        try withServer(Self.configuration) { request, exchange in
            shelf.put(exchange)
            _ = request
        } _: { server in
            let first = try WireClient(port: server.port)
            first.ask("POST /long", headers: "Content-Length: 80\r\nExpect: 100-continue\r\n")
            #expect(try first.readAnswer().status == 100)
            first.send(Self.body(40, isChunked: false))
            var configuration = Self.configuration
            configuration.maximumBodiesInFlight = 0
            try withServer(configuration, handler: echo) { full in
                let second = try WireClient(port: full.port)
                second.ask("POST /long", headers: "Content-Length: 11\r\nExpect: 100-continue\r\n")
                #expect(try second.readAnswer().status == 503)
            }
            first.send(Self.body(40, isChunked: false))
            for exchange in shelf.take() { exchange.respond(ok("done")) }
            #expect(try first.readAnswer().body == "done")
        }
    }
}
