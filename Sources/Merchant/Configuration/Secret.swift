/// Bytes that no print, log line or dump shows.
package struct Secret: Sendable, Equatable {
    /// What is kept secret; name it only where it is used.
    package let bytes: [UInt8]

    /// Keeps bytes.
    package init(_ bytes: [UInt8]) { self.bytes = bytes }
    /// Keeps a text.
    package init(_ text: String) { bytes = Array(text.utf8) }

    /// The secret as text; bytes that are no UTF-8 are replaced.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always the same few words.
    package var description: String { "(secret)" }
    /// Always the same few words.
    package var debugDescription: String { description }
    /// Empty.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
