/// A place in a text as editors count it: lines from 1, columns in characters from 1.
package struct TextPosition: Sendable, Equatable, CustomStringConvertible {
    package let line: Int
    package let column: Int

    /// The place of the byte at `offset`; an offset past the end means the end.
    package init(offset: Int, in bytes: [UInt8]) {
        let before = bytes.prefix(max(0, offset))
        let lineStart = (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
        line = before.count { $0 == UInt8(ascii: "\n") } + 1
        column = String(decoding: before[lineStart...], as: UTF8.self).count + 1
    }

    package var description: String { "\(line):\(column)" }
}
