#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif
internal import Locking

/// Reads what a program writes, on a thread of its own, line by line.
final class OutputReader: Sendable {
    /// Told of each line; the flag says that it came from standard output.
    typealias Listener = @Sendable (_ line: String, _ isOutput: Bool) -> Void

    /// Opens once both ends are at their end or `stop` was called.
    let isDone = Promise<Bool>()
    private let output: Int32
    private let errors: Int32
    private let wakeUp: (reading: Int32, writing: Int32)
    private let isStopped = Locked(false)

    /// Takes the descriptors over and closes them at the end.
    init(output: Int32, errors: Int32) throws(StepFailure) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw StepFailure("cannot make a pipe: \(String(cString: strerror(errno)))") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        self.output = output
        self.errors = errors
        wakeUp = (ends[0], ends[1])
    }

    /// Reads until both have ended; blocks the thread.
    func run(_ listener: Listener) {
        var open = [output: [UInt8](), errors: [UInt8]()]
        while !open.isEmpty {
            var items = open.keys.sorted().map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            items.append(pollfd(fd: wakeUp.reading, events: Int16(POLLIN), revents: 0))
            guard poll(&items, nfds_t(items.count), -1) >= 0 || errno == EINTR else { break }
            for item in items.dropLast() where item.revents != 0 {
                guard let chunk = Self.chunk(of: item.fd) else {
                    if let rest = open.removeValue(forKey: item.fd), !rest.isEmpty { tell(rest, item.fd, listener) }
                    continue
                }
                var line = open[item.fd] ?? []
                for byte in chunk {
                    if byte == UInt8(ascii: "\n") || line.count >= Self.longestLine {
                        tell(line, item.fd, listener)
                        line = []
                    }
                    if byte != UInt8(ascii: "\n") { line.append(byte) }
                }
                open[item.fd] = line
            }
            // After the rest was read: what was written before the end is worth knowing.
            if items.last?.revents != 0 { break }
        }
        isStopped.withLock { $0 = true }
        for end in [output, errors, wakeUp.reading, wakeUp.writing] { close(end) }
        isDone.fulfil(true)
    }

    /// Ends the reading, even when somebody who outlived the program holds its outputs open.
    func stop() {
        // Under the lock, since the thread closes the descriptor after taking it.
        isStopped.withLock { isStopped in
            guard !isStopped else { return }
            isStopped = true
            var byte: UInt8 = 0
            _ = write(wakeUp.writing, &byte, 1)
        }
    }

    private static let longestLine = 64 << 10

    private func tell(_ line: [UInt8], _ descriptor: Int32, _ listener: Listener) {
        listener(String(decoding: line, as: UTF8.self), descriptor == output)
    }

    /// Nil at the end.
    private static func chunk(of descriptor: Int32) -> ArraySlice<UInt8>? {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            return count > 0 ? buffer[..<count] : nil
        }
    }
}
