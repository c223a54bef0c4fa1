internal import JSON

/// A list of scenario files for people who choose one.
package struct ScenarioList: Sendable {
    /// A file and what it says about itself.
    package struct Entry: Sendable {
        /// The path as it was found.
        package let path: String
        /// The file's `name`.
        package let name: String
        /// The file's `description`.
        package let description: String

        /// An entry as it is listed.
        package init(path: String, name: String, description: String) {
            self.path = path
            self.name = name
            self.description = description
        }

        /// Reads a file's name and description; nil when it is no scenario.
        package init?(path: String, document: [UInt8]) {
            guard !ScenarioFile.isSchema(document), let root = try? JSONNode(parsing: document),
                let name = root["name"]?.string, let description = root["description"]?.string
            else { return nil }
            self.init(path: path, name: name, description: description)
        }

        fileprivate var folder: String {
            path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        }

        fileprivate var file: String { path.split(separator: "/").last.map(String.init) ?? path }
    }

    private let entries: [Entry]

    /// A list in this order.
    package init(_ entries: [Entry]) { self.entries = entries }

    /// The list in columns: the files of a folder under its name, with their descriptions wrapped.
    package func lines(columns: Int) -> [String] {
        var lines: [String] = []
        var folder: String?
        for entry in entries {
            if entry.folder != folder {
                if folder != nil { lines.append("") }
                lines.append("\(entry.folder)/")
                folder = entry.folder
            }
            let isNamedAfterFile = entry.file == "\(entry.name).json"
            lines.append("  \(entry.name)  \(isNamedAfterFile ? entry.path : "(\(entry.path))")")
            lines += Self.wrapped(entry.description, to: max(20, columns) - 6).map { "      \($0)" }
        }
        return lines
    }

    /// The list as a JSON array.
    package var json: [UInt8] {
        JSONWriter.bytes {
            $0.array { json in
                for entry in entries {
                    json.object { json in
                        json.member("name", entry.name)
                        json.member("path", entry.path)
                        json.member("folder", entry.folder)
                        json.member("description", entry.description)
                    }
                }
            }
        }
    }

    /// The text in lines of at most so many columns, broken between words; a longer word stands alone.
    package static func wrapped(_ text: String, to columns: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(whereSeparator: \.isWhitespace) {
            if !line.isEmpty, width(line) + 1 + width(String(word)) > columns {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// How many columns a terminal gives a text; Korean letters take two.
    package static func width(_ text: String) -> Int {
        text.reduce(0) { sum, character in
            guard let scalar = character.unicodeScalars.first?.value else { return sum }
            let isWide =
                (0x1100...0x115F).contains(scalar) || (0x2E80...0xA4CF).contains(scalar)
                || (0xAC00...0xD7A3).contains(scalar) || (0xF900...0xFAFF).contains(scalar)
                || (0xFF00...0xFF60).contains(scalar) || (0x1F300...0x1FAFF).contains(scalar)
            return sum + (isWide ? 2 : 1)
        }
    }
}
