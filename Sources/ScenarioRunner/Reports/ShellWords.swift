/// Words as a shell reads them.
package enum ShellWords {
    /// The word, in quotes when a shell would see more in it than its letters.
    package static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "_-./:=,@%+".utf8.contains(byte)
        }
        // A word such as `NAME=VALUE` is plain only behind the command, and that is where ours stand.
        if isPlain, !word.isEmpty { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// A command line that means exactly these words.
    package static func line(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }
}
