import HTTPServer
import Locking
import Testing

@Suite(.timeLimit(.minutes(3))) struct LifecycleTests {
    static let hasIPv6: Bool = {
        let server = try? Server.start(Server.Configuration(host: "::1"), handler: echo)
        server?.stop()
        return server != nil
    }()

    @Test func `port 0 gives a free port and a URL that names it`() throws {
        try withServer(handler: echo) { server in
            #expect(server.port != 0)
            #expect(server.url == "http://127.0.0.1:\(server.port)")
            #expect(server.urls == [server.url])
        }
    }

    @Test(.enabled(if: hasIPv6)) func `localhost serves both loopback addresses on one port`() throws {
        try withServer(Server.Configuration(host: "localhost"), handler: echo) { server in
            #expect(server.url == "http://localhost:\(server.port)")
            #expect(server.urls == ["http://127.0.0.1:\(server.port)", "http://[::1]:\(server.port)"])
            for isIPv6 in [false, true] {
                let client = try WireClient(port: server.port, isIPv6: isIPv6)
                client.ask("GET /here")
                #expect(try client.readAnswer().body == "/here")
            }
        }
    }

    @Test(
        .enabled(if: hasIPv6),
        arguments: [("127.0.0.1", true, false), ("::1", false, true), ("0.0.0.0", true, false), ("::", true, true)]
    )
    func `an address is served and no other`(host: String, onIPv4: Bool, onIPv6: Bool) throws {
        try withServer(Server.Configuration(host: host), handler: echo) { server in
            #expect(((try? WireClient(port: server.port)) != nil) == onIPv4)
            #expect(((try? WireClient(port: server.port, isIPv6: true)) != nil) == onIPv6)
        }
    }

    @Test func `a port in use is named in the error`() throws {
        try withServer(handler: echo) { server in
            let error = #expect(throws: ServerError.self) {
                _ = try Server.start(Server.Configuration(port: server.port), handler: echo)
            }
            #expect(error == .portInUse(server.port, address: "127.0.0.1"))
            #expect(error?.description.hasPrefix("port \(server.port) on 127.0.0.1 is in use") == true)
        }
    }

    @Test func `a host that is no address is refused`() {
        #expect(throws: ServerError.notAnAddress("example.com")) {
            _ = try Server.start(Server.Configuration(host: "example.com"), handler: echo)
        }
    }

    @Test func `a stop lets held requests finish, closes their connections and frees the port`() throws {
        let shelf = Shelf()
        let server = try Server.start { _, exchange in shelf.put(exchange) }
        let client = try WireClient(port: server.port)
        client.ask("GET /")
        let held = shelf.take()
        let stop = Background { server.stop(grace: .seconds(30)) }
        while (try? WireClient(port: server.port)) != nil {}
        for exchange in held { #expect(exchange.respond(ok("in time"))) }
        let answer = try client.readAnswer()
        #expect(answer.body == "in time")
        #expect(answer.head.contains("Connection: close"))
        #expect(client.readToEnd().end == .closed)
        stop.join()
        try withServer(Server.Configuration(port: server.port), handler: echo) { _ in }
    }

    @Test(arguments: [("Content-Length: 4\r\n", "la"), ("Transfer-Encoding: chunked\r\n", "4\r\nla")])
    func `a stop does not wait for a body on its way`(headers: String, half: String) throws {
        let calls = Locked(0)
        let server = try Server.start { _, exchange in
            calls.withLock { $0 += 1 }
            exchange.respond(ok())
        }
        let client = try WireClient(port: server.port)
        client.ask("POST /", headers: headers + "Expect: 100-continue\r\n")
        #expect(try client.readAnswer().status == 100)
        client.send(half)
        // Longer than any test may take.
        server.stop(grace: .seconds(3600))
        #expect(client.readToEnd().end != .silence)
        #expect(calls.withLock { $0 } == 0)
    }

    @Test func `a body that arrives while a stop waits for others is answered`() throws {
        let shelf = Shelf()
        let server = try Server.start { request, exchange in
            if request.body.isEmpty { shelf.put(exchange) } else { echo(request, exchange) }
        }
        let slow = try WireClient(port: server.port)
        slow.ask("GET /")
        let held = shelf.take()
        let client = try WireClient(port: server.port)
        client.ask("POST /", headers: "Content-Length: 4\r\nExpect: 100-continue\r\n")
        #expect(try client.readAnswer().status == 100)
        let stop = Background { server.stop(grace: .seconds(30)) }
        while (try? WireClient(port: server.port)) != nil {}
        client.send("late")
        #expect(try client.readAnswer().body == "late")
        for exchange in held { #expect(exchange.respond(ok("in time"))) }
        #expect(try slow.readAnswer().body == "in time")
        stop.join()
    }

    @Test(arguments: [false, true])
    func `a stop does not wait for a held answer whose client has left`(hasBegun: Bool) throws {
        let shelf = Shelf()
        let server = try Server.start { _, exchange in shelf.put(exchange) }
        var client: WireClient? = try WireClient(port: server.port)
        client?.ask("GET /")
        let held = shelf.take()
        if hasBegun { for exchange in held { exchange.write(Array("HTTP/1.1 200 OK\r\n".utf8)) } }
        let stop = Background { server.stop(grace: .seconds(3600)) }
        while (try? WireClient(port: server.port)) != nil {}
        client = nil
        stop.join()
        for exchange in held { #expect(!exchange.respond(ok())) }
    }

    @Test func `what is held beyond the grace is cut off, and answering it is harmless`() throws {
        let shelf = Shelf()
        let server = try Server.start { _, exchange in shelf.put(exchange) }
        let clients = try (0..<20).map { _ in try WireClient(port: server.port) }
        for client in clients { client.ask("GET /") }
        let held = shelf.take(clients.count)
        server.stop(grace: .zero)
        for client in clients {
            let (text, end) = client.readToEnd()
            #expect(text == "")
            #expect(end != .silence)
        }
        for exchange in held {
            #expect(!exchange.respond(ok()))
            #expect(!exchange.isAbandoned)
        }
    }

    @Test func `answers that race a stop neither crash nor hang it`() throws {
        for _ in 0..<20 {
            let shelf = Shelf()
            let server = try Server.start { _, exchange in shelf.put(exchange) }
            let clients = try (0..<20).map { _ in try WireClient(port: server.port) }
            for client in clients { client.ask("GET /") }
            let held = shelf.take(clients.count)
            let answers = Background { for exchange in held { exchange.respond(ok("raced")) } }
            server.stop(grace: .microseconds(200))
            answers.join()
            for client in clients { #expect(client.readToEnd().end != .silence) }
        }
    }

    @Test(arguments: ["POST / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n", "GET / HTTP/9\r\n\r\n"])
    func `bad requests that race a stop do not crash it`(request: String) throws {
        for _ in 0..<100 {
            let server = try Server.start(handler: echo)
            let clients = try (0..<10).map { _ in try WireClient(port: server.port) }
            let stop = Background { server.stop(grace: .zero) }
            for client in clients { client.send(request) }
            stop.join()
            for client in clients { #expect(client.readToEnd().end != .silence) }
        }
    }

    @Test(.enabled(if: hasIPv6), arguments: ["127.0.0.1", "::1"])
    func `localhost names the address on which its port is in use`(taken: String) throws {
        try withServer(Server.Configuration(host: taken), handler: echo) { server in
            let error = #expect(throws: ServerError.self) {
                _ = try Server.start(Server.Configuration(host: "localhost", port: server.port), handler: echo)
            }
            #expect(error == .portInUse(server.port, address: taken))
        }
    }

    @Test(.enabled(if: hasIPv6), arguments: [false, true])
    func `connections of either address are dealt out to the threads in turn`(isIPv6: Bool) throws {
        let requests = Locked<[UInt: Int]>([:])
        var configuration = Server.Configuration(host: "localhost")
        configuration.threads = 4
        try withServer(configuration) { _, exchange in
            requests.withLock { $0[currentThread(), default: 0] += 1 }
            exchange.respond(ok())
        } _: { server in
            for _ in 0..<40 {
                let client = try WireClient(port: server.port, isIPv6: isIPv6)
                client.ask("GET /")
                #expect(try client.readAnswer().status == 200)
            }
        }
        #expect(requests.withLock { Array($0.values) } == [10, 10, 10, 10])
    }

    @Test func `stopping again, and from two threads, is harmless`() throws {
        let server = try Server.start(handler: echo)
        let first = Background { server.stop() }
        let second = Background { server.stop() }
        first.join()
        second.join()
        server.stop()
    }

    @Test func `an idle connection does not delay a stop`() throws {
        let server = try Server.start(handler: echo)
        let client = try WireClient(port: server.port)
        client.ask("GET /")
        _ = try client.readAnswer()
        let time = ContinuousClock().measure { server.stop(grace: .seconds(30)) }
        #expect(time < .seconds(5))
        #expect(client.readToEnd().end == .closed)
    }

    @Test func `a dropped server stops`() throws {
        var server: Server? = try Server.start(handler: echo)
        let port = try #require(server).port
        server = nil
        #expect((try? WireClient(port: port)) == nil)
    }
}
