import HTTPClient
import Locking
import Testing

/// Requests that wait for a connection.
@Suite(.timeLimit(.minutes(3))) struct WaitingTests {
    private typealias Ends = Locked<[String]>

    /// Starts a request and writes down how it ended.
    @discardableResult
    private func start(_ client: Client, _ request: ClientRequest, _ name: String, _ ends: Ends) -> Transfer {
        client.start(request) { result in
            let end =
                switch result {
                case .success(let response): "\(response.status)"
                case .failure(let error): "\(error)"
                }
            ends.withLock { $0.append("\(name) \(end)") }
        }
    }

    @Test func `time runs from the send for who says so, however long others keep it waiting`() async throws {
        let client = Client(.init(maximumConnectionsPerHost: 1))
        try await withResponder({ $0.body == "hold" ? .hold : .answer(answer()) }) { responder in
            func request(_ body: String) -> ClientRequest {
                ClientRequest(
                    method: "POST",
                    url: responder.url,
                    body: Array(body.utf8),
                    timeout: .milliseconds(300),
                    countsWaiting: false
                )
            }
            let holders = (1...3).map { _ in Task { try await client.send(request("hold")) } }
            await responder.received(1)
            // Three receivers are silent for 0.3 s before it, one after the other.
            let last = await withCheckedContinuation { continuation in
                client.start(request("quick")) { result, took in
                    continuation.resume(returning: (status: try? result.get().status, took: took))
                }
            }
            #expect(last.status == 200)
            #expect(last.took < .milliseconds(300))
            for holder in holders {
                await #expect(throws: ClientError.timedOut(connected: true)) { try await holder.value }
            }
        }
    }

    @Test func `a host that is slow keeps only itself waiting`() async throws {
        let client = Client(.init(maximumConnectionsPerHost: 2, maximumTransfers: 3))
        try await withResponder({ _ in .hold }) { slow in
            try await withResponder({ _ in .answer(answer()) }) { quick in
                let ends = Ends([])
                for number in 1...100 { start(client, ClientRequest(url: slow.url), "slow \(number)", ends) }
                await slow.received(2)
                for _ in 1...20 { _ = try await client.send(ClientRequest(url: quick.url)) }
                #expect(slow.requests.count == 2)
                #expect(ends.withLock { $0 }.isEmpty)
                client.shutDown()
                #expect(ends.withLock { $0 }.count == 100)
            }
        }
    }

    @Test func `hosts take turns when there is room for fewer than they want`() async throws {
        let client = Client(.init(maximumConnectionsPerHost: 10, maximumTransfers: 1))
        let order = Locked<[String]>([])
        func act(_ name: String) -> @Sendable (Responder.ReceivedRequest) -> Responder.Behaviour {
            { request in
                if request.body == "hold" { return .hold }
                order.withLock { $0.append(name) }
                return .answer(answer())
            }
        }
        try await withResponder(act("one")) { one in
            try await withResponder(act("other")) { other in
                let ends = Ends([])
                let hold = ClientRequest(method: "POST", url: one.url, body: Array("hold".utf8))
                let holder = start(client, hold, "holder", ends)
                await one.received(1)
                for _ in 1...4 { start(client, ClientRequest(url: one.url), "one", ends) }
                for _ in 1...2 { start(client, ClientRequest(url: other.url), "other", ends) }
                holder.cancel()
                await one.received(5)
                await other.received(2)
                // A request is received before it is acted upon.
                while order.withLock({ $0.count }) < 6 { await Task.yield() }
                #expect(order.withLock { $0 } == ["one", "other", "one", "other", "one", "one"])
            }
        }
    }

    @Test func `those that wait go in the order in which they came, and a cancelled one not at all`() async throws {
        let client = Client(.init(maximumConnectionsPerHost: 1))
        try await withResponder({ $0.body == "hold" ? .hold : .answer(answer()) }) { responder in
            func request(_ body: String) -> ClientRequest {
                ClientRequest(method: "POST", url: responder.url, body: Array(body.utf8))
            }
            let ends = Ends([])
            let holder = start(client, request("hold"), "holder", ends)
            await responder.received(1)
            let waiting = (1...5).map { start(client, request("\($0)"), "\($0)", ends) }
            waiting[2].cancel()
            waiting[2].cancel()
            holder.cancel()
            await responder.received(5)
            _ = try await client.send(request("last"))
            #expect(responder.requests.map(\.body) == ["hold", "1", "2", "4", "5", "last"])
            #expect(
                ends.withLock { Set($0) } == [
                    "3 the transfer was cancelled", "holder the transfer was cancelled", "1 200", "2 200", "4 200",
                    "5 200",
                ]
            )
        }
    }

    @Test func `a hundred thousand that wait end at once when the client is shut down`() async throws {
        try await withResponder({ _ in .hold }) { responder in
            let client = Client(.init(maximumConnectionsPerHost: 4))
            let count = Locked(0)
            for _ in 1...100_000 {
                client.start(ClientRequest(method: "POST", url: responder.url, countsWaiting: false)) { result in
                    if case .failure(.shutDown) = result { count.withLock { $0 += 1 } }
                }
            }
            await responder.received(4)
            let start = ContinuousClock.now
            client.shutDown()
            #expect(count.withLock { $0 } == 100_000)
            #expect(start.duration(to: .now) < .seconds(20))
        }
    }

    @Test func `hosts that differ in case only are one host`() async throws {
        let client = Client(.init(maximumConnectionsPerHost: 1))
        try await withResponder({ _ in .answer(answer()) }) { responder in
            for host in ["localhost", "LOCALHOST", "LocalHost"] {
                _ = try? await client.send(ClientRequest(url: "http://\(host):\(responder.port)/"))
            }
            #expect(responder.requests.count == 3)
            #expect(responder.connectionCount == 1)
        }
    }
}
