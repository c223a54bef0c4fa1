#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A process that this one started.
struct Child {
    let pid: pid_t
    private let output: Int32

    /// Starts a program; its standard output can be read, its standard error is dropped.
    ///
    /// `environment` holds variables such as `NAME=value` beside those of this process.
    static func start(_ words: [String], environment: [String] = []) throws(Failure) -> Child {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure("cannot make a pipe: \(errnoText()).") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        var inherited: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = _NSGetEnviron().pointee
        #else
        var actions = posix_spawn_file_actions_t()
        var inherited: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = environ
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        // The first of two variables of one name counts.
        var surroundings: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) }
        let own = surroundings
        defer { for variable in own { free(variable) } }
        while let variable = inherited?.pointee {
            surroundings.append(variable)
            inherited = inherited?.successor()
        }
        surroundings.append(nil)
        var pid: pid_t = 0
        let code = posix_spawn(&pid, words[0], &actions, nil, &arguments, &surroundings)
        close(ends[1])
        guard code == 0 else {
            close(ends[0])
            throw Failure("cannot start \(words[0]): \(String(cString: strerror(code))).")
        }
        return Child(pid: pid, output: ends[0])
    }

    /// Starts a program, waits for its end and tells whether it succeeded.
    static func run(_ words: [String]) throws(Failure) -> Bool {
        let child = try start(words)
        return child.wait() == 0
    }

    /// The same, but a program that takes too long is killed, which is no success.
    static func run(_ words: [String], within seconds: Int) throws(Failure) -> Bool {
        let child = try start(words)
        return child.wait(atMost: seconds) == 0
    }

    /// The next line of its output; nil at the end, or when it takes too long.
    func line(within seconds: Int = 30) -> String? {
        let limit = nanoseconds() + UInt64(seconds) * 1_000_000_000
        var bytes: [UInt8] = []
        while nanoseconds() < limit {
            var item = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard poll(&item, 1, 100) > 0 else { continue }
            var byte: UInt8 = 0
            guard read(output, &byte, 1) == 1 else { return nil }
            if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
        return nil
    }

    /// Asks it to stop, and waits until it has; one that does not obey is killed.
    func stop() {
        kill(pid, SIGTERM)
        _ = wait(atMost: 30)
    }

    private func wait(atMost seconds: Int) -> Int32 {
        let limit = nanoseconds() + UInt64(seconds) * 1_000_000_000
        var status: Int32 = 0
        while nanoseconds() < limit {
            let found = waitpid(pid, &status, WNOHANG)
            guard found == 0 || (found < 0 && errno == EINTR) else {
                close(output)
                return status
            }
            pause(milliseconds: 1)
        }
        kill(pid, SIGKILL)
        return wait()
    }

    private func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        close(output)
        return status
    }
}

/// What the system knows about a process; nil where it does not tell.
struct ProcessFigures {
    let pid: pid_t

    /// Bytes, by the name that `/proc/PID/status` gives them, such as `VmRSS`.
    func memory(_ name: String) -> Double? {
        guard let status = contents(of: "/proc/\(pid)/status") else { return nil }
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name + ":") }) else { return nil }
        let words = line.split(whereSeparator: \.isWhitespace)
        return words.count > 1 ? Double(words[1]).map { $0 * 1024 } : nil
    }

    /// Seconds of processor time used so far, by all its threads.
    var processorSeconds: Double? {
        #if os(Linux)
        var clock: clockid_t = 0
        var time = timespec()
        guard clock_getcpuclockid(pid, &clock) == 0, clock_gettime(clock, &time) == 0 else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        #else
        return nil
        #endif
    }

    /// The first process it started.
    var firstChild: pid_t? {
        let children = contents(of: "/proc/\(pid)/task/\(pid)/children")
        return children?.split(separator: " ").first.flatMap { pid_t($0) }
    }
}
