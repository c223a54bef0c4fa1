internal import Encodings

/// A short name for a file's sandbox that depends on the path as it was given and on nothing else.
package enum Slug {
    /// Letters and digits of the file's name, then eleven letters that tell equal names in other folders apart.
    ///
    /// At most 44 characters, all of them fit for a key, and never a word that makes the sandbox refuse a key.
    package static func of(path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let stem = file.hasSuffix(".json") ? String(file.dropLast(5)) : file
        var words: [UInt8] = []
        for byte in stem.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): words.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): words.append(byte | 0x20)
            default: if words.last != UInt8(ascii: "-"), !words.isEmpty { words.append(UInt8(ascii: "-")) }
            }
        }
        // Keys with these words in them are refused, on purpose.
        var readable = String(decoding: words.prefix(32), as: UTF8.self)
        for word in ["invalid", "unknown"] where readable.utf8.count >= word.utf8.count {
            readable = replacing(word, with: String(word.prefix(3)), in: readable)
        }
        while readable.hasSuffix("-") { readable.removeLast() }
        let mark = fingerprint(path)
        return readable.isEmpty ? mark : "\(readable)-\(mark)"
    }

    private static func replacing(_ word: String, with other: String, in text: String) -> String {
        var result = ""
        var rest = text[...]
        while !rest.isEmpty {
            if rest.hasPrefix(word) {
                result += other
                rest = rest.dropFirst(word.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }

    /// FNV-1a over the path, in letters that spell no word.
    private static func fingerprint(_ path: String) -> String {
        var hash = FNV1a.hash(of: path)
        let letters = Array("0123456789bcdfghjklmnpqrstvwxyz".utf8)
        var text: [UInt8] = []
        for _ in 0..<11 {
            text.append(letters[Int(hash % UInt64(letters.count))])
            hash /= UInt64(letters.count)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
