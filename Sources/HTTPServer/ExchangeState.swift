/// Where one exchange stands.
///
///     open ──hold──▶ held
///      │              │
///      └───settle─────┴──▶ settled ──take──▶ over
///
/// `open` and `over` belong to the library's thread, which alone moves to `held` and takes. Anyone settles, and writes
/// in `open` and `held`: there the library leaves the socket alone. A `close` waits in these two until all that was
/// written has been sent.
enum ExchangeState: Sendable {
    case open(RawStream)
    case held(HeldConnection, RawStream)
    case settled(Exchange.Outcome?)
    case over
    case detached(DetachedClient, hasWritten: Bool)

    /// What the caller of `settle` has to do once it has given the lock back.
    enum Duty: Sendable {
        case ignored
        case recorded
        case resume(HeldConnection)
        case report(@Sendable (Exchange.Outcome) -> Void)
    }

    /// Fixes the outcome if there is none yet; nil closes the connection without a word, and at once.
    mutating func settle(_ outcome: Exchange.Outcome?) -> Duty {
        switch self {
        case .open(var stream):
            switch stream.end(with: outcome) {
            case .now: self = .settled(outcome)
            case .later: self = .open(stream)
            case .never: return .ignored
            }
            return .recorded
        case .held(let held, var stream):
            switch stream.end(with: outcome) {
            case .now: self = .settled(outcome)
            case .later:
                self = .held(held, stream)
                return .recorded
            case .never: return .ignored
            }
            return .resume(held)
        case .detached(let client, let hasWritten):
            if hasWritten, case .response = outcome { return .ignored }
            self = .over
            return .report(client.receive)
        case .settled, .over:
            return .ignored
        }
    }

    /// Notes that the connection is suspended, unless an outcome was quicker.
    mutating func hold(_ held: HeldConnection) -> Bool {
        guard case .open(let stream) = self else { return false }
        self = .held(held, stream)
        return true
    }

    /// Ends a held exchange whose client has closed its side; returns the connection to resume.
    mutating func letGoIfAbandoned() -> HeldConnection? {
        guard case .held(let held, _) = self, held.isClosedByClient else { return nil }
        return drop(nil)
    }

    /// Hands the outcome over, once: the outer nil means there is none to take yet.
    mutating func take() -> Exchange.Outcome?? {
        guard case .settled(let outcome) = self else { return nil }
        self = .over
        return .some(outcome)
    }
}

/// Writing past the library.
extension ExchangeState {
    /// What became of a write.
    enum Written: Sendable {
        case sent
        /// Some of it waits; the first time the caller hands the exchange to `Backlogs`.
        case kept(isFirst: Bool)
        /// The client is gone; a connection that was held has to be resumed.
        case lost(HeldConnection?)
        case observe(@Sendable ([UInt8]) -> Bool)
    }

    mutating func write(_ bytes: [UInt8]) -> Written {
        switch self {
        case .settled, .over: return .lost(nil)
        case .detached(let client, _):
            self = .detached(client, hasWritten: true)
            return .observe(client.write)
        case .open, .held: break
        }
        var isFirst = false
        let progress = withStream { stream in
            let progress = stream.write(bytes)
            isFirst = stream.hasBacklog && !stream.isSeenTo
            // When this write sent the rest as well, `Backlogs` drops the exchange; the next backlog is a first one.
            stream.isSeenTo = stream.hasBacklog
            return progress
        }
        switch progress {
        case .done: return .sent
        case .some, .nothing: return .kept(isFirst: isFirst)
        case .ended: return .lost(nil)
        case .gone: return .lost(drop(.close))
        case .tooMuch: return .lost(drop(.reset))
        }
    }

    /// What became of sending on.
    enum Flushed: Sendable {
        /// Nothing waits any more; a connection that was held for its end has to be resumed.
        case finished(HeldConnection?)
        case some
        case nothing
    }

    /// Sends on what waits.
    mutating func flush() -> Flushed {
        let progress = withStream { stream in
            let progress = stream.flush()
            stream.isSeenTo = stream.hasBacklog
            return progress
        }
        switch progress {
        case .some: return .some
        case .nothing: return .nothing
        case .done: return .finished(isEnding ? drop(.close) : nil)
        case .ended: return .finished(nil)
        case .gone, .tooMuch: return .finished(drop(.close))
        }
    }

    /// Ends an exchange whose client is lost; returns the connection to resume, if it was held.
    mutating func drop(_ outcome: Exchange.Outcome?) -> HeldConnection? {
        defer { self = .settled(outcome) }
        if case .held(let held, _) = self { return held } else { return nil }
    }

    /// The socket of the client for whom something waits.
    var waitingSocket: Int32? {
        switch self {
        case .open(let stream), .held(_, let stream): stream.hasBacklog ? stream.socket : nil
        case .settled, .over, .detached: nil
        }
    }

    private var isEnding: Bool {
        switch self {
        case .open(let stream), .held(_, let stream): stream.isEnding
        case .settled, .over, .detached: false
        }
    }

    private mutating func withStream(_ body: (inout RawStream) -> RawStream.Progress) -> RawStream.Progress {
        switch self {
        case .open(var stream):
            // The only reference, or every write would copy the backlog.
            self = .over
            defer { self = .open(stream) }
            return body(&stream)
        case .held(let held, var stream):
            self = .over
            defer { self = .held(held, stream) }
            return body(&stream)
        case .settled, .over, .detached: return .ended
        }
    }
}

/// Who stands in for the client of an exchange without a connection.
struct DetachedClient: Sendable {
    let receive: @Sendable (Exchange.Outcome) -> Void
    let write: @Sendable ([UInt8]) -> Bool
    let isGone: @Sendable () -> Bool
}
