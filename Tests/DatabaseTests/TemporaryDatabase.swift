#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A directory for a database file, which is gone with all in it when nobody holds it any more.
final class TemporaryDatabase: Sendable {
    let path: String
    private let directory: String

    init() throws {
        var template = Array("/tmp/database-tests-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TemporaryDatabaseError(number: errno) }
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        path = directory + "/test.sqlite"
    }

    deinit {
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
        rmdir(directory)
    }
}

/// Runs `body` with the path of a database file in a directory of its own, which is gone afterwards.
func withTemporaryDatabase(_ body: (String) throws -> Void) throws {
    let database = try TemporaryDatabase()
    try withExtendedLifetime(database) { try body(database.path) }
}

private struct TemporaryDatabaseError: Error {
    let number: Int32
}
