/// The side of the commit on which an answer is made, delayed or lost.
package enum Phase: String, CaseIterable, Sendable {
    /// Nothing has happened yet.
    case beforeCommit = "before-commit"
    /// The money has moved.
    case afterCommit = "after-commit"
}
