/// Why a step, or a file, did not pass.
package struct StepFailure: Error, Sendable, Equatable {
    /// One sentence.
    package let message: String
    /// What was expected and what came, a line each.
    package let details: [String]

    /// A failure that may have more to say than its sentence.
    package init(_ message: String, _ details: [String] = []) {
        self.message = message
        self.details = details
    }
}
