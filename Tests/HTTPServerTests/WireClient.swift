import Glibc

/// A TCP connection that shows what really is on the wire.
final class WireClient {
    enum End: Equatable { case closed, reset, silence }

    struct Answer: Equatable {
        var status: Int
        var head: String
        var body: String
    }

    private let descriptor: Int32
    private var buffer: [UInt8] = []

    init(port: UInt16, isIPv6: Bool = false) throws {
        descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var result: Int32 = -1
        if isIPv6 {
            var place = sockaddr_in6()
            place.sin6_family = sa_family_t(AF_INET6)
            place.sin6_port = port.bigEndian
            place.sin6_addr = in6addr_loopback
            result = connectTo(&place)
        } else {
            var place = sockaddr_in()
            place.sin_family = sa_family_t(AF_INET)
            place.sin_port = port.bigEndian
            place.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            result = connectTo(&place)
        }
        guard result == 0 else { throw WireError(code: errno) }
    }

    deinit { Glibc.close(descriptor) }

    func send(_ text: String) { send(Array(text.utf8)) }

    /// Sends everything, or as much as the other side lets us.
    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// Sends a request that needs nothing but its first line.
    func ask(_ line: String, headers: String = "", body: String = "") {
        send("\(line) HTTP/1.1\r\nHost: x\r\n\(headers)\r\n\(body)")
    }

    /// Sends our FIN, so that the server has seen it all when its own FIN arrives.
    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Reads one answer by its `Content-Length`; an answer to HEAD has no body however long it says it would be.
    func readAnswer(toHead: Bool = false) throws -> Answer {
        let separator = Array("\r\n\r\n".utf8)
        var headEnd: Int?
        while headEnd == nil {
            headEnd = buffer.indices.first { buffer[$0...].starts(with: separator) }
            if headEnd == nil, let end = fill() { throw BrokenAnswer(end: end, soFar: text(buffer[...])) }
        }
        let head = text(buffer[..<(headEnd ?? 0)])
        buffer.removeFirst((headEnd ?? 0) + separator.count)
        let field = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length: ") }
        let size = toHead ? 0 : field.flatMap { Int($0.dropFirst(16)) } ?? 0
        while buffer.count < size {
            if let end = fill() { throw BrokenAnswer(end: end, soFar: head) }
        }
        let body = text(buffer[..<size])
        buffer.removeFirst(size)
        let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return Answer(status: status ?? 0, head: head, body: body)
    }

    /// Reads until the connection ends, and says how it ended and what came before.
    func readToEnd() -> (text: String, end: End) {
        while true {
            if let end = fill() { return (text(buffer[...]), end) }
        }
    }

    /// Waits until the connection is broken off, without taking a byte.
    func waitForReset() {
        var end = pollfd(fd: descriptor, events: 0, revents: 0)
        poll(&end, 1, 30_000)
    }

    private func fill() -> End? {
        var part = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &part, part.count, 0)
        if count > 0 { buffer += part[..<count] }
        return count > 0 ? nil : count == 0 ? .closed : errno == ECONNRESET ? .reset : .silence
    }

    private func connectTo<Address>(_ place: inout Address) -> Int32 {
        let size = socklen_t(MemoryLayout<Address>.size)
        return withUnsafeBytes(of: &place) {
            connect(descriptor, $0.assumingMemoryBound(to: sockaddr.self).baseAddress, size)
        }
    }
}

struct WireError: Error { let code: Int32 }
struct BrokenAnswer: Error {
    let end: WireClient.End
    let soFar: String
}

private func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
