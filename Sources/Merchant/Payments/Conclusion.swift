/// What an attempt at an operation came to.
enum Conclusion: Sendable, Equatable {
    /// The operation has its outcome, and all that follows from it is stored.
    case finished
    /// Nobody knows; it is to be tried again later.
    case unknown
}
