internal import Locking

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// What clients did not take at once, and the thread that sends it on.
///
/// There is one thread for all of them, and only while something waits: a backlog is rare.
final class Backlogs: Sendable {
    private struct Entry: Sendable {
        let state: Locked<ExchangeState>
        let flight: Flight
        var lastProgress = ContinuousClock.now
    }

    private struct Holdings: Sendable {
        var entries: [Entry] = []
        /// Opens when the thread that runs now ends; nil when none does.
        var end: Latch?
    }

    private let patience: Duration
    private let holdings = Locked(Holdings())

    init(patience: Duration) { self.patience = patience }

    /// Takes on an exchange until nothing of it waits, or its client is given up.
    func add(_ state: Locked<ExchangeState>, of flight: Flight) {
        let end: Latch? = holdings.withLock { holdings in
            holdings.entries.append(Entry(state: state, flight: flight))
            guard holdings.end == nil else { return nil }
            let end = Latch()
            holdings.end = end
            return end
        }
        guard let end else { return }
        let code = detachThread { [self] in
            run()
            end.open()
        }
        // Without a thread the rest would never be sent, so these clients are cut off instead of left waiting.
        if code != 0 {
            let left = holdings.withLock { holdings in
                defer { holdings = Holdings() }
                return holdings.entries
            }
            for entry in left { Self.giveUp(entry) }
            end.open()
        }
    }

    /// Waits for the thread; nothing may be added any more, and what waits is over.
    func waitForEnd() {
        holdings.withLock { $0.end }?.wait()
    }

    private func run() {
        while true {
            let entries = holdings.withLock { holdings -> [Entry] in
                defer { holdings.entries = [] }
                if holdings.entries.isEmpty { holdings.end = nil }
                return holdings.entries
            }
            if entries.isEmpty { return }
            let left = sendOn(entries)
            holdings.withLock { $0.entries += left }
        }
    }

    /// Waits a little for clients that read, sends on to those, and returns the entries that still have something.
    private func sendOn(_ entries: [Entry]) -> [Entry] {
        var waiting: [Entry] = []
        var sockets: [pollfd] = []
        for entry in entries {
            guard let socket = entry.state.withLock({ $0.waitingSocket }) else { continue }
            waiting.append(entry)
            sockets.append(pollfd(fd: socket, events: Int16(POLLOUT), revents: 0))
        }
        // Short, so that entries added meanwhile are soon polled, and those that were cut off are soon dropped.
        let count = unsafe sockets.withUnsafeMutableBufferPointer { sockets in
            unsafe poll(sockets.baseAddress, nfds_t(sockets.count), 20)
        }
        return zip(waiting, sockets).compactMap { entry, socket in
            count > 0 && socket.revents != 0 ? Self.flush(entry) : impatient(entry)
        }
    }

    private static func flush(_ entry: Entry) -> Entry? {
        var entry = entry
        switch entry.state.withLock({ $0.flush() }) {
        case .finished(let held):
            if let held { entry.flight.resume(held) }
            return nil
        case .some: entry.lastProgress = .now
        case .nothing: break
        }
        return entry
    }

    private func impatient(_ entry: Entry) -> Entry? {
        guard patience > .zero, entry.lastProgress + patience <= .now else { return entry }
        Self.giveUp(entry)
        return nil
    }

    private static func giveUp(_ entry: Entry) {
        if let held = entry.state.withLock({ $0.waitingSocket == nil ? nil : $0.drop(.reset) }) {
            entry.flight.resume(held)
        }
    }
}
