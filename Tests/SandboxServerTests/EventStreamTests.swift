import HTTPServer
import Locking
import Testing

extension PendingAnswer {
    /// All that was written to the connection so far.
    fileprivate var text: String { String(decoding: written.joined(), as: UTF8.self) }
}

/// Server-sent events, in a world that stands still.
@Suite(.timeLimit(.minutes(3))) struct EventStreamTests {
    private func listen(to gateway: Gateway, _ query: String = "", headers: HTTPHeaders = [:]) -> PendingAnswer {
        gateway.start(.toss(.get, "/sandbox/events\(query)", headers: headers))
    }

    /// The types of the events that were sent, in order.
    private func types(_ pending: PendingAnswer) -> [String] {
        pending.text.split(separator: "\n").filter { $0.hasPrefix("event: ") }.map { String($0.dropFirst(7)) }
    }

    private static let confirmed = [
        "payment.created", "payment.authenticated", "payment.done", "request.answered",
    ]

    @Test func `a listener hears of what happens from now on, and of nothing twice`() async throws {
        let gateway = try Gateway()
        _ = try await gateway.approvedPayment("order-0", 15_000)
        let pending = listen(to: gateway)
        let head =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n"
        #expect(pending.text == head)
        _ = try await gateway.paidPayment("order-1", 15_000)
        #expect(types(pending) == Self.confirmed)
        #expect(pending.text.contains("\n\nid: 4\nevent: payment.authenticated\ndata: {\"id\":4,"))
        _ = try await gateway.control(.post, "/reset")
        #expect(types(pending) == Self.confirmed + ["sandbox.reset"])
    }

    @Test func `who asks for the head alone gets it, and no stream`() async throws {
        let gateway = try Gateway()
        let pending = gateway.start(.toss(.head, "/sandbox/events"))
        guard case .close = await pending.outcome() else { throw PendingAnswer.ConnectionReset() }
        #expect(pending.text == listen(to: gateway).text)
        let list = gateway.start(.toss(.head, "/sandbox/events?after=0"))
        guard case .response(let response) = await list.outcome() else { throw PendingAnswer.ConnectionReset() }
        #expect(response.status == 200)
        #expect(response.headers["Content-Type"] == "application/json;charset=UTF-8")
    }

    @Test func `the greeting has a head too`() async throws {
        let gateway = try Gateway()
        for method in [HTTPMethod.get, .head] {
            guard case .response(let response) = await gateway.start(.toss(method, "/")).outcome() else {
                throw PendingAnswer.ConnectionReset()
            }
            #expect(response.status == 200)
            #expect(response.headers["Content-Type"] == "text/plain; charset=utf-8")
        }
    }

    @Test(
        arguments: [("", ["Last-Event-ID": "2"]), ("?after=2", ["Accept": "text/event-stream"])]
            as [(String, HTTPHeaders)]
    )
    func `who comes back gets what it missed`(query: String, headers: HTTPHeaders) async throws {
        let gateway = try Gateway()
        _ = try await gateway.paidPayment("order-1", 15_000)
        let pending = listen(to: gateway, query, headers: headers)
        #expect(types(pending) == Array(Self.confirmed.dropFirst(2)))
    }

    @Test func `a listener that leaves is forgotten within a second`() async throws {
        let gateway = try Gateway()
        let pending = listen(to: gateway)
        let before = pending.text
        await gateway.sleeper.untilSomebodySleeps(.seconds(1))
        pending.isAbandoned.withLock { $0 = true }
        await gateway.sleeper.wake(after: .seconds(1))
        guard case .close = await pending.outcome() else { throw PendingAnswer.ConnectionReset() }
        _ = try await gateway.paidPayment("order-1", 15_000)
        #expect(pending.text == before)
    }

    @Test func `a stream ends with its sandbox`() async throws {
        let gateway = try Gateway()
        let pending = listen(to: gateway)
        _ = try await gateway.paidPayment("order-1", 15_000)
        await gateway.sleeper.untilSomebodySleeps(.seconds(1))
        _ = try await gateway.control(.delete, "")
        await gateway.sleeper.wake(after: .seconds(1))
        guard case .close = await pending.outcome() else { throw PendingAnswer.ConnectionReset() }
        #expect(types(pending) == Self.confirmed)
    }

    @Test(
        arguments: [
            ("?after=-1", [:]), ("?after=x", [:]), ("", ["Last-Event-ID": "x"]), ("?limit=0&after=0", [:]),
        ] as [(String, HTTPHeaders)]
    )
    func `a place that is none is refused`(query: String, headers: HTTPHeaders) async throws {
        let answer = try await listen(to: Gateway(), query, headers: headers).answer()
        #expect(answer.status == 400)
        #expect(answer.code == "INVALID_REQUEST")
    }

    @Test func `metrics count what there is`() async throws {
        let gateway = try Gateway()
        _ = try await gateway.paidPayment("order-1", 15_000)
        let text = try await gateway.answer(.toss(.get, "/metrics")).text
        for line in ["tossbox_sandboxes 1", "tossbox_payments 1", "tossbox_ledger_entries 1", "tossbox_requests 1"] {
            #expect(text.contains("\n\(line)\n"), "\(line) in\n\(text)")
        }
    }
}
