import Foundation
import Testing

/// The core must be a function of its commands: this reads its sources and looks for a way out.
@Suite struct PurityTests {
    static let sources = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")

    /// Targets that must keep pure, with the modules each may import.
    static let targets: [(String, Set<String>)] = [
        (
            "SandboxCore",
            [
                "APIDescription", "Determinism", "Encodings", "JSON", "JournalCodec", "Masking", "Queues", "Routing",
                "Scenarios",
                "TossAPI",
                "ValueList",
            ]
        ),
        ("Scenarios", ["Determinism", "Encodings", "JSON", "Masking", "TossAPI"]), ("TossAPI", ["JSON"]),
        ("APIDescription", ["JSON"]), ("JournalCodec", ["Encodings", "JSON", "Masking", "TossAPI"]),
        ("Masking", ["Encodings", "JSON"]), ("Determinism", ["Encodings"]), ("JSON", ["Encodings"]),
        ("Routing", ["Encodings"]), ("Encodings", []),
    ]

    static let forbidden = [
        "Date()", "Date.now", "ContinuousClock", "SuspendingClock", ".random", ".shuffle", "RandomNumberGenerator",
        "UUID", "URLSession", "FileManager", "FileHandle", "getenv", "clock_gettime", "gettimeofday", "Dispatch",
        "Thread(",
        "Thread.",
        "Task {", "Task.", "async ", "await ", "Mutex", "Atomic<", "NSLock", "print(", "readLine", "hashValue",
        "Hasher",
        "ObjectIdentifier", "nonisolated(unsafe)", "@unchecked",
    ]

    static func files(of target: String) throws -> [URL] {
        let folder = sources.appending(path: target)
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap {
            $0 as? URL
        }
        return try #require(files).filter { $0.pathExtension == "swift" }
    }

    @Test(arguments: targets)
    func `no clock, randomness, lock or I/O gets into the core`(target: String, allowed: Set<String>) throws {
        let files = try Self.files(of: target)
        #expect(!files.isEmpty)
        for file in files {
            for (number, line) in try String(contentsOf: file, encoding: .utf8).split(separator: "\n").enumerated() {
                let code = line.prefix { $0 != "/" }.trimmingCharacters(in: .whitespaces)
                let words = code.split(separator: " ")
                if let index = words.firstIndex(of: "import"), index <= 1, words.count == index + 2 {
                    #expect(allowed.contains(String(words[index + 1])), "\(file.lastPathComponent): \(code)")
                }
                for word in Self.forbidden where code.contains(word) {
                    Issue.record("\(file.lastPathComponent), non-empty line \(number + 1): \(word)")
                }
            }
        }
    }
}
