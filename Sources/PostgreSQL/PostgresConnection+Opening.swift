import CPostgres
package import Database

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

extension PostgresConnection {
    // A server that does not answer must not hold up whoever waits for longer than a buyer would.
    private static let secondsToConnect = 5

    /// Connects and logs in, in at most five seconds unless the address says otherwise.
    package static func open(_ address: PostgresAddress) throws(DatabaseError) -> PostgresConnection {
        // What stands before the address may be said otherwise in it, what stands behind it may not.
        let options = [
            ("fallback_application_name", "tossbox"), ("tcp_user_timeout", "15000"), ("keepalives_idle", "30"),
            ("keepalives_interval", "10"), ("keepalives_count", "3"), ("dbname", address.text),
            ("client_encoding", "UTF8"),
        ]
        guard let handle = unsafe start(options) else { throw .unreachable("out of memory") }
        // The words about a failure then begin with its code.
        unsafe PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
        let isOpen = unsafe wait(for: handle, seconds: address.secondsToConnect ?? secondsToConnect)
        let connection = unsafe PostgresConnection(adopting: handle)
        switch isOpen {
        case true: break
        case false: throw refusal(unsafe String(cString: PQerrorMessage(handle)))
        case nil: throw .unreachable("no answer in time from \(address)")
        }
        unsafe PQsetErrorVerbosity(handle, PQERRORS_DEFAULT)
        // What the server only remarks belongs into its log.
        unsafe PQsetNoticeProcessor(handle, { _, _ in }, nil)
        try connection.run(script: settings)
        return connection
    }

    /// Nobody waits for ever: neither for a lock, nor for a program that has stopped in the middle of a transaction.
    private static let settings = """
        SET standard_conforming_strings = on;
        SELECT set_config('lock_timeout', '5s', false) WHERE current_setting('lock_timeout') = '0';
        SELECT set_config('idle_in_transaction_session_timeout', '60s', false)
            WHERE current_setting('idle_in_transaction_session_timeout') = '0';
        """

    private static func start(_ options: [(name: String, value: String)]) -> OpaquePointer? {
        let names = unsafe options.map { unsafe UnsafePointer(strdup($0.name)) } + [nil]
        let values = unsafe options.map { unsafe UnsafePointer(strdup($0.value)) } + [nil]
        defer { unsafe (names + values).forEach { unsafe free(UnsafeMutablePointer(mutating: $0)) } }
        return unsafe PQconnectStartParams(names, values, 1)
    }

    /// Whether the connection is made, or nil when the time is over.
    private static func wait(for handle: OpaquePointer, seconds: Int) -> Bool? {
        guard unsafe PQstatus(handle) != CONNECTION_BAD else { return false }
        let end = ContinuousClock.now + .seconds(seconds)
        var events = Int16(POLLOUT)
        while true {
            // Not asking for a limit is said with zero.
            let left = seconds > 0 ? (end - .now).milliseconds : -1
            guard left != 0 else { return nil }
            var descriptor = unsafe pollfd(fd: PQsocket(handle), events: events, revents: 0)
            let count = unsafe poll(&descriptor, 1, left)
            guard count != 0 else { return nil }
            if count < 0, errno == EINTR { continue }
            switch unsafe PQconnectPoll(handle) {
            case PGRES_POLLING_OK: return true
            case PGRES_POLLING_READING: events = Int16(POLLIN)
            case PGRES_POLLING_WRITING: events = Int16(POLLOUT)
            default: return false
            }
        }
    }

    /// What the server said, or the system where there was none to say something.
    ///
    /// Each address that was tried has a line `…: FATAL:  28P01: words`; a code of the last one that has one counts.
    private static func refusal(_ words: String) -> DatabaseError {
        let lines = words.split(whereSeparator: \.isNewline)
        for line in lines.reversed() {
            let parts = line.split(separator: ":  ", maxSplits: 1)
            guard let rest = parts.last, parts.count == 2 else { continue }
            let state = rest.prefix(5)
            guard state.utf8.count == 5, state.allSatisfy({ $0.isNumber || $0.isUppercase }),
                rest.dropFirst(5).hasPrefix(": ")
            else { continue }
            return .postgres(state: String(state), message: String(rest.dropFirst(7)))
        }
        return .unreachable(lines.first.map(String.init) ?? "no reason was given")
    }
}

extension Duration {
    /// Whole ones, at least one while anything is left.
    fileprivate var milliseconds: Int32 {
        guard self > .zero else { return 0 }
        return max(1, Int32(clamping: components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000))
    }
}
