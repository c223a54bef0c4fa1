#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A bound and listening TCP socket; whoever takes its descriptor closes it.
struct ListeningSocket: Sendable {
    let descriptor: Int32
    let address: String
    let isIPv6: Bool
    let port: UInt16

    /// `127.0.0.1:8080` or `[::1]:8080`.
    var authority: String { isIPv6 ? "[\(address)]:\(port)" : "\(address):\(port)" }

    func close() { closeDescriptor(descriptor) }

    /// Opens the sockets that a host name stands for.
    static func open(host: String, port: UInt16) throws(ServerError) -> [ListeningSocket] {
        guard host == "localhost" else { return [try listen(on: host, port: port)] }
        // A free IPv4 port may be taken on IPv6: ask for another, a few times.
        var attempts = port == 0 ? 16 : 1
        while true {
            attempts -= 1
            let first = try listen(on: "127.0.0.1", port: port)
            do {
                return [first, try listen(on: "::1", port: first.port)]
            } catch {
                switch error {
                case .addressNotHere:
                    return [first]
                case .portInUse where attempts > 0:
                    first.close()
                case .notAnAddress, .portInUse, .cannotListen, .cannotStart, .tooFewDescriptors:
                    first.close()
                    throw error
                }
            }
        }
    }

    private static func listen(on address: String, port: UInt16) throws(ServerError) -> ListeningSocket {
        var v4 = sockaddr_in()
        var v6 = sockaddr_in6()
        if unsafe inet_pton(AF_INET, address, &v4.sin_addr) == 1 {
            v4.sin_family = sa_family_t(AF_INET)
            v4.sin_port = port.bigEndian
            return try listen(AF_INET, &v4, address, port)
        }
        if unsafe inet_pton(AF_INET6, address, &v6.sin6_addr) == 1 {
            v6.sin6_family = sa_family_t(AF_INET6)
            v6.sin6_port = port.bigEndian
            return try listen(AF_INET6, &v6, address, port)
        }
        throw .notAnAddress(address)
    }

    private static func listen<Address>(
        _ family: Int32,
        _ place: inout Address,
        _ address: String,
        _ port: UInt16
    ) throws(ServerError) -> ListeningSocket {
        let descriptor = socket(family, stream, 0)
        guard descriptor >= 0 else { throw failure(errno, address, port) }
        do throws(ServerError) {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
            // Without it a restart waits a minute for the last run's connections to leave TIME_WAIT.
            setFlag(SOL_SOCKET, SO_REUSEADDR, true, of: descriptor)
            if family == AF_INET6 { setFlag(Int32(IPPROTO_IPV6), IPV6_V6ONLY, address != "::", of: descriptor) }
            var size = socklen_t(MemoryLayout<Address>.size)
            let isBound = unsafe withUnsafeBytes(of: &place) { bytes in
                unsafe bind(descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, size) == 0
            }
            guard isBound, listenForConnections(descriptor) else { throw failure(errno, address, port) }
            var bound = sockaddr_in6()  // big enough for both families, and the port is at the same offset in both
            size = socklen_t(MemoryLayout<sockaddr_in6>.size)
            let isNamed = unsafe withUnsafeMutableBytes(of: &bound) { bytes in
                unsafe getsockname(descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, &size) == 0
            }
            guard isNamed else { throw failure(errno, address, port) }
            return ListeningSocket(
                descriptor: descriptor,
                address: address,
                isIPv6: family == AF_INET6,
                port: UInt16(bigEndian: bound.sin6_port)
            )
        } catch {
            closeDescriptor(descriptor)
            throw error
        }
    }
}

private func closeDescriptor(_ descriptor: Int32) {
    close(descriptor)
}

private func listenForConnections(_ descriptor: Int32) -> Bool {
    listen(descriptor, 1024) == 0
}

private func setFlag(_ level: Int32, _ name: Int32, _ isOn: Bool, of descriptor: Int32) {
    var value: Int32 = isOn ? 1 : 0
    _ = unsafe setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
}

private func failure(_ code: Int32, _ address: String, _ port: UInt16) -> ServerError {
    switch code {
    case EADDRINUSE: .portInUse(port, address: address)
    case EADDRNOTAVAIL, EAFNOSUPPORT: .addressNotHere(address)
    default: .cannotListen(port, address: address, errno: code)
    }
}

#if canImport(Glibc)
private let stream = Int32(SOCK_STREAM.rawValue)
#else
private let stream = SOCK_STREAM
#endif
