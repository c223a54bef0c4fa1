#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file or a folder cannot be used.
package struct FileError: Error, Sendable, Equatable {
    /// What was wanted and why it failed.
    package let message: String

    init(_ message: String) { self.message = message }
}

/// The file system, as far as scenario files need it.
package enum Files {
    /// What a path leads to, links followed.
    package enum Kind: Sendable { case file, folder, nothing }

    /// What is there.
    package static func kind(of path: String) -> Kind {
        var information = stat()
        guard stat(path, &information) == 0 else { return .nothing }
        return information.st_mode & S_IFMT == S_IFDIR ? .folder : .file
    }

    /// The bytes of a file; `-` is standard input.
    package static func read(_ path: String) throws(FileError) -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("cannot read \(path)") }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = systemRead(descriptor, &chunk)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("cannot read \(path)") }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }

    /// Writes a whole file in the place of one that may be there; with `overwriting` false, only where there is none.
    package static func write(_ bytes: [UInt8], to path: String, overwriting: Bool = true) throws(FileError) {
        let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (overwriting ? O_TRUNC : O_EXCL)
        let descriptor = open(path, flags, 0o644)
        guard descriptor >= 0 else { throw failure("cannot write \(path)") }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = systemWrite(descriptor, rest)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("cannot write \(path)") }
            rest = rest.dropFirst(count)
        }
    }

    /// Makes a folder and those above it; one that is there already will do.
    package static func makeFolder(_ path: String) throws(FileError) {
        guard kind(of: path) != .folder else { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try makeFolder(String(path[..<slash]))
        }
        guard path.isEmpty || path.hasSuffix("/") || mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw failure("cannot make the folder \(path)")
        }
    }

    /// The names in a folder, sorted, without hidden ones.
    package static func names(in folder: String) throws(FileError) -> [String] {
        guard let stream = opendir(folder) else { throw failure("cannot read the folder \(folder)") }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                let capacity = MemoryLayout.size(ofValue: pointer.pointee)
                return pointer.withMemoryRebound(to: CChar.self, capacity: capacity) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// Whether the name itself is a link, wherever it leads.
    static func isLink(_ path: String) -> Bool {
        var information = stat()
        return lstat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFLNK
    }

    /// The path from the root, links resolved; nil when there is nothing.
    package static func absolute(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func failure(_ what: String) -> FileError {
        FileError("\(what): \(String(cString: strerror(errno))).")
    }
}

// The methods of `Files` hide the system's functions of the same names.
private func systemRead(_ descriptor: Int32, _ chunk: inout [UInt8]) -> Int { read(descriptor, &chunk, chunk.count) }

private func systemWrite(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Int {
    bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
}
