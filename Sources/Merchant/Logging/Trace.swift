internal import Encodings
internal import Crypto

/// What ties the lines of one request together, from the door to Toss and into the jobs it starts.
package struct Trace: Hashable, Sendable, CustomStringConvertible {
    /// The trace of the running task, nil outside of any.
    @TaskLocal package static var current: Trace?

    /// 8 to 64 letters, digits, `-` or `_`.
    package let description: String

    /// Takes a text that came from outside, or nil when it is no name for a trace.
    package init?(_ text: String) {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
            default: false
            }
        }
        guard isPlain, (8...64).contains(text.utf8.count) else { return nil }
        description = text
    }

    private init(unchecked text: String) { description = text }

    /// A new one that nobody else has.
    package static func make() -> Trace { Trace(unchecked: hex(randomBytes(16))) }
}
