import HTTPClient
import Locking
import Testing

/// How transfers and clients end: cancellation and shutting down.
@Suite(.timeLimit(.minutes(3))) struct ClientEndTests {
    let client = Client()

    @Test func `cancelling a transfer ends it once`() async throws {
        try await withResponder({ _ in .hold }) { responder in
            let error = await withCheckedContinuation { continuation in
                let transfer = client.start(ClientRequest(url: responder.url)) { continuation.resume(returning: $0) }
                Task {
                    await responder.received(1)
                    transfer.cancel()
                    transfer.cancel()
                }
            }
            #expect(throws: ClientError.cancelled) { try error.get() }
        }
    }

    @Test func `cancelling the task cancels its transfer`() async throws {
        try await withResponder({ _ in .hold }) { responder in
            let task = Task { [client] in try await client.send(ClientRequest(url: responder.url)) }
            await responder.received(1)
            task.cancel()
            await #expect(throws: ClientError.cancelled) { try await task.value }
        }
    }

    @Test func `a task that is cancelled already sends nothing`() async throws {
        try await withResponder({ _ in .answer(answer()) }) { responder in
            let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
            let task = Task { [client] in
                for await _ in stream {}
                return try await client.send(ClientRequest(url: responder.url))
            }
            task.cancel()
            continuation.finish()
            await #expect(throws: ClientError.cancelled) { try await task.value }
            #expect(responder.requests.isEmpty)
        }
    }

    @Test func `cancelling in a race with the answer completes every transfer once`() async throws {
        try await withResponder({ _ in .answer(answer()) }) { responder in
            let ends = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<300 {
                    let task = Task { [client] in try await client.send(ClientRequest(url: responder.url)) }
                    if number.isMultiple(of: 3) { await Task.yield() }
                    task.cancel()
                    group.addTask {
                        switch await task.result {
                        case .success(let response): response.status == 200
                        case .failure(let error): error as? ClientError == .cancelled
                        }
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(ends == 300)
        }
    }

    @Test func `shutting down ends what runs and what comes later`() async throws {
        try await withResponder({ _ in .hold }) { responder in
            let ends = Locked<[ClientError?]>([])
            for _ in 0..<10 {
                client.start(ClientRequest(url: responder.url)) { result in
                    ends.withLock { $0.append(result.failure) }
                }
            }
            await responder.received(10)
            client.shutDown()
            #expect(ends.withLock { $0 } == Array(repeating: .shutDown, count: 10))
            client.shutDown()
            await #expect(throws: ClientError.shutDown) { try await client.send(ClientRequest(url: responder.url)) }
        }
    }

    @Test func `a client that never sent anything can be shut down`() async throws {
        client.shutDown()
        await #expect(throws: ClientError.shutDown) { try await client.send(ClientRequest(url: "http://127.0.0.1/")) }
    }

    @Test func `completions that each start the next transfer end one after another without a thread`() {
        client.shutDown()
        let count = Locked(0)
        @Sendable func next() {
            let number = count.withLock { count in
                count += 1
                return count
            }
            guard number < 100_000 else { return }
            client.start(ClientRequest(url: "http://127.0.0.1/")) { _ in next() }
        }
        next()
        #expect(count.withLock { $0 } == 100_000)
    }

    @Test func `a completion may shut the client down and start another transfer`() async throws {
        try await withResponder({ .answer($0.head.contains("/hold") ? "" : answer()) }) { responder in
            let held = Locked<ClientError?>(nil)
            client.start(ClientRequest(url: responder.url + "hold")) { result in held.withLock { $0 = result.failure } }
            await responder.received(1)
            let late = await withCheckedContinuation { continuation in
                client.start(ClientRequest(url: responder.url)) { [client] _ in
                    client.shutDown()
                    client.start(ClientRequest(url: responder.url)) { continuation.resume(returning: $0.failure) }
                }
            }
            #expect(late == .shutDown)
            client.shutDown()
            #expect(held.withLock { $0 } == .shutDown)
        }
    }

    @Test func `a client that is let go ends its transfers`() async throws {
        try await withResponder({ _ in .hold }) { responder in
            let ends = Locked<[ClientError?]>([])
            await sendAndLetGo(responder) { result in ends.withLock { $0.append(result.failure) } }
            #expect(ends.withLock { $0 } == [.shutDown])
        }
    }

    private func sendAndLetGo(
        _ responder: Responder,
        _ completion: @escaping @Sendable (Result<ClientResponse, ClientError>) -> Void
    ) async {
        let client = Client()
        client.start(ClientRequest(url: responder.url), completion: completion)
        await responder.received(1)
    }
}

extension Result {
    /// The error, if it is one.
    fileprivate var failure: Failure? {
        switch self {
        case .success: nil
        case .failure(let error): error
        }
    }
}
