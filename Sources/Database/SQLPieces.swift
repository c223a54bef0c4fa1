/// A SQL text cut into pieces, which together are the text again; it tells what is quoted from what is not.
package struct SQLPieces: Sequence, IteratorProtocol {
    /// What a piece is.
    package enum Kind: Sendable {
        /// A keyword, a name or a number.
        case word

        /// `?` or `?7`.
        case parameter

        /// A text in quotes, a name in quotes.
        case quoted

        /// Space and comments.
        case blank

        /// `;`
        case semicolon

        /// Any other character.
        case sign
    }

    /// A piece and what it is.
    package typealias Piece = (kind: Kind, text: Substring)

    private let text: String
    private var index: String.Index

    /// Starts before the first piece.
    package init(_ text: String) {
        var text = text
        text.makeContiguousUTF8()
        self.text = text
        index = text.startIndex
    }

    /// Goes to the next piece.
    package mutating func next() -> Piece? {
        let start = index
        guard let first = take() else { return nil }
        let kind: Kind
        switch first {
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            // A doubled quote ends one piece and begins the next, which is quoted as well.
            skip { $0 != first }
            _ = take()
            kind = .quoted
        case UInt8(ascii: "?"):
            skip(while: isDigit)
            kind = .parameter
        case UInt8(ascii: ";"): kind = .semicolon
        case UInt8(ascii: "-") where peek == first:
            skip { $0 != 0x0A }
            kind = .blank
        case UInt8(ascii: "/") where peek == UInt8(ascii: "*"):
            skipComment()
            kind = .blank
        case let byte where isSpace(byte):
            skip(while: isSpace)
            kind = .blank
        case let byte where isWord(byte):
            skip(while: isWord)
            kind = .word
        default: kind = .sign
        }
        return (kind, text[start..<index])
    }

    private var peek: UInt8? { index < text.endIndex ? text.utf8[index] : nil }

    private mutating func take() -> UInt8? {
        guard let byte = peek else { return nil }
        index = text.utf8.index(after: index)
        return byte
    }

    private mutating func skip(while belongs: (UInt8) -> Bool) {
        while let byte = peek, belongs(byte) { _ = take() }
    }

    private mutating func skipComment() {
        _ = take()
        while let byte = take() {
            if byte == UInt8(ascii: "*"), peek == UInt8(ascii: "/") { break }
        }
        _ = take()
    }
}

private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

// Every byte of a letter beyond ASCII counts, so that no character is cut in two.
private func isWord(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || isDigit(byte) || byte == 0x5F || byte >= 0x80
}
