import HTTPServer
import Locking
import Testing

@Suite(.timeLimit(.minutes(3))) struct RawWriteTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// Runs the body with the exchange of one held request and the client that sent it.
    private func withHeld(
        _ configuration: Server.Configuration = Server.Configuration(),
        _ body: (Exchange, WireClient, Server) throws -> Void
    ) throws {
        let shelf = Shelf()
        try withServer(configuration, handler: { _, exchange in shelf.put(exchange) }) { server in
            let client = try WireClient(port: server.port)
            client.ask("GET /")
            for exchange in shelf.take() { try body(exchange, client, server) }
        }
    }

    @Test func `what is written to a held connection arrives as it is, and then a FIN`() throws {
        try withHeld { exchange, client, _ in
            for part in ["no ", "HTTP ", "at all"] { #expect(exchange.write(bytes(part))) }
            #expect(exchange.close())
            let (text, end) = client.readToEnd()
            #expect(text == "no HTTP at all")
            #expect(end == .closed)
        }
    }

    @Test func `what is written inside the handler arrives as it is`() throws {
        try withServer { _, exchange in
            exchange.write(Array("at once".utf8))
            exchange.close()
        } _: { server in
            let client = try WireClient(port: server.port)
            client.ask("GET /")
            let (text, end) = client.readToEnd()
            #expect(text == "at once")
            #expect(end == .closed)
        }
    }

    @Test func `a close without a write sends no byte`() throws {
        try withHeld { exchange, client, _ in
            #expect(exchange.close())
            let (text, end) = client.readToEnd()
            #expect(text == "")
            #expect(end == .closed)
        }
    }

    @Test func `each part of a stream arrives before the next is written`() throws {
        try withHeld { exchange, client, _ in
            for number in 0..<200 {
                let answer = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\(100 + number)"
                #expect(exchange.write(bytes(answer)))
                let body = try client.readAnswer().body
                #expect(body == "\(100 + number)")
            }
            #expect(!exchange.isAbandoned)
        }
    }

    @Test func `who has written cannot answer any more, and a dropped stream closes`() throws {
        let shelf = Shelf()
        try withServer(handler: { _, exchange in shelf.put(exchange) }) { server in
            let client = try WireClient(port: server.port)
            client.ask("GET /")
            for exchange in shelf.take() {
                exchange.write(bytes("half"))
                #expect(!exchange.respond(ok("whole")))
            }
            let (text, end) = client.readToEnd()
            #expect(text == "half")
            #expect(end == .closed)
        }
    }

    @Test func `nothing is written after an end`() throws {
        try withHeld { exchange, client, _ in
            #expect(exchange.close())
            #expect(exchange.isOver)
            #expect(!exchange.write(bytes("late")))
            #expect(!exchange.close())
            #expect(!exchange.reset())
            #expect(client.readToEnd().text == "")
        }
    }

    @Test func `a slow reader gets all of it, and the FIN after it`() throws {
        var configuration = Server.Configuration()
        configuration.maximumBacklog = 64 << 20
        try withHeld(configuration) { exchange, client, _ in
            // More than the system keeps for a client that reads nothing.
            let part = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
            for _ in 0..<32 { #expect(exchange.write(part)) }
            #expect(exchange.close())
            #expect(!exchange.isOver)
            let (text, end) = client.readToEnd()
            #expect(text.utf8.count == 32 << 20)
            #expect(end == .closed)
        }
    }

    @Test func `a reader that falls too far behind is cut off`() throws {
        var configuration = Server.Configuration()
        configuration.maximumBacklog = 1 << 20
        try withHeld(configuration) { exchange, client, _ in
            let part = [UInt8](repeating: UInt8(ascii: "x"), count: 64 << 10)
            var taken = 0
            while taken < 64 << 20, exchange.write(part) { taken += part.count }
            #expect(taken < 64 << 20)
            #expect(exchange.isOver)
            #expect(client.readToEnd().end == .reset)
        }
    }

    @Test func `a reader that takes nothing for the idle time is cut off`() throws {
        var configuration = Server.Configuration()
        configuration.maximumBacklog = 64 << 20
        configuration.idleTimeout = .seconds(1)
        try withHeld(configuration) { exchange, client, _ in
            #expect(exchange.write([UInt8](repeating: UInt8(ascii: "x"), count: 32 << 20)))
            client.waitForReset()
            #expect(exchange.isOver)
            #expect(client.readToEnd().end == .reset)
        }
    }

    @Test func `a client that leaves a stream is noticed`() throws {
        let shelf = Shelf()
        try withServer { request, exchange in
            request.path == "/held" ? shelf.put(exchange) : echo(request, exchange)
        } _: { server in
            var leaving: WireClient? = try WireClient(port: server.port)
            leaving?.ask("GET /held")
            let held = shelf.take()
            for exchange in held { #expect(exchange.write(bytes("first"))) }
            leaving = nil
            for exchange in held {
                while exchange.write(bytes("more")) {}
                #expect(exchange.isOver)
            }
            let another = try WireClient(port: server.port)
            another.ask("GET /free")
            #expect(try another.readAnswer().body == "/free")
        }
    }

    @Test func `a stop cuts streams, those too that nobody reads and that are about to end`() throws {
        let shelf = Shelf()
        var configuration = Server.Configuration()
        configuration.maximumBacklog = 64 << 20
        let server = try Server.start(configuration) { _, exchange in shelf.put(exchange) }
        let clients = try (0..<3).map { _ in try WireClient(port: server.port) }
        for client in clients { client.ask("GET /") }
        let held = shelf.take(clients.count)
        for (index, exchange) in held.enumerated() {
            exchange.write(index == 0 ? bytes("a little") : [UInt8](repeating: 0, count: 32 << 20))
            if index == 2 { exchange.close() }
        }
        let time = ContinuousClock().measure { server.stop(grace: .milliseconds(100)) }
        #expect(time < .seconds(5))
        for exchange in held { #expect(!exchange.write(bytes("late"))) }
        for client in clients { #expect(client.readToEnd().end != .silence) }
    }

    @Test func `writers race each other and the end without a trap`() throws {
        for _ in 0..<20 {
            try withHeld { exchange, client, _ in
                let writers = (0..<2).map { number in
                    Background { for _ in 0..<100 { exchange.write([UInt8(ascii: "0") + UInt8(number)]) } }
                }
                exchange.write([UInt8(ascii: "x")])
                exchange.close()
                for writer in writers { writer.join() }
                let (text, end) = client.readToEnd()
                #expect(text.contains("x"))
                #expect(end == .closed)
            }
        }
    }

    @Test(arguments: [200, 404, 409, 429, 500, 503, 299, 599])
    func `an answer's bytes are those that the server sends itself`(status: Int) throws {
        let response = Response(
            status: status,
            headers: ["Content-Type": "application/json;charset=UTF-8", "x-trace": "7"],
            body: bytes("{\"a\":1}")
        )
        try withServer { _, exchange in
            exchange.respond(response)
        } _: { server in
            let client = try WireClient(port: server.port)
            client.ask("GET /")
            let kept = try client.readAnswer()
            #expect(kept.head + "\r\n\r\n" == String(decoding: response.onTheWire().head, as: UTF8.self))
            client.ask("GET /", headers: "Connection: close\r\n")
            let (head, body) = response.onTheWire(thenClose: true)
            #expect(client.readToEnd().text == String(decoding: head + body, as: UTF8.self))
        }
    }

    @Test func `an exchange without a connection shows what is written`() {
        let written = Locked<[[UInt8]]>([])
        let outcomes = Locked(0)
        let exchange = Exchange(
            reportingTo: { outcome in if case .close = outcome { outcomes.withLock { $0 += 1 } } },
            writingTo: { part in
                written.withLock { $0.append(part) }
                return true
            }
        )
        #expect(exchange.write([1]))
        #expect(exchange.write([2, 3]))
        #expect(!exchange.respond(ok()))
        #expect(exchange.close())
        #expect(!exchange.write([4]))
        #expect(written.withLock { $0 } == [[1], [2, 3]])
        #expect(outcomes.withLock { $0 } == 1)
    }
}
