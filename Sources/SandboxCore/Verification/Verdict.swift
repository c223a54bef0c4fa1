import Masking

/// What verifying came to.
package struct Verdict: Sendable, Equatable {
    /// How many assertions and rules were looked at.
    package internal(set) var checked = 0
    /// In the order of the document.
    package internal(set) var failures: [VerificationFailure] = []
    /// Why something that holds may hold only because a log has been cut.
    package internal(set) var warnings: [String] = []

    /// Whether all holds.
    package var passed: Bool { failures.isEmpty }
}

/// Something that is not as it must be.
package struct VerificationFailure: Sendable, Equatable {
    /// Where it was asked: `$.payments[0].charges`.
    package let path: String
    /// What was asked, what was found, and what comes nearest to it.
    package let message: String
    /// What was asked for, in short.
    package let expected: String
    /// What there is in its place.
    package let found: String
    /// What comes near, and what may explain it; at most three, nearest first.
    package let near: [String]

    init(at path: String, _ head: String, expected: String, found: String, near: [String], remark: String? = nil) {
        self.path = path
        self.expected = CardMask.masked(expected)
        self.found = CardMask.masked(found)
        self.near = near.prefix(NearMiss.most).map { CardMask.masked($0) }
        let parts = ([head, near.first, remark] as [String?]).compactMap { $0 }
        message = CardMask.masked(parts.joined(separator: "; "))
    }
}
