internal import Locking

/// One request's answer-to-be.
///
/// Exactly one of `respond` and `reset` takes effect, whoever calls first, on any thread and at any time: inside the
/// handler, which costs nothing extra, or later, while the connection waits without a thread. An exchange that goes
/// away without an answer answers 500 with an empty body. A client that leaves while its answer is held back is noticed
/// only when the answer is sent, which is harmless.
package final class Exchange: Sendable {
    /// What an exchange can come to.
    package enum Outcome: Sendable {
        /// An answer.
        case response(Response)
        /// The connection breaks off with a TCP RST, and no byte of an answer is sent.
        case reset
    }

    private let state: Locked<ExchangeState>
    private let flight: Flight?

    init(_ state: Locked<ExchangeState>, in flight: Flight) {
        self.state = state
        self.flight = flight
    }

    /// Makes an exchange with no connection behind it, for calling handlers without a server.
    package init(reportingTo receive: @escaping @Sendable (Outcome) -> Void) {
        state = Locked(.detached(receive))
        flight = nil
    }

    deinit {
        settle(.response(Response(status: 500)))
    }

    /// Answers, and says whether this was the call that did.
    @discardableResult package func respond(_ response: Response) -> Bool {
        settle(.response(response))
    }

    /// Breaks the connection off, and says whether this was the call that did.
    @discardableResult package func reset() -> Bool {
        settle(.reset)
    }

    /// Whether the client of a held answer has closed its side; false before the handler has returned.
    ///
    /// Nobody is told when a client leaves: who holds answers for long asks now and then. A client that only shut down
    /// its sending side looks the same, and would still read an answer.
    package var isAbandoned: Bool {
        state.withLock { state in
            // Under the lock, because the socket is the connection's only while nobody resumes it.
            if case .held(let held) = state { held.isClosedByClient } else { false }
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

/// Where one exchange stands.
///
///     open ──hold──▶ held
///      │              │
///      └───settle─────┴──▶ settled ──take──▶ over
///
/// `open` and `over` belong to the library's thread, which alone moves to `held` and takes. Anyone settles.
enum ExchangeState: Sendable {
    case open
    case held(HeldConnection)
    case settled(Exchange.Outcome?)
    case over
    case detached(@Sendable (Exchange.Outcome) -> Void)

    /// What whoever settled has to do once the lock is free.
    enum Duty: Sendable {
        case ignored
        case recorded
        case resume(HeldConnection)
        case report(@Sendable (Exchange.Outcome) -> Void)
    }

    /// Fixes the outcome if there is none yet; nil closes the connection without a word.
    mutating func settle(_ outcome: Exchange.Outcome?) -> Duty {
        switch self {
        case .open:
            self = .settled(outcome)
            return .recorded
        case .held(let held):
            self = .settled(outcome)
            return .resume(held)
        case .detached(let receive):
            self = .over
            return .report(receive)
        case .settled, .over:
            return .ignored
        }
    }

    /// Notes that the connection is suspended, unless an outcome was quicker.
    mutating func hold(_ held: HeldConnection) -> Bool {
        guard case .open = self else { return false }
        self = .held(held)
        return true
    }

    /// Hands the outcome over, once: the outer nil means there is none to take yet.
    mutating func take() -> Exchange.Outcome?? {
        guard case .settled(let outcome) = self else { return nil }
        self = .over
        return .some(outcome)
    }
}
