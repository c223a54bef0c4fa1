#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Requests under way to several servers, sent from one thread whenever they are due.
///
/// Unlike `LoadGenerator`, which sends the next request once an answer is there, it takes a further connection when all
/// are busy: a slow answer holds up no other request.
struct Traffic {
    private var poller = Poller()
    private var connections: [Connection] = []
    /// Those that wait for nothing, by the port they lead to.
    private var free: [UInt16: [Int]] = [:]

    struct Answer {
        /// What the request was sent with.
        let tag: Int
        /// 0 when the server closed the connection instead.
        let status: Int
        let body: String
        let receivedAt: UInt64
    }

    private struct Connection {
        let descriptor: Int32
        let port: UInt16
        var buffer = ReceiveBuffer()
        /// Nil while it is free.
        var tag: Int?
        var isOpen = true
    }

    mutating func send(_ request: [UInt8], to port: UInt16, tag: Int) throws(Failure) {
        let index: Int
        if let known = free[port]?.popLast() { index = known } else { index = try connect(to: port) }
        connections[index].tag = tag
        let sent = request.withUnsafeBytes { bytes in
            bytes.baseAddress.map { systemSend(connections[index].descriptor, $0, bytes.count) } ?? -1
        }
        // The socket is empty, so it takes a few hundred bytes whole.
        guard sent == request.count else { throw Failure("cannot send: \(errnoText()).") }
    }

    /// Waits until something comes in, but not past an instant, and returns the answers that are whole.
    mutating func receive(until limit: UInt64) throws(Failure) -> [Answer] {
        let now = nanoseconds()
        // Rounded up: to look again and again would take the processor from those that are measured.
        let milliseconds = limit > now ? (limit - now + 999_999) / 1_000_000 : 0
        var ready: [Int] = []
        _ = try poller.wait(milliseconds: Int32(min(milliseconds, 1000))) { (tag) throws(Failure) in ready.append(tag) }
        return ready.compactMap { read($0) }
    }

    /// Closes all connections.
    mutating func end() {
        for index in connections.indices where connections[index].isOpen { close(index) }
    }

    private mutating func connect(to port: UInt16) throws(Failure) -> Int {
        guard let descriptor = Sockets.connect(port: port) else {
            throw Failure("nobody listens on port \(port): \(errnoText()).")
        }
        Sockets.makeNonBlocking(descriptor)
        poller.add(descriptor, tag: connections.count)
        connections.append(Connection(descriptor: descriptor, port: port))
        return connections.count - 1
    }

    private mutating func read(_ index: Int) -> Answer? {
        switch connections[index].buffer.read(from: connections[index].descriptor) {
        case .none: return nil
        case .some: break
        case .end:
            let tag = connections[index].tag
            close(index)
            return tag.map { Answer(tag: $0, status: 0, body: "the connection was closed", receivedAt: nanoseconds()) }
        }
        var answer: Answer?
        let tag = connections[index].tag ?? 0
        let isWhole = connections[index].buffer.take { message, bytes in
            answer = Answer(
                tag: tag,
                status: Message.status(of: bytes),
                body: String(decoding: bytes[message.bodyStart...], as: UTF8.self),
                receivedAt: nanoseconds()
            )
        }
        guard isWhole else { return nil }
        connections[index].tag = nil
        free[connections[index].port, default: []].append(index)
        return answer
    }

    private mutating func close(_ index: Int) {
        poller.remove(connections[index].descriptor)
        free[connections[index].port]?.removeAll { $0 == index }
        closeSocket(connections[index].descriptor)
        connections[index].buffer.end()
        connections[index].isOpen = false
    }
}

/// Latencies in milliseconds, counted from when a request was due, so that one that had to wait to be sent is no faster.
struct Latencies {
    private var milliseconds: [Double] = []

    mutating func add(from start: UInt64, to end: UInt64) {
        milliseconds.append(end > start ? Double(end - start) / 1e6 : 0)
    }

    var count: Int { milliseconds.count }

    func percentile(_ share: Double) -> Double? {
        let sorted = milliseconds.sorted()
        return sorted.isEmpty ? nil : sorted[Int((Double(sorted.count - 1) * share).rounded(.up))]
    }

    /// Half of them, nearly all of them, and the worst, for a report.
    func figures(_ name: String, goal: String = "") -> [Report.Figure] {
        [
            .init("\(name)Ms50", percentile(0.5), digits: 1, unit: "ms"),
            .init("\(name)Ms95", percentile(0.95), digits: 1, unit: "ms"),
            .init("\(name)Ms99", percentile(0.99), digits: 1, unit: "ms\(goal)"),
            .init("\(name)MsMax", percentile(1), digits: 1, unit: "ms"),
        ]
    }
}
