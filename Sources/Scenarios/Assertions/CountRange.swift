/// How many something must be: a number, or limits.
package struct CountRange: Sendable, Equatable, CustomStringConvertible {
    /// Nil is no limit.
    package let atLeast: Int64?
    /// Nil is no limit.
    package let atMost: Int64?

    /// The members of a document that say them.
    package static let limits = ["atLeast", "atMost"]

    /// Limits; both nil let every number in.
    package init(atLeast: Int64? = nil, atMost: Int64? = nil) {
        self.atLeast = atLeast
        self.atMost = atMost
    }

    /// Exactly so many.
    package init(_ number: Int64) { self.init(atLeast: number, atMost: number) }

    package func contains(_ number: Int64) -> Bool {
        (atLeast.map { number >= $0 } ?? true) && (atMost.map { number <= $0 } ?? true)
    }

    /// `1`, `at least 1`, `at most 1`, `1 to 3`.
    package var description: String {
        switch (atLeast, atMost) {
        case (let least?, let most?): least == most ? "\(least)" : "\(least) to \(most)"
        case (let least?, nil): "at least \(least)"
        case (nil, let most?): "at most \(most)"
        case (nil, nil): "any number"
        }
    }
}
