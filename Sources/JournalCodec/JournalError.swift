import Masking

/// Why a journal or a bundle cannot be read, and where in it.
package struct JournalError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Such as `commands[3].command.request.headers[0]`; empty for the whole.
    package let path: String
    /// What was wanted and what was found.
    package let message: String

    package init(path: String, _ message: String) {
        // Both may name what was found.
        self.path = MaskedText(path).text
        self.message = MaskedText(message).text
    }

    package var description: String { path.isEmpty ? message : "\(path): \(message)" }
}
