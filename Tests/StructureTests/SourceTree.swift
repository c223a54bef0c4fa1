import Foundation

/// The sources and tests of the project, as text.
struct SourceTree {
    /// One file.
    struct File {
        /// From the root of the project on: `Sources/JSON/JSONNode.swift`.
        let path: String
        let lines: [Substring]
        /// Every word in it, with how often it stands there.
        let words: [Substring: Int]

        /// The folder below `Sources` or `Tests`.
        var target: String { String(path.split(separator: "/")[1]) }
    }

    let files: [File]
    let manifest: String

    /// Reads the project that this file is part of.
    static let project = SourceTree(
        root: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    )

    private init(root: URL) {
        manifest = (try? String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)) ?? ""
        var files: [File] = []
        for folder in ["Sources", "Tests"] {
            let found = FileManager.default.enumerator(
                at: root.appending(path: folder),
                includingPropertiesForKeys: nil
            )
            for case let url as URL in found ?? .init() where url.pathExtension == "swift" {
                guard let text = try? String(contentsOf: url, encoding: .utf8) else { continue }
                let path = String(url.path.dropFirst(root.path.count).drop { $0 == "/" })
                files.append(
                    File(
                        path: path,
                        lines: text.split(separator: "\n", omittingEmptySubsequences: false),
                        words: Self.words(of: text)
                    )
                )
            }
        }
        self.files = files.sorted { $0.path < $1.path }
    }

    var sources: [File] { files.filter { $0.path.hasPrefix("Sources/") } }

    /// The part of the core that knows no provider.
    var engine: [File] {
        files.filter { file in
            file.path.hasPrefix("Sources/SandboxCore/") && !file.path.hasPrefix("Sources/SandboxCore/Toss/")
                || file.path.hasPrefix("Sources/JournalCodec/")
        }
    }

    private static func words(of text: String) -> [Substring: Int] {
        var words: [Substring: Int] = [:]
        var start: String.Index?
        for index in text.utf8.indices {
            let byte = text.utf8[index]
            let isLetter = (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x5F
            if isLetter {
                start = start ?? index
            } else if let begin = start {
                words[text[begin..<index], default: 0] += 1
                start = nil
            }
        }
        return words
    }

    /// The targets of the manifest with what each depends on.
    var targets: [String: Set<String>] {
        var targets: [String: Set<String>] = [:]
        let pattern = /(?:target|executableTarget|testTarget)\(\s*name: "(\w+)"(?:,\s*dependencies: \[([^\]]*)\])?/
        for match in manifest.matches(of: pattern) {
            let list = match.output.2.map { $0.matches(of: /"(\w+)"/).map { String($0.output.1) } } ?? []
            targets[String(match.output.1)] = Set(list)
        }
        return targets
    }
}

extension SourceTree.File {
    /// A declaration that other files may use, and where.
    struct Declaration {
        let name: String
        let line: Int
    }

    /// The modules it imports.
    var imports: [String] {
        lines.prefix { !$0.hasPrefix("///") && !$0.hasPrefix("@") }.compactMap { line in
            let words = line.split(separator: " ")
            guard let index = words.firstIndex(of: "import"), index + 1 < words.count, index <= 1 else { return nil }
            return String(words[index + 1])
        }
    }

    /// Whether its code names something, other than as a member, a text or in a comment.
    func names(_ word: String) -> Bool {
        guard words[word[...]] != nil else { return false }
        return lines.contains { line in
            guard !line.drop(while: { $0 == " " }).hasPrefix("//") else { return false }
            return line.ranges(of: word).contains { range in
                let before = line[..<range.lowerBound].last
                let after = line[range.upperBound...].first
                return ![before, after].contains {
                    $0.map { $0.isLetter || $0.isNumber || "_\"".contains($0) } ?? false
                }
                    && before != "."
            }
        }
    }

    /// What is declared in it for other targets.
    var packageDeclarations: [Declaration] { declarations(with: "package ") }

    /// Its types and free functions.
    var topDeclarations: [Declaration] { declarations(with: nil).filter { lines[$0.line].first != " " } }

    /// All that others can name of it, members included.
    var namesForOthers: [String] {
        declarations(with: nil).filter { !lines[$0.line].contains("private ") }.map(\.name)
    }

    private func declarations(with access: String?) -> [Declaration] {
        let kinds: Set<Substring> = ["struct", "enum", "class", "protocol", "actor", "func", "var", "let", "typealias"]
        return lines.enumerated().compactMap { number, line in
            let text = line.drop { $0 == " " }
            guard access.map({ text.hasPrefix($0) }) ?? true, !text.hasPrefix("//") else { return nil }
            let words = text.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "`" }
            guard let kind = words.prefix(6).firstIndex(where: { kinds.contains($0) }), kind + 1 < words.count,
                !text.contains("override ")
            else { return nil }
            return Declaration(name: String(words[kind + 1]), line: number)
        }
    }

    /// Functions and initialisers with the number of lines from the one to the other brace.
    var functions: [(name: String, length: Int)] {
        var found: [(String, Int)] = []
        for (number, line) in lines.enumerated() {
            let text = line.drop { $0 == " " }
            guard !text.hasPrefix("//"), text.contains("func ") || text.contains("init(") || text.contains("init?(")
            else { continue }
            guard !text.hasSuffix("}") else { continue }
            let isDeclaration = text.contains("func ") || text.hasPrefix("init") || text.contains(" init")
            guard isDeclaration, !text.contains(".init") else { continue }
            let indent = line.prefix { $0 == " " }
            guard let end = lines[number...].firstIndex(where: { $0 == indent + "}" }) else { continue }
            // A protocol's requirement has no body: its neighbour's brace is not its own.
            guard lines[number...end].contains(where: { $0.hasSuffix("{") }) else { continue }
            found.append((String(text.prefix(60)), end - number - 1))
        }
        return found
    }
}
