/// Finds the scenario files that words on a command line name.
package enum FileSearch {
    /// The files in the order of the words, each once; folders are walked for `*.json`, sorted.
    ///
    /// Links to folders inside a folder are not followed, so that the walk ends. A path is made of the word as it was
    /// given, since a file's sandbox is named after it.
    package static func files(_ words: [String]) throws(FileError) -> [String] {
        var files: [String] = []
        for word in words {
            switch word == "-" ? .file : Files.kind(of: word) {
            case .file: files.append(word)
            case .folder: try walk(word, into: &files)
            case .nothing: throw FileError("there is no file or folder \(word).")
            }
        }
        var seen: Set<String> = []
        return files.filter { seen.insert($0).inserted }
    }

    private static func walk(_ folder: String, into files: inout [String]) throws(FileError) {
        for name in try Files.names(in: folder) {
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            switch Files.kind(of: path) {
            case .file where name.hasSuffix(".json"): files.append(path)
            case .folder where !Files.isLink(path): try walk(path, into: &files)
            case .file, .folder, .nothing: break
            }
        }
    }
}
