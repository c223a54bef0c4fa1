internal import Foundation

#if canImport(Glibc)
internal import Glibc
#endif

/// A TCP socket with blocking calls, for threads only.
final class Socket: Sendable {
    let descriptor: Int32

    /// Takes over a descriptor, and gives each of its calls half a minute.
    init(adopting descriptor: Int32) {
        self.descriptor = descriptor
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    static func make() throws -> Socket {
        #if canImport(Glibc)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        #else
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { throw TestFailure("socket: errno \(errno)") }
        return Socket(adopting: descriptor)
    }

    static func address(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }

    static func connected(to port: UInt16) throws -> Socket {
        let socket = try make()
        var address = address(port: port)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw TestFailure("connect to port \(port): errno \(errno)") }
        return socket
    }

    /// A listening socket on a free port, or on `port`.
    static func listening(on port: UInt16 = 0) throws -> (socket: Socket, port: UInt16) {
        let socket = try make()
        var address = address(port: port)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                guard bind(socket.descriptor, pointer, size) == 0, listen(socket.descriptor, 128) == 0 else {
                    return Int32(-1)
                }
                return getsockname(socket.descriptor, pointer, &size)
            }
        }
        guard result == 0 else { throw TestFailure("bind: errno \(errno)") }
        return (socket, UInt16(bigEndian: address.sin_port))
    }

    /// The next bytes; empty at the end.
    func receive() throws(SocketError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = recv(descriptor, &bytes, bytes.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SocketError(code: errno) }
            return Array(bytes[..<count])
        }
    }

    func send(_ bytes: [UInt8]) throws(SocketError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            #if canImport(Glibc)
            let flags = Int32(MSG_NOSIGNAL)
            #else
            let flags: Int32 = 0
            #endif
            let count = rest.withUnsafeBytes { sendBytes(descriptor, $0.baseAddress, $0.count, flags) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SocketError(code: errno) }
            rest = rest.dropFirst(count)
        }
    }

    /// Wakes whoever blocks in this socket.
    func shutDown() { shutdown(descriptor, Int32(2)) }
}

/// What the system said about a socket call.
package struct SocketError: Error, Equatable {
    package let code: Int32

    package var isReset: Bool { code == ECONNRESET }
}

private func sendBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int, _ flags: Int32) -> Int {
    #if canImport(Glibc)
    Glibc.send(descriptor, bytes, count, flags)
    #else
    Foundation.send(descriptor, bytes, count, flags)
    #endif
}
