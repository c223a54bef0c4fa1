import HTTPClient
import Testing

@Suite(.timeLimit(.minutes(3))) struct ClientTests {
    let client = Client()

    @Test func `a request arrives as it was given and its answer comes back whole`() async throws {
        try await withResponder({ _ in .answer(answer(201, "made", headers: "X-One: 1\r\nx-two:  b \r\nX-One: 3\r\n")) }
        ) {
            let headers = [("Content-Type", "application/json"), ("X-Empty", ""), ("Authorization", "Basic abc")]
            let request = ClientRequest(
                method: "POST",
                url: $0.url + "v1/a/../b?c=%20d",
                headers: headers,
                body: Array("{}".utf8)
            )
            let response = try await client.send(request)
            #expect(response.status == 201)
            #expect(response.headers.map(\.name) == ["X-One", "x-two", "X-One", "Content-Length"])
            #expect(response.header("x-one") == "1")
            #expect(response.header("X-TWO") == "b")
            #expect(response.header("absent") == nil)
            #expect(String(decoding: response.body, as: UTF8.self) == "made")

            let received = try #require($0.requests.first)
            let lines = received.head.split(separator: "\r\n").map(String.init)
            #expect(lines.first == "POST /v1/a/../b?c=%20d HTTP/1.1")
            #expect(lines.contains("Content-Type: application/json"))
            #expect(lines.contains("X-Empty:"))
            #expect(lines.contains("Authorization: Basic abc"))
            #expect(lines.contains("User-Agent: tossbox"))
            #expect(received.body == "{}")
        }
    }

    @Test(arguments: ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PURGE"])
    func `a method is sent by its name with no header that nobody asked for`(method: String) async throws {
        let text = method == "HEAD" ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" : answer()
        try await withResponder({ _ in .answer(text) }) {
            _ = try await client.send(ClientRequest(method: method, url: $0.url))
            let head = try #require($0.requests.first?.head)
            #expect(head.hasPrefix("\(method) / HTTP/1.1\r\n"))
            #expect(!head.contains("Expect") && !head.contains("Content-Type"))
            #expect(head.contains("Content-Length: 0") == ["POST", "PUT", "PATCH"].contains(method))
        }
    }

    @Test func `a method that usually has no body can have one`() async throws {
        try await withResponder({ _ in .answer(answer()) }) {
            let body = [UInt8](repeating: 0x61, count: 5000)
            _ = try await client.send(ClientRequest(method: "DELETE", url: $0.url, body: body))
            #expect($0.requests.first?.head.hasPrefix("DELETE /") == true)
            #expect($0.requests.first?.body.utf8.count == 5000)
        }
    }

    @Test func `a connection is used again`() async throws {
        try await withResponder({ _ in .answer(answer()) }) {
            for _ in 1...5 { _ = try await client.send(ClientRequest(method: "POST", url: $0.url)) }
            #expect($0.requests.count == 5)
            #expect($0.connectionCount == 1)
        }
    }

    @Test func `a request with a connection of its own neither takes a kept one nor leaves one`() async throws {
        try await withResponder({ _ in .answer(answer()) }) {
            _ = try await client.send(ClientRequest(url: $0.url))
            _ = try await client.send(ClientRequest(url: $0.url, hasOwnConnection: true))
            _ = try await client.send(ClientRequest(url: $0.url))
            #expect($0.requests.map(\.connection) == [1, 2, 1])
        }
    }

    @Test func `what one request set does not leak into the next on the same handle`() async throws {
        try await withResponder({ _ in .answer(answer()) }) {
            let first = ClientRequest(method: "PURGE", url: $0.url, headers: [("X-Secret", "1")], body: [0x61])
            _ = try await client.send(first)
            _ = try await client.send(ClientRequest(url: $0.url))
            let second = try #require($0.requests.last)
            #expect(second.head.hasPrefix("GET / "))
            #expect(!second.head.contains("X-Secret") && second.body.isEmpty)
        }
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirect is an answer and is not followed`(status: Int) async throws {
        try await withResponder({ _ in .answer(answer(status, headers: "Location: /elsewhere\r\n")) }) {
            let response = try await client.send(ClientRequest(url: $0.url))
            #expect(response.status == status)
            #expect(response.header("location") == "/elsewhere")
            #expect($0.requests.count == 1)
        }
    }

    @Test func `an interim answer and trailers leave no headers behind`() async throws {
        let text =
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Late: 1\r\n\r\n"
        try await withResponder({ _ in .answer(text) }) {
            let response = try await client.send(ClientRequest(url: $0.url))
            #expect(response.status == 200)
            #expect(response.headers.map(\.name) == ["Transfer-Encoding"])
            #expect(String(decoding: response.body, as: UTF8.self) == "abcde")
        }
    }

    @Test func `200 transfers run at once`() async throws {
        try await withResponder({ .answer(answer(200, $0.body)) }) { responder in
            let bodies = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<200 {
                    group.addTask { [client] in
                        let body = Array("\(number)".utf8)
                        let response = try await client.send(
                            ClientRequest(method: "POST", url: responder.url, body: body)
                        )
                        return String(decoding: response.body, as: UTF8.self)
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(bodies == Set((0..<200).map(String.init)))
            #expect(responder.connectionCount <= 128)
        }
    }

    @Test func `a host gets no more connections than it may have`() async throws {
        let client = Client(.init(maximumConnectionsPerHost: 2))
        try await withResponder({ _ in .answer(answer()) }) { responder in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<50 {
                    group.addTask { _ = try await client.send(ClientRequest(url: responder.url)) }
                }
                try await group.waitForAll()
            }
            #expect(responder.requests.count == 50)
            #expect(responder.connectionCount <= 2)
        }
    }

    @Test func `a thread of a command-line tool can wait for an answer`() async throws {
        try await withResponder({ _ in .answer(answer(200, "ok")) }) { responder in
            let response = try client.sendAndWait(ClientRequest(url: responder.url))
            #expect(response.body == Array("ok".utf8))
        }
    }

    @Test func `a completion may start the next transfer`() async throws {
        try await withResponder({ .answer(answer(200, $0.body)) }) { responder in
            let count = await withCheckedContinuation { (continuation: CheckedContinuation<Int, Never>) in
                @Sendable func next(_ number: Int) {
                    let request = ClientRequest(method: "POST", url: responder.url, body: Array("\(number)".utf8))
                    client.start(request) { result in
                        let isDone = number == 20 || (try? result.get()) == nil
                        if isDone { continuation.resume(returning: number) } else { next(number + 1) }
                    }
                }
                next(1)
            }
            #expect(count == 20)
            #expect(responder.requests.map(\.body) == (1...20).map(String.init))
        }
    }
}
