#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Nanoseconds of a clock that never jumps.
func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

func pause(milliseconds: Double) {
    var time = timespec(tv_sec: 0, tv_nsec: Int(milliseconds * 1_000_000))
    nanosleep(&time, nil)
}

func complain(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = write(STDERR_FILENO, line, line.count)
}

func quit(_ code: Int32) -> Never { exit(code) }

func errnoText() -> String { String(cString: strerror(errno)) }

/// A small text file, such as those under `/proc`; nil when it cannot be read.
func contents(of path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        guard count >= 0 else { return nil }
        if count == 0 { return String(decoding: bytes, as: UTF8.self) }
        bytes += chunk[..<count]
    }
}

func write(_ text: String, toFile path: String) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    let bytes = Array(text.utf8)
    guard descriptor >= 0, write(descriptor, bytes, bytes.count) == bytes.count else {
        throw Failure("cannot write \(path): \(errnoText()).")
    }
    close(descriptor)
}

func fileSize(of path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
}

/// Makes a directory, hands it to `body` and removes it with all that is in it.
func withTemporaryDirectory<Value>(_ body: (String) throws(Failure) -> Value) throws(Failure) -> Value {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/benchmark-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure("cannot make a directory in \(base): \(errnoText()).") }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { _ = try? Child.run(["/bin/rm", "-rf", path]) }
    return try body(path)
}

/// Where a program is, by `PATH` and the places an ordinary user's `PATH` lacks.
func locate(_ program: String) -> String? {
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    let directories =
        path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"]
    return directories.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
}
