import Locking

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A server of raw bytes on 127.0.0.1, with a thread a connection; it answers what the test says, cut where it says.
final class Responder: Sendable {
    struct ReceivedRequest: Sendable {
        let connection: Int
        let head: String
        let body: String
    }

    enum Behaviour: Sendable {
        case answer(String)
        case answerAndClose(String)
        /// Says nothing until the client or the test ends.
        case hold
    }

    let port: UInt16
    private let listener: Int32
    private let act: @Sendable (ReceivedRequest) -> Behaviour
    private let seen = Locked(Seen())

    private struct Seen {
        var requests: [ReceivedRequest] = []
        var connections: [Int32] = []
        var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var isClosed = false
    }

    var url: String { "http://127.0.0.1:\(port)/" }
    var requests: [ReceivedRequest] { seen.withLock { $0.requests } }
    var connectionCount: Int { seen.withLock { $0.connections.count } }

    init(_ act: @escaping @Sendable (ReceivedRequest) -> Behaviour) {
        self.act = act
        (listener, port) = boundSocket()
        listen(listener, 512)
        startThread { [self] in accept() }
    }

    /// Suspends until so many requests have come in whole.
    func received(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = seen.withLock { seen in
                if seen.requests.count < count { seen.waiters.append((count, continuation)) }
                return seen.requests.count >= count
            }
            if isThere { continuation.resume() }
        }
    }

    /// Ends every connection, and the threads with them.
    func close() {
        let connections = seen.withLock { seen in
            seen.isClosed = true
            return seen.connections
        }
        shutdown(listener, Int32(SHUT_RDWR))
        for connection in connections { shutdown(connection, Int32(SHUT_RDWR)) }
    }

    private func accept() {
        defer { closeSocket(listener) }
        while true {
            let socket = acceptSocket(listener)
            guard socket >= 0 else { return }
            let number = seen.withLock { seen in
                seen.connections.append(socket)
                return seen.isClosed ? nil : seen.connections.count
            }
            guard let number else { return closeSocket(socket) }
            startThread { [self] in serve(socket, number) }
        }
    }

    private func serve(_ socket: Int32, _ number: Int) {
        var received: [UInt8] = []
        while let request = readRequest(socket, number, &received) {
            let ready = seen.withLock { seen in
                seen.requests.append(request)
                let count = seen.requests.count
                defer { seen.waiters.removeAll { $0.count <= count } }
                return seen.waiters.filter { $0.count <= count }.map(\.continuation)
            }
            ready.forEach { $0.resume() }
            switch act(request) {
            case .answer(let text): write(socket, text)
            case .answerAndClose(let text):
                write(socket, text)
                // The descriptor stays open until the end, so that its number is not given to another connection.
                shutdown(socket, Int32(SHUT_RDWR))
            case .hold: _ = readRequest(socket, number, &received)
            }
        }
        shutdown(socket, Int32(SHUT_RDWR))
    }

    deinit { seen.withLock { $0.connections }.forEach(closeSocket) }
}

/// Runs `body` with a responder that lives no longer.
func withResponder(
    _ act: @escaping @Sendable (Responder.ReceivedRequest) -> Responder.Behaviour,
    _ body: (Responder) async throws -> Void
) async throws {
    let responder = Responder(act)
    defer { responder.close() }
    try await body(responder)
}

/// An answer of that status with a body and its length.
func answer(_ status: Int = 200, _ body: String = "", headers: String = "") -> String {
    "HTTP/1.1 \(status) Whatever\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
}

/// A port on 127.0.0.1 that was free a moment ago, and where nobody listens.
func closedPort() -> UInt16 {
    let (socket, port) = boundSocket()
    closeSocket(socket)
    return port
}

private func readRequest(_ socket: Int32, _ number: Int, _ received: inout [UInt8]) -> Responder.ReceivedRequest? {
    while true {
        let text = String(decoding: received, as: UTF8.self)
        if let range = text.firstRange(of: "\r\n\r\n") {
            let head = String(text[..<range.lowerBound])
            let length = head.firstMatch(of: /(?i)content-length: *(\d+)/).flatMap { Int($0.1) } ?? 0
            let start = head.utf8.count + 4
            if received.count >= start + length {
                let body = String(decoding: received[start..<start + length], as: UTF8.self)
                received.removeFirst(start + length)
                return Responder.ReceivedRequest(connection: number, head: head, body: body)
            }
        }
        var chunk = [UInt8](repeating: 0, count: 4096)
        let count = recv(socket, &chunk, chunk.count, 0)
        guard count > 0 else { return nil }
        received += chunk[..<count]
    }
}

private func write(_ socket: Int32, _ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
    }
}

private func boundSocket() -> (Int32, UInt16) {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutableBytes(of: &address) { bytes in
        let pointer = bytes.assumingMemoryBound(to: sockaddr.self).baseAddress
        bind(socket, pointer, length)
        if let pointer { getsockname(socket, pointer, &length) }
    }
    return (socket, UInt16(bigEndian: address.sin_port))
}

private func acceptSocket(_ listener: Int32) -> Int32 { accept(listener, nil, nil) }

private func closeSocket(_ socket: Int32) { close(socket) }

private final class ServingThread: Sendable {
    let run: @Sendable () -> Void
    init(run: @escaping @Sendable () -> Void) { self.run = run }
}

private func startThread(_ run: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { box in
        if let box { Unmanaged<ServingThread>.fromOpaque(box).takeRetainedValue().run() }
        return nil
    }
    pthread_create(&thread, nil, main, Unmanaged.passRetained(ServingThread(run: run)).toOpaque())
    pthread_detach(thread)
}
