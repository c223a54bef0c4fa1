internal import Locking

/// One request's answer-to-be.
///
/// Exactly one of `respond`, `reset` and `close` takes effect, whoever calls first, on any thread and at any time:
/// inside the handler, which costs nothing extra, or later, while the connection waits without a thread. Bytes may be
/// written before a `close`, for as long as it takes. An exchange that goes away without an answer answers 500 with an
/// empty body, or closes when bytes were written.
package final class Exchange: Sendable {
    /// What an exchange can come to.
    package enum Outcome: Sendable {
        /// An answer.
        case response(Response)
        /// The connection breaks off with a TCP RST, and no byte of an answer is sent.
        case reset
        /// The connection ends with a FIN after the bytes that were written, if any, and no other.
        case close
    }

    private let state: Locked<ExchangeState>
    private let flight: Flight?

    init(_ state: Locked<ExchangeState>, in flight: Flight) {
        self.state = state
        self.flight = flight
    }

    /// Makes an exchange with no connection behind it, for calling handlers without a server.
    ///
    /// `write` sees what is written, and says false when the client would be gone; `isAbandoned` is asked in place of
    /// the socket.
    package init(
        reportingTo receive: @escaping @Sendable (Outcome) -> Void,
        writingTo write: @escaping @Sendable ([UInt8]) -> Bool = { _ in true },
        isAbandoned: @escaping @Sendable () -> Bool = { false }
    ) {
        let client = DetachedClient(receive: receive, write: write, isGone: isAbandoned)
        state = Locked(.detached(client, hasWritten: false))
        flight = nil
    }

    deinit {
        if !settle(.response(Response(status: 500))) { settle(.close) }
    }

    /// Answers, and says whether this was the call that did; it is not once bytes were written.
    @discardableResult package func respond(_ response: Response) -> Bool {
        settle(.response(response))
    }

    /// Breaks the connection off, and says whether this was the call that did.
    @discardableResult package func reset() -> Bool {
        settle(.reset)
    }

    /// Ends the connection once all that was written is on its way, and says whether this was the call that did.
    @discardableResult package func close() -> Bool {
        settle(.close)
    }

    /// Puts bytes on the connection as they are, in place of an answer; says false when nobody can receive them.
    ///
    /// It never waits. What the system does not take at once is kept and sent on, up to the server's
    /// `maximumBacklog`; a client that leaves more than that unread, or takes nothing of it for the server's
    /// `idleTimeout`, is cut off with a RST. A client that left may swallow one write before the next one fails, so who
    /// writes seldom asks `isAbandoned` as well.
    @discardableResult package func write(_ bytes: [UInt8]) -> Bool {
        switch state.withLock({ $0.write(bytes) }) {
        case .sent: return true
        case .kept(let isFirst):
            if isFirst { flight?.flush(state) }
            return true
        case .lost(let held):
            if let held { flight?.resume(held) }
            return false
        case .observe(let write): return write(bytes)
        }
    }

    /// Whether the client of a held answer has closed its side; false before the handler has returned.
    ///
    /// Nobody is told when a client leaves: who holds answers for long asks now and then. A client that only shut down
    /// its sending side looks the same, and would still read an answer.
    package var isAbandoned: Bool {
        let (isGone, client) = state.withLock { state -> (Bool, DetachedClient?) in
            switch state {
            case .open: (false, nil)
            // Under the lock, because the socket is the connection's only while nobody resumes it.
            case .held(let held, _): (held.isClosedByClient, nil)
            case .settled, .over: (false, nil)
            case .detached(let client, _): (false, client)
            }
        }
        return client?.isGone() ?? isGone
    }

    /// Whether nothing more can be sent: it was answered or ended, or the server has cut it off.
    package var isOver: Bool {
        state.withLock { state in
            switch state {
            case .open, .held, .detached: false
            case .settled, .over: true
            }
        }
    }

    @discardableResult private func settle(_ outcome: Outcome) -> Bool {
        switch state.withLock({ $0.settle(outcome) }) {
        case .ignored: return false
        case .recorded: return true
        case .resume(let held):
            flight?.resume(held)
            return true
        case .report(let receive):
            receive(outcome)
            return true
        }
    }
}
