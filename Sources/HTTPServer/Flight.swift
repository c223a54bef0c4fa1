internal import CMicrohttpd
internal import Locking
internal import Synchronization

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A suspended connection.
///
/// `@unchecked` because the pointer may be used on any thread, but only to resume: the library neither closes nor frees
/// a suspended connection, so it is good until the one call that resumes it.
@safe struct HeldConnection: @unchecked Sendable {
    let number: UInt64
    let pointer: OpaquePointer
    let socket: Int32

    /// Whether the client's side has ended, as far as can be seen without taking bytes from the library.
    var isClosedByClient: Bool { hasEnded(socket) }
}

/// Whether no byte will come any more, without taking one that has come.
func hasEnded(_ socket: Int32) -> Bool {
    var byte: UInt8 = 0
    let count = unsafe recv(socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
    return count == 0 || count < 0 && errno != EAGAIN && errno != EINTR
}

/// The requests and connections under way: what a limit is counted by and what a stop waits for.
final class Flight: Sendable {
    private struct Holdings: Sendable {
        var exchanges: [UInt64: Locked<ExchangeState>] = [:]
        var nextNumber: UInt64 = 0
        var isCutting = false
    }

    /// The sockets of connections, from before the library's first look at them to before it closes them.
    private struct Sockets: Sendable {
        var open: Set<Int32> = []
        /// Those beyond the limit whose thread has not heard of them yet.
        var tooMany: Set<Int32> = []
        var isCutting = false
    }

    private let backlogs: Backlogs
    private let sockets = Locked(Sockets())
    private let holdings = Locked(Holdings())
    private let requests = Atomic<Int>(0)
    private let connections = Atomic<Int>(0)
    private let closing = Atomic<Bool>(false)
    private let stopping = Atomic<Bool>(false)
    private let drained = Latch()
    private let resumed = Latch()
    private let emptied = Latch()

    /// With the patience for clients that take nothing of what waits for them; zero means for ever.
    init(patience: Duration) { backlogs = Backlogs(patience: patience) }

    /// Sees to what a client did not take at once.
    func flush(_ state: Locked<ExchangeState>) { backlogs.add(state, of: self) }

    /// Whether answers say that their connection closes.
    var isStopping: Bool { closing.load(ordering: .acquiring) }

    /// Counts a connection before its thread hears of it, and says whether it may be, as one too many or not.
    func admitConnection(_ socket: Int32, limit: Int, spare: Int) -> Bool {
        let count = connections.add(1, ordering: .relaxed).newValue
        if count > limit + spare {
            connections.subtract(1, ordering: .relaxed)
            return false
        }
        if count > limit { sockets.withLock { _ = $0.tooMany.insert(socket) } }
        return true
    }

    /// Takes back that a connection was admitted, which the library did not take.
    func connectionRefused(_ socket: Int32) {
        connections.subtract(1, ordering: .relaxed)
        sockets.withLock { _ = $0.tooMany.remove(socket) }
    }

    /// Notes that its thread has it, and says whether it is one too many.
    func connectionOpened(_ socket: Int32) -> Bool {
        sockets.withLock { sockets in
            sockets.open.insert(socket)
            if sockets.isCutting { shutdown(socket, Int32(SHUT_RDWR)) }
            return sockets.tooMany.remove(socket) != nil
        }
    }

    func connectionClosed(_ socket: Int32) {
        connections.subtract(1, ordering: .relaxed)
        let isLast = sockets.withLock { sockets in
            sockets.open.remove(socket)
            return sockets.isCutting && sockets.open.isEmpty
        }
        if isLast { emptied.open() }
    }

    func requestBegan() { requests.add(1, ordering: .sequentiallyConsistent) }

    func requestEnded() {
        // Sequentially consistent, as in `drain`, which sets `stopping` and then reads `requests`: one of the two sides
        // must see what the other wrote.
        let left = requests.subtract(1, ordering: .sequentiallyConsistent).newValue
        if left == 0, stopping.load(ordering: .sequentiallyConsistent) { drained.open() }
    }

    /// Registers an exchange before its connection is suspended; nil once held connections are being closed.
    func hold(_ state: Locked<ExchangeState>, on connection: OpaquePointer) -> HeldConnection? {
        let number: UInt64? = holdings.withLock { holdings in
            guard !holdings.isCutting else { return nil }
            holdings.nextNumber += 1
            holdings.exchanges[holdings.nextNumber] = state
            return holdings.nextNumber
        }
        return number.map { unsafe HeldConnection(number: $0, pointer: connection, socket: tb_socket(connection)) }
    }

    /// Wakes a suspended connection; the caller took it out of its exchange's state, so nobody else does.
    func resume(_ held: HeldConnection) {
        unsafe MHD_resume_connection(held.pointer)
        // Only now: the daemon must not be stopped while a registered connection is still suspended.
        let isLast = holdings.withLock { holdings in
            holdings.exchanges[held.number] = nil
            return holdings.isCutting && holdings.exchanges.isEmpty
        }
        if isLast { resumed.open() }
    }

    /// Lets every answer from now on close its connection; comes before the last connection is accepted.
    func beginClosing() { closing.store(true, ordering: .releasing) }

    /// Waits for the requests under way to end, for at most the grace.
    ///
    /// Held answers whose client has left are dropped meanwhile; nothing reports a client that leaves, so their sockets
    /// are looked at again and again.
    func drain(grace: Duration) {
        stopping.store(true, ordering: .sequentiallyConsistent)
        if requests.load(ordering: .sequentiallyConsistent) == 0 { drained.open() }
        let end = ContinuousClock.now + grace
        while requests.load(ordering: .sequentiallyConsistent) > 0 {
            let left = end - .now
            guard left > .zero else { return }
            for state in holdings.withLock({ Array($0.exchanges.values) }) {
                if let held = state.withLock({ $0.letGoIfAbandoned() }) { resume(held) }
            }
            drained.wait(atMost: min(left, .milliseconds(50)))
        }
    }

    /// Closes the connections whose answers are still held back, and lets no other be held.
    func cut() {
        let left = holdings.withLock { holdings in
            holdings.isCutting = true
            return Array(holdings.exchanges.values)
        }
        for state in left {
            if case .resume(let held) = state.withLock({ $0.settle(nil) }) { resume(held) }
        }
        if !left.isEmpty { resumed.wait() }
        backlogs.waitForEnd()
    }

    /// Breaks off every connection and waits until the library has let go of them.
    ///
    /// A library that is told to stop while it answers a bad request itself reads through a null pointer.
    func closeConnections() {
        let isEmpty = sockets.withLock { sockets in
            sockets.isCutting = true
            for socket in sockets.open { shutdown(socket, Int32(SHUT_RDWR)) }
            return sockets.open.isEmpty
        }
        if !isEmpty { emptied.wait(atMost: .seconds(2)) }
    }
}
