import HTTPServer
import Locking
import Testing

@Suite(.timeLimit(.minutes(3))) struct HeldExchangeTests {
    @Test func `a held answer arrives when it is given`() throws {
        let shelf = Shelf()
        try withServer(handler: { _, exchange in shelf.put(exchange) }) { server in
            let client = try WireClient(port: server.port)
            for answer in ["first", "second"] {
                client.ask("GET /")
                for exchange in shelf.take() { #expect(exchange.respond(ok(answer))) }
                #expect(try client.readAnswer().body == answer)
            }
        }
    }

    @Test func `a held connection can be reset`() throws {
        let shelf = Shelf()
        try withServer(handler: { _, exchange in shelf.put(exchange) }) { server in
            let client = try WireClient(port: server.port)
            client.ask("GET /")
            for exchange in shelf.take() { #expect(exchange.reset()) }
            let (text, end) = client.readToEnd()
            #expect(text == "")
            #expect(end == .reset)
        }
    }

    @Test func `an answer that races the suspension is never lost`() throws {
        try withServer(handler: { _, exchange in _ = Background { exchange.respond(ok("raced")) } }) { server in
            let client = try WireClient(port: server.port)
            for _ in 0..<500 {
                client.ask("GET /")
                #expect(try client.readAnswer().body == "raced")
            }
        }
    }

    @Test func `a thousand held requests leave room for another`() throws {
        let count = 1000
        let shelf = Shelf()
        try withServer { request, exchange in
            request.path == "/held" ? shelf.put(exchange) : echo(request, exchange)
        } _: { server in
            let clients = try (0..<count).map { _ in try WireClient(port: server.port) }
            // One after the other, so that what is tried is holding a thousand and not a burst of them.
            let held = clients.flatMap { client in
                client.ask("GET /held")
                return shelf.take()
            }
            let another = try WireClient(port: server.port)
            let start = ContinuousClock.now
            another.ask("GET /free")
            #expect(try another.readAnswer().body == "/free")
            let time = start.duration(to: .now)
            #expect(time < .seconds(1))
            for exchange in held { exchange.respond(ok("at last")) }
            for client in clients { #expect(try client.readAnswer().body == "at last") }
        }
    }

    @Test func `only the first outcome takes effect`() throws {
        let results = Locked<[Bool]>([])
        try withServer { _, exchange in
            let outcome = [exchange.respond(ok("one")), exchange.respond(ok("two")), exchange.reset()]
            results.withLock { $0 = outcome }
        } _: { server in
            let client = try WireClient(port: server.port)
            client.ask("GET /")
            #expect(try client.readAnswer().body == "one")
        }
        #expect(results.withLock { $0 } == [true, false, false])
    }

    @Test func `many threads that settle one exchange have one winner`() throws {
        let shelf = Shelf()
        try withServer(handler: { _, exchange in shelf.put(exchange) }) { server in
            let client = try WireClient(port: server.port)
            for _ in 0..<100 {
                client.ask("GET /")
                let winners = Locked(0)
                let exchanges = shelf.take()
                let racers = (0..<4).map { _ in
                    Background {
                        for exchange in exchanges where exchange.respond(ok()) { winners.withLock { $0 += 1 } }
                    }
                }
                for racer in racers { racer.join() }
                #expect(try client.readAnswer().status == 200)
                #expect(winners.withLock { $0 } == 1)
            }
        }
    }

    @Test func `an exchange dropped in the handler answers 500`() throws {
        try withServer(handler: { _, _ in }) { server in
            let client = try WireClient(port: server.port)
            client.ask("GET /")
            let answer = try client.readAnswer()
            #expect(answer.status == 500)
            #expect(answer.body == "")
        }
    }

    @Test func `an exchange dropped later answers 500`() throws {
        let shelf = Shelf()
        try withServer(handler: { _, exchange in shelf.put(exchange) }) { server in
            let client = try WireClient(port: server.port)
            client.ask("GET /")
            _ = shelf.take()
            #expect(try client.readAnswer().status == 500)
        }
    }

    @Test func `answering a client that left is harmless`() throws {
        let shelf = Shelf()
        try withServer { request, exchange in
            request.path == "/held" ? shelf.put(exchange) : echo(request, exchange)
        } _: { server in
            let leaving = try WireClient(port: server.port)
            leaving.ask("GET /held")
            let held = shelf.take()
            leaving.finishSending()
            // The FIN is in order on its connection but not with others; what it changes is what we wait for.
            while held.contains(where: { !$0.isAbandoned }) {}
            for exchange in held { #expect(exchange.respond(ok(String(repeating: "x", count: 1 << 20)))) }
            let another = try WireClient(port: server.port)
            another.ask("GET /free")
            #expect(try another.readAnswer().body == "/free")
        }
    }

    @Test func `an exchange without a connection reports its outcome`() throws {
        let outcomes = Locked<[Int?]>([])
        let exchange = Exchange { outcome in
            if case .response(let response) = outcome { outcomes.withLock { $0.append(response.status) } }
        }
        #expect(exchange.respond(ok()))
        #expect(!exchange.reset())
        #expect(outcomes.withLock { $0 } == [200])
    }
}
