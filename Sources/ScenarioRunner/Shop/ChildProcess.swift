#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif
internal import Locking

/// A program of ours in a process group of its own, with its two outputs.
struct ChildProcess: Sendable {
    let pid: pid_t
    let output: Int32
    let errors: Int32

    /// Starts `/bin/sh -c script` with these variables laid over our environment.
    ///
    /// One at a time, so that no program inherits another one's pipe before it is marked as ours.
    /// It gets no signals that are meant for us: the group is its own. Signals that we hold back it takes as usual.
    static func shell(_ script: String, environment changes: [String: String]) throws(StepFailure) -> ChildProcess {
        try spawning.withLock { _ throws(StepFailure) in try spawn(script, changes) }
    }

    private static let spawning = Locked(())

    private static func spawn(_ script: String, _ changes: [String: String]) throws(StepFailure) -> ChildProcess {
        let output = try makePipe()
        let errors: (reading: Int32, writing: Int32)
        do throws(StepFailure) { errors = try makePipe() } catch {
            for end in [output.reading, output.writing] { close(end) }
            throw error
        }
        defer { for end in [output.writing, errors.writing] { close(end) } }

        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        #else
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.writing, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors.writing, STDERR_FILENO)
        var none = sigset_t()
        var defaults = sigset_t()
        sigemptyset(&none)
        sigemptyset(&defaults)
        for signal in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&defaults, signal) }
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF)
        )

        var words: [UnsafeMutablePointer<CChar>?] = ["/bin/sh", "-c", script].map(copied) + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment(with: changes).map(copied) + [nil]
        defer { for pointer in words + variables { free(pointer) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, "/bin/sh", &actions, &attributes, &words, &variables)
        guard code == 0 else {
            for end in [output.reading, errors.reading] { close(end) }
            throw StepFailure("the shop could not be started: \(String(cString: strerror(code)))")
        }
        return ChildProcess(pid: pid, output: output.reading, errors: errors.reading)
    }

    /// Signals the whole group; what it started goes with it.
    func signal(_ number: Int32) { kill(-pid, number) }

    /// Blocks until the program has ended, and says how; its number stays taken, so that no signal can hit another.
    func waitForEnd() -> String {
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0 {
            guard errno == EINTR else { return "unknown: \(String(cString: strerror(errno)))" }
        }
        #if canImport(Glibc)
        let status = information._sifields._sigchld.si_status
        #else
        let status = information.si_status
        #endif
        return information.si_code == CLD_EXITED ? "exit code \(status)" : "signal \(status)"
    }

    /// Takes the ended program off the system's list.
    func release() {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    }

    private static func environment(with changes: [String: String]) -> [String] {
        var values: [String] = []
        #if canImport(Darwin)
        let surroundings = _NSGetEnviron().pointee
        #else
        let surroundings = environ
        #endif
        var index = 0
        while let entry = surroundings[index] {
            let text = String(cString: entry)
            if changes[String(text.prefix { $0 != "=" })] == nil { values.append(text) }
            index += 1
        }
        return values + changes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }

    private static func makePipe() throws(StepFailure) -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            throw StepFailure("the shop could not be started: \(String(cString: strerror(errno)))")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}

private func copied(_ text: String) -> UnsafeMutablePointer<CChar>? { strdup(text) }
