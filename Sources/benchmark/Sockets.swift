#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// TCP on the loopback address, with nothing of the project's own HTTP code.
enum Sockets {
    /// A connection; nil when nobody listens.
    static func connect(port: UInt16) -> Int32? {
        let descriptor = make()
        var address = loopback(port)
        let result = withBytes(of: &address) { systemConnect(descriptor, $0, $1) }
        guard result == 0 else {
            close(descriptor)
            return nil
        }
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return descriptor
    }

    /// A listening socket and the free port it got.
    static func listen() throws(Failure) -> (descriptor: Int32, port: UInt16) {
        let descriptor = make()
        var address = loopback(0)
        let isBound = withBytes(of: &address) { bind(descriptor, $0, $1) } == 0
        guard isBound, systemListen(descriptor, 512) == 0 else { throw Failure("cannot listen: \(errnoText()).") }
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// A port that was free a moment ago.
    static func freePort() throws(Failure) -> UInt16 {
        let (descriptor, port) = try listen()
        close(descriptor)
        return port
    }

    static func makeNonBlocking(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    private static func make() -> Int32 {
        #if canImport(Darwin)
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func withBytes(
        of address: inout sockaddr_in,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }
}

private func systemConnect(_ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ size: socklen_t) -> Int32 {
    connect(descriptor, address, size)
}

private func systemListen(_ descriptor: Int32, _ backlog: Int32) -> Int32 { listen(descriptor, backlog) }

/// Tells which descriptors can be read.
///
/// With `poll`, which both systems have: at a few dozen descriptors it costs no more than its relatives.
struct Poller {
    private var items: [pollfd] = []
    private var tags: [Int] = []

    mutating func add(_ descriptor: Int32, tag: Int) {
        items.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
        tags.append(tag)
    }

    /// Stops watching; call it before the descriptor is closed.
    mutating func remove(_ descriptor: Int32) {
        guard let index = items.firstIndex(where: { $0.fd == descriptor }) else { return }
        items.remove(at: index)
        tags.remove(at: index)
    }

    /// Waits for something to read and hands over its tags; false when nothing came in time.
    mutating func wait(milliseconds: Int32, _ body: (Int) throws(Failure) -> Void) throws(Failure) -> Bool {
        let count = poll(&items, nfds_t(items.count), milliseconds)
        guard count > 0 else { return count < 0 && errno == EINTR }
        for index in items.indices where items[index].revents != 0 { try body(tags[index]) }
        return true
    }
}

func closeSocket(_ descriptor: Int32) { close(descriptor) }
