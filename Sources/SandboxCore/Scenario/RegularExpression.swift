/// Stub.
package struct RegularExpression: Sendable {
    /// Stub.
    package func matches(_ text: String) -> Bool { false }
}
