#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Writes to standard output at once, so that whoever reads a pipe sees it.
package func say(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

/// Writes to standard error.
package func complain(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

func finish(_ code: ExitCode, output: String? = nil, complaint: String? = nil) -> Never {
    if let output { say(output) }
    if let complaint { complain(complaint) }
    // Not `exit`: it would take the C libraries apart while threads that are still ending use them. Nothing written
    // waits in a buffer.
    _exit(code.rawValue)
}

/// Writes bytes to standard error as they are, with one system call if the system takes them at once.
package func complain(bytes: [UInt8]) { write(bytes, to: STDERR_FILENO) }

private func write(_ text: String, to descriptor: Int32) { write(Array(text.utf8), to: descriptor) }

private func write(_ bytes: [UInt8], to descriptor: Int32) { _ = writeAll(bytes, to: descriptor) }

/// Whether the system has taken them all.
private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var bytes = bytes[...]
    while !bytes.isEmpty {
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if written < 0, errno == EINTR { continue }
        guard written > 0 else { return false }
        bytes = bytes.dropFirst(written)
    }
    return true
}

/// The bytes of a file; `-` is standard input.
package func readFile(_ path: String) throws(UsageError) -> [UInt8] {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw UsageError("cannot read \(path): \(String(cString: strerror(errno))).") }
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw UsageError("cannot read \(path): \(String(cString: strerror(errno))).") }
        if count == 0 { return bytes }
        bytes += chunk[..<count]
    }
}

/// Writes a file anew, in the place of one that is there; `-` is standard output.
package func writeFile(_ path: String, _ bytes: [UInt8]) throws(UsageError) {
    let isOutput = path == "-"
    let descriptor = isOutput ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0, writeAll(bytes, to: descriptor), isOutput || close(descriptor) == 0 else {
        throw UsageError("cannot write \(path): \(String(cString: strerror(errno))).")
    }
}

/// A variable of the environment; an empty one counts as absent.
package func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
}

/// The signals that ask the program to stop.
package enum StopSignals {
    private static var set: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGINT)
        sigaddset(&set, SIGTERM)
        // The terminal was closed.
        sigaddset(&set, SIGHUP)
        return set
    }

    /// Keeps the signals for `wait`; call it before any thread starts.
    package static func hold() {
        var set = set
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Asks this program to stop, as one from outside would.
    package static func send() { kill(getpid(), SIGTERM) }

    /// Returns when one came; the next one ends the program at once.
    package static func wait() {
        var set = set
        var signal: Int32 = 0
        sigwait(&set, &signal)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }
}

/// The lowest 16 bits of this process's number, to tell apart what two of them name at the same time.
package func processNumber() -> UInt16 { UInt16(truncatingIfNeeded: getpid()) }

/// Milliseconds since 1970, for order numbers that nobody chose.
package func wallMilliseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000
}
