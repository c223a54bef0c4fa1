#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Why the folder given as `--data` cannot be used.
package struct DataError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was found and what would do.
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// A folder on disk that one server uses at a time.
///
/// The lock is the system's and goes with the process, however that ends.
final class DataFolder: Sendable {
    let path: String
    private let lock: Int32

    /// Where the sandboxes and their journals are.
    var file: String { path + "/tossbox.sqlite" }

    /// Makes the folder when it is missing, and takes it for this process.
    init(_ path: String) throws(DataError) {
        self.path = path
        try Self.make(path)
        let name = path + "/lock"
        lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw DataError("cannot write in \(path): \(Self.systemMessage)") }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            let isTaken = errno == EWOULDBLOCK
            let reason = Self.systemMessage
            close(lock)
            throw DataError(
                isTaken
                    ? "another tossbox uses \(path). Stop it, or give this one a folder of its own."
                    : "cannot lock \(name): \(reason)"
            )
        }
    }

    deinit { close(lock) }

    /// Only for its owner: signing secrets of webhooks are in it.
    private static func make(_ path: String) throws(DataError) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += made.isEmpty || made.hasSuffix("/") ? String(part) : "/\(part)"
            guard mkdir(made, 0o700) == 0 || errno == EEXIST || errno == EISDIR else {
                throw DataError("cannot make the folder \(made): \(systemMessage)")
            }
        }
        var status = stat()
        guard !path.isEmpty, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw DataError("\"\(path)\" is no folder; --data takes one, and makes it when it is missing.")
        }
    }

    private static var systemMessage: String { String(cString: strerror(errno)) }
}
