#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Bytes that go to a client past the library, and those that the system has not taken yet.
struct RawStream: Sendable {
    let socket: Int32
    /// The most bytes that may wait.
    private let limit: Int
    private var backlog: [UInt8] = []
    private var sent = 0
    private var hasBegun = false
    /// Whether it ends as soon as nothing waits.
    private(set) var isEnding = false
    /// Whether `Backlogs` sends what waits.
    var isSeenTo = false

    init(socket: Int32, limit: Int) {
        self.socket = socket
        self.limit = limit
    }

    var hasBacklog: Bool { sent < backlog.count }

    /// How far sending got.
    enum Progress {
        /// Nothing waits.
        case done
        /// Some went and some waits.
        case some
        /// The system took nothing, and something waits.
        case nothing
        /// Nothing may be written after the end.
        case ended
        /// The client is gone.
        case gone
        /// More waits than may.
        case tooMuch
    }

    mutating func write(_ bytes: [UInt8]) -> Progress {
        guard !isEnding else { return .ended }
        if !hasBegun {
            hasBegun = true
            sendWithoutDelay(socket)
        }
        if hasBacklog, sent > 0 {
            backlog.removeFirst(sent)
            sent = 0
        }
        // The usual case: nothing waits, and the system takes all of it.
        if !hasBacklog {
            backlog = bytes
            sent = 0
        } else {
            backlog += bytes
        }
        let progress = flush()
        return backlog.count - sent > limit ? .tooMuch : progress
    }

    /// Sends as much as the system takes.
    mutating func flush() -> Progress {
        let before = sent
        while sent < backlog.count {
            let count = unsafe backlog.withUnsafeBytes { bytes in
                unsafe send(socket, bytes.baseAddress?.advanced(by: sent), bytes.count - sent, withoutSignal)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN || errno == EWOULDBLOCK { return sent > before ? .some : .nothing }
            guard count >= 0 else { return .gone }
            sent += count
        }
        backlog = []
        sent = 0
        return .done
    }

    /// When an outcome takes effect.
    enum End {
        case now, later, never
    }

    /// Says when it can end so, and remembers an end that has to wait.
    mutating func end(with outcome: Exchange.Outcome?) -> End {
        switch outcome {
        case nil, .reset: return .now
        case .response: return hasBegun ? .never : .now
        case .close:
            guard !isEnding else { return .never }
            isEnding = hasBacklog
            return isEnding ? .later : .now
        }
    }
}

/// Has small parts sent at once, instead of when the client has acknowledged the ones before.
private func sendWithoutDelay(_ socket: Int32) {
    var isOn: Int32 = 1
    _ = unsafe setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
}

#if canImport(Glibc)
// The library's sockets never wait by themselves; not every build sees a name for asking again.
private let withoutSignal = Int32(MSG_NOSIGNAL)
#else
// Sockets there were told when they were accepted.
private let withoutSignal = MSG_DONTWAIT
#endif
