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

    private var lockFile: String { path + "/lock" }

    /// Makes the folder when it is missing, and takes it for this process.
    ///
    /// What is in it is for its owner alone: signing secrets of webhooks are. Files that others may read are closed to
    /// them, whatever the folder allows, and `report` is told.
    init(_ path: String, report: @Sendable (String) -> Void) throws(DataError) {
        self.path = path
        try Self.make(path)
        let name = path + "/lock"
        lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        // It is whole from here on, so that `deinit` closes the lock whatever is thrown.
        guard lock >= 0 else { throw DataError("cannot write in \(path): \(Self.systemMessage)") }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            let isTaken = errno == EWOULDBLOCK
            let reason = Self.systemMessage
            throw DataError(
                isTaken
                    ? "another tossbox uses \(path). Stop it, or give this one a folder of its own."
                    : "cannot lock \(name): \(reason)"
            )
        }
        // SQLite gives the files beside it the rights of this one, so it must be there before SQLite makes it. Nor may
        // it be opened later: closing it would take SQLite's own locks away.
        let made = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard made >= 0 else { throw DataError("cannot write \(file): \(Self.systemMessage)") }
        close(made)
        for name in [lockFile, file, file + "-wal", file + "-shm"] { try Self.closeToOthers(name, report: report) }
    }

    deinit { if lock >= 0 { close(lock) } }

    private static func closeToOthers(_ name: String, report: @Sendable (String) -> Void) throws(DataError) {
        var status = stat()
        guard stat(name, &status) == 0, status.st_mode & 0o077 != 0 else { return }
        guard chmod(name, 0o600) == 0 else {
            throw DataError(
                "others may read \(name), in which there are secrets, and this process may not change that: "
                    + "\(systemMessage). Run chmod 600 on it, or give tossbox a folder of its own."
            )
        }
        report("Others could read \(name); it is for its owner alone from now on.")
    }

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

/// Noticing that somebody takes the files away, which does not keep a process from writing into them.
extension DataFolder {
    /// A file, whatever its name is.
    private struct Identity: Sendable, Equatable {
        let device: UInt64
        let number: UInt64

        /// The file that has this name now.
        init?(_ name: String) {
            var status = stat()
            guard stat(name, &status) == 0 else { return nil }
            device = UInt64(truncatingIfNeeded: status.st_dev)
            number = UInt64(truncatingIfNeeded: status.st_ino)
        }
    }

    /// Remembers the files as they are, which must be open by now, and returns what says why one of them is gone.
    func watch() -> @Sendable () -> String? {
        let names = [file, file + "-wal", lockFile]
        let known = names.map { Identity($0) }
        return {
            for (name, identity) in zip(names, known) where Identity(name) != identity {
                return "\(name) was taken away or replaced while it was in use"
            }
            return nil
        }
    }
}
