#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Sends prepared requests over keep-alive connections from one thread and counts whole answers.
///
/// Each connection has one request under way. It is the same for every server that is compared.
struct LoadGenerator {
    let port: UInt16
    let connections: Int

    struct Result {
        let seconds: Double
        /// Of each request, sorted.
        let microseconds: [Double]
        var perSecond: Double { Double(microseconds.count) / seconds }

        func percentile(_ share: Double) -> Double { microseconds[Int(Double(microseconds.count - 1) * share)] }
    }

    private struct Connection {
        let descriptor: Int32
        var buffer = ReceiveBuffer()
        var request = 0
        var sentAt: UInt64 = 0
    }

    /// Sends every request once; an answer with another status than `status` ends the run.
    func run(
        _ batch: RequestBatch,
        expecting status: Int = 200,
        each: ((_ request: Int, _ body: UnsafeRawBufferPointer) -> Void)? = nil
    ) throws(Failure) -> Result {
        var poller = Poller()
        var open: [Connection] = []
        defer {
            for connection in open {
                close(connection.descriptor)
                connection.buffer.end()
            }
        }
        for tag in 0..<min(connections, batch.count) {
            guard let descriptor = Sockets.connect(port: port) else {
                throw Failure("nobody listens on port \(port): \(errnoText()).")
            }
            Sockets.makeNonBlocking(descriptor)
            poller.add(descriptor, tag: tag)
            open.append(Connection(descriptor: descriptor))
        }
        var latencies: [Double] = []
        latencies.reserveCapacity(batch.count)
        var next = 0
        let start = nanoseconds()
        for tag in open.indices { try send(&next, of: batch, over: &open[tag]) }
        while latencies.count < batch.count {
            let isAlive = try poller.wait(milliseconds: 10_000) { (tag) throws(Failure) in
                switch open[tag].buffer.read(from: open[tag].descriptor) {
                case .none: return
                case .end: throw Failure("the server closed a connection after \(latencies.count) answers.")
                case .some: break
                }
                let request = open[tag].request
                var found = status
                var refusal = ""
                let isWhole = open[tag].buffer.take { message, bytes in
                    found = Message.status(of: bytes)
                    let body = UnsafeRawBufferPointer(rebasing: bytes[message.bodyStart...])
                    if found != status { refusal = String(decoding: body.prefix(300), as: UTF8.self) }
                    each?(request, body)
                }
                guard isWhole else { return }
                guard found == status else {
                    throw Failure("request \(request): \(found) instead of \(status): \(refusal)")
                }
                latencies.append(Double(nanoseconds() - open[tag].sentAt) / 1000)
                try send(&next, of: batch, over: &open[tag])
            }
            guard isAlive else { throw Failure("no answer for ten seconds after \(latencies.count) answers.") }
        }
        let seconds = Double(nanoseconds() - start) / 1e9
        return Result(seconds: seconds, microseconds: latencies.sorted())
    }

    private func send(_ next: inout Int, of batch: RequestBatch, over connection: inout Connection) throws(Failure) {
        guard next < batch.count else { return }
        let range = batch.range(of: next)
        connection.request = next
        connection.sentAt = nanoseconds()
        next += 1
        let sent = batch.bytes.withUnsafeBytes { bytes in
            bytes.baseAddress.map { systemSend(connection.descriptor, $0 + range.lowerBound, range.count) } ?? -1
        }
        // The socket is empty, so it takes a few hundred bytes whole.
        guard sent == range.count else { throw Failure("cannot send: \(errnoText()).") }
    }
}

func systemSend(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    #if canImport(Darwin)
    send(descriptor, bytes, count, 0)
    #else
    send(descriptor, bytes, count, Int32(MSG_NOSIGNAL))
    #endif
}
