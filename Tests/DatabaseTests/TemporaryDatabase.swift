#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Runs `body` with the path of a database file in a directory of its own, which is gone afterwards.
func withTemporaryDatabase(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/database-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TemporaryDatabaseError(number: errno) }
    let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let path = directory + "/test.sqlite"
    defer {
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
        rmdir(directory)
    }
    try body(path)
}

private struct TemporaryDatabaseError: Error {
    let number: Int32
}
