import Foundation

/// The sources, for tests that hold a list to what the code does.
enum SourceText {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")

    static func read(_ path: String) throws -> String {
        try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    }

    /// The Swift files of a folder, as paths that `read` takes.
    static func files(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: path).path)
            .filter { $0.hasSuffix(".swift") }.sorted().map { "\(path)/\($0)" }
    }

    /// The texts in quotes that follow what `pattern` matches, as far as they are listed with commas.
    static func names(in paths: [String], after pattern: Regex<Substring>) throws -> Set<String> {
        var names: Set<String> = []
        for path in paths {
            let text = try read(path)
            for match in text.matches(of: pattern) {
                let list = text[match.range.upperBound...].prefixMatch(of: /(?:\s*"[A-Za-z]+",?)+/)
                for name in list?.output.matches(of: /[A-Za-z]+/) ?? [] { names.insert(String(name.output)) }
            }
        }
        return names
    }
}
