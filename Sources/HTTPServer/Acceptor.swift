internal import Locking

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Takes new connections and deals them out to the library's threads in turn.
///
/// The library would let each thread take what it finds waiting. Of a burst the thread that wakes first takes most or
/// all, and keeps it: one thread then serves every connection, and another processor none.
final class Acceptor: Sendable {
    private let sockets: [ListeningSocket]
    private let daemons: [Daemon]
    private let core: ServerCore
    /// A pipe: the thread wakes when the other end is closed.
    private let bell: (ear: Int32, cord: Int32)
    private let end = Latch()

    /// Takes the sockets over, whether or not it can start.
    init(on sockets: [ListeningSocket], for daemons: [Daemon], core: ServerCore) throws(ServerError) {
        self.sockets = sockets
        self.daemons = daemons
        self.core = core
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else {
            let code = errno
            for socket in sockets { socket.close() }
            throw .cannotStart(errno: code)
        }
        bell = (ends[0], ends[1])
        for descriptor in ends { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        let code = detachThread { [self] in
            run()
            end.open()
        }
        guard code == 0 else {
            close(bell.cord)
            free()
            throw .cannotStart(errno: code)
        }
    }

    /// Closes the listening sockets, and returns when no connection is taken any more; called once.
    func stop() {
        close(bell.cord)
        end.wait()
        free()
    }

    private func free() {
        close(bell.ear)
        for socket in sockets { socket.close() }
    }

    private func run() {
        var watched = [pollfd(fd: bell.ear, events: Int16(POLLIN), revents: 0)]
        watched += sockets.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        var taken = 0
        while true {
            let count = unsafe watched.withUnsafeMutableBufferPointer { watched in
                unsafe poll(watched.baseAddress, nfds_t(watched.count), -1)
            }
            guard count > 0 else { continue }
            if watched[0].revents != 0 { return }
            for (socket, place) in zip(sockets, watched.dropFirst()) where place.revents != 0 {
                takeWaiting(on: socket, &taken)
            }
        }
    }

    /// Takes what waits on one socket; the bell is looked at now and then.
    private func takeWaiting(on socket: ListeningSocket, _ taken: inout Int) {
        for _ in 0..<64 {
            var address = sockaddr_storage()
            var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
            var failure: Int32 = 0
            let isTaken = unsafe withUnsafeMutableBytes(of: &address) { bytes in
                guard let address = unsafe bytes.assumingMemoryBound(to: sockaddr.self).baseAddress else {
                    return false
                }
                let descriptor = unsafe accept(socket.descriptor, address, &size)
                guard descriptor >= 0 else {
                    failure = errno
                    return false
                }
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
                guard core.admit(descriptor) else {
                    close(descriptor)
                    return true
                }
                taken += 1
                if unsafe !daemons[taken % daemons.count].take(descriptor, address, size) {
                    core.flight.connectionRefused(descriptor)
                }
                return true
            }
            if isTaken { continue }
            switch failure {
            case EINTR, ECONNABORTED: continue
            case EAGAIN: return
            default:
                // No descriptor or no memory is left: the connection waits, and would be reported at once again.
                var bell = pollfd(fd: bell.ear, events: Int16(POLLIN), revents: 0)
                unsafe poll(&bell, 1, 20)
                return
            }
        }
    }
}
